import type { IDataObject } from 'n8n-workflow';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { untilQuiet } from '../support/time';
import { arrived, fail, forget } from '../support/simulator';
import {
	runInGo,
	useGoSimulator,
} from '../nodes/EvolutionApi/server/evolutionGo/support/goSimulator';
import { deliver, receiveText, settled } from '../nodes/EvolutionApi/trigger/support/happenings';
import { useN8n } from '../nodes/EvolutionApi/trigger/support/useN8n';

// Tests public reports about Evolution Go and its WhatsApp library, in n8n's engine against the simulator. Their sources and the
// results of the first run are in README.md, "Evolution Go".

const simulator = useGoSimulator('0.7.2');
const stage = useN8n(simulator, 'evolutionGo');

const ANA = '5511988887777@s.whatsapp.net';
const LID = '192234817380569@lid';
const TEAM = '120363020202020202@g.us';
const DOUBT = 'It may still have been done';

const run = async (name: string, values: IDataObject, more: object = {}) => {
	const [resource, operation] = name.split('.');
	return await runInGo(simulator.current, { resource, operation, values, ...more });
};
const bodiesAt = (path: string) =>
	arrived(simulator.current)
		.filter((request) => request.path === path)
		.map(({ body }) => body as IDataObject);
const fails = (path: string, error: string, times = 99) =>
	fail(simulator.current, { path, times, status: 500, body: { error } });

let count = 0;
const told = (info: IDataObject, more: IDataObject = { Message: { conversation: 'Hello' } }) => ({
	event: 'Message',
	data: {
		Info: {
			ID: `3A1122334455667788${String(++count).padStart(2, '0')}`,
			Chat: ANA,
			Sender: ANA,
			SenderAlt: '',
			RecipientAlt: '',
			IsFromMe: false,
			IsGroup: false,
			Type: 'text',
			PushName: 'Ana',
			Timestamp: new Date().toISOString(),
			...info,
		},
		...more,
	},
});

/** Delivers events one after the other. @returns the items with which they start a workflow */
async function startsOf(
	parameters: IDataObject,
	...deliveries: IDataObject[]
): Promise<IDataObject[]> {
	const workflow = stage.n8n.workflow('bot', parameters);
	await workflow.activate();
	for (const delivery of deliveries) {
		expect(await deliver(simulator.current, workflow, delivery)).toBe(200);
		await untilQuiet();
	}
	return stage.n8n.started.map(({ json }) => json);
}

const replyTo = async (json: IDataObject | undefined, values: IDataObject = {}) =>
	await run(
		'message.reply',
		{ text: 'Hi', ...values },
		{ trigger: {}, items: [{ json: json ?? {} }] },
	);

describe('a document with a caption that mentions everyone never gets an answer', () => {
	const media = (caption?: string, mediaType = 'document') => ({
		recipient: TEAM,
		mediaType,
		mediaSource: 'url',
		mediaUrl: 'https://example.org/offer.pdf',
		options: { caption, mentions: { values: { mention: 'everyone' } } },
	});

	it('it is refused before anything is sent', async () => {
		const { error } = await run('message.sendMedia', media('Our offer'));
		expect(error?.message).toContain('does not go with the caption of a document');
		expect(bodiesAt('/send/media')).toEqual([]);
	});

	it('without a caption it goes out with the mention', async () => {
		const { error } = await run('message.sendMedia', media());
		expect(error).toBeUndefined();
		expect(bodiesAt('/send/media')).toMatchObject([{ type: 'document', mentionAll: true }]);
	});
});

it.each([
	['the ninth digit of a mobile number gets lost', '5584920007282'],
	['a landline number is said not to be on WhatsApp', '553136180000'],
])('%s: the server is asked for %s as it was entered', async (_seen, number) => {
	simulator.current.config.go.checkUserExists = false;
	await run('message.sendText', { recipient: number, text: 'Hi' });
	const [{ number: asked, formatJid } = {} as IDataObject] = bodiesAt('/send/text');
	expect([asked, formatJid]).toEqual([`${number}@s.whatsapp.net`, false]);
});

it.each(['0.6.1', '0.7.2'])(
	'a pairing code comes empty, with a success, on %s: Connect does not give an empty code',
	async (version) => {
		simulator.current.config.version = version;
		fail(simulator.current, {
			path: '/instance/pair',
			times: 99,
			status: 200,
			body: { message: 'success', data: { PairingCode: '' } },
		});
		const values = { phoneNumber: '5511900000009', waitSeconds: 0 };
		const { error, items } = await run('instance.connect', values, { instance: 'new-phone' });
		expect(error?.message).toBe('WhatsApp gave no pairing code');
		expect(items).toEqual([]);
	},
);

it.each([
	['NestJS', { message: 'Cannot POST /send/text', error: 'Not Found', statusCode: 404 }],
	['FastAPI', { detail: 'Not Found' }],
])(
	'a text fails with an error of the server, where a program of %s is at the Base URL',
	async (_made, body) => {
		fail(simulator.current, { path: '/send/text', times: 9, status: 404, body });
		const { error } = await run('message.sendText', { recipient: ANA, text: 'Hi' });
		expect(error?.message).toContain('There is no Evolution Go at');
		expect(error?.message).toContain('another program answers there with HTTP 404');
		expect(error?.description).not.toContain(DOUBT);
	},
);

it('Proxy → Get explains that the server does not show the proxy of an instance', async () => {
	await run('proxy.update', { proxy: { host: 'proxy.example', port: 8080, protocol: 'http' } });
	const { error, items } = await run('proxy.get', {});
	expect(error?.message).toContain('Evolution Go');
	expect(items).toEqual([]);
});

it('a picture that the server cannot read as a sticker: the error says so, and that nothing was sent', async () => {
	fails(
		'/send/sticker',
		'failed to convert image to WebP: failed to decode image: image: unknown format',
	);
	const { error } = await run('message.sendSticker', {
		recipient: ANA,
		mediaSource: 'url',
		mediaUrl: 'https://example.org/a.gif',
	});
	expect(error?.message).toMatch(/sticker|picture|image/i);
	expect(error?.description).toMatch(/PNG|JPEG|WebP/);
	expect(error?.description).not.toContain(DOUBT);
	expect(bodiesAt('/send/sticker')).toHaveLength(1);
});

it('refuses to delete the message of a member as an admin, and explains where that works', async () => {
	const { error } = await run('message.delete', {
		recipient: TEAM,
		messageId: '3A00',
		fromMe: false,
		participant: ANA,
	});
	expect(error?.message).toContain('deletes only messages of the account itself');
	expect(bodiesAt('/message/delete')).toEqual([]);
});

it('requests the picture of a contact without a plus sign, which would fail after 75 seconds', async () => {
	await run('contact.getProfilePicture', { recipient: '+55 11 98888-7777' });
	expect(bodiesAt('/user/avatar')).toMatchObject([{ number: ANA }]);
});

describe('a person outside the contacts writes only by LID, and the answer does not arrive', () => {
	const byLid = () => told({ Chat: LID, Sender: LID });

	it('the workflow gets the LID, and no number', async () => {
		const [json] = await startsOf({}, byLid());
		expect(json).toMatchObject({ chat: LID, lid: LID, phoneNumber: null, senderPhone: null });
	});

	it('the answer goes to the LID as it is', async () => {
		const [json] = await startsOf({}, byLid());
		forget(simulator.current);
		await replyTo(json);
		expect(bodiesAt('/send/text')).toMatchObject([{ number: LID, formatJid: false }]);
	});
});

it('a quote names its author in another spelling of the number: it names them as WhatsApp does', async () => {
	const short = '553188887777@s.whatsapp.net';
	const [json] = await startsOf({}, told({ Chat: short, Sender: short }));
	await replyTo(json, { options: { quote: true } });
	expect(bodiesAt('/send/text')).toMatchObject([{ quoted: { participant: short } }]);
});

it('a message that n8n sends through the server reaches no other application: Message Sent starts a workflow with it', async () => {
	await stage.n8n.workflow('crm', { events: ['SEND_MESSAGE'] }).activate();
	await run('message.sendText', { recipient: ANA, text: 'Your order is on its way' });
	await settled(() => stage.n8n.started.length > 0);
	expect(stage.n8n.started.map(({ json }) => json)).toMatchObject([
		{ event: 'send.message', fromMe: true, chat: ANA, text: 'Your order is on its way' },
	]);
});

it('a picture comes with neither address nor content: the trigger fetches it from the server', async () => {
	simulator.current.config.go.webhookFiles = false;
	await stage.n8n
		.workflow('bot', { options: { downloadMedia: { values: { outputField: 'data' } } } })
		.activate();
	await receiveText(simulator.current, 'Look', {
		kind: 'image',
		base64: 'iVBORw0KGgo=',
		mimetype: 'image/png',
	});
	await settled(() => stage.n8n.started.length > 0);
	await untilQuiet();
	expect(stage.n8n.files).toMatchObject([{ data: { mimeType: 'image/png' } }]);
});

it('a message comes without any address: it is not lost, and an answer without a recipient is refused', async () => {
	const [json] = await startsOf({}, told({ Chat: '', Sender: '' }));
	expect(json).toMatchObject({ chat: null, senderJid: null, text: 'Hello' });
	forget(simulator.current);
	const { error } = await replyTo(json);
	expect(error).toBeDefined();
	expect(bodiesAt('/send/text')).toEqual([]);
});

it.each([403, 405, 479])(
	'WhatsApp refuses a message with error %d: the error says that nothing was sent, and it is not sent to the same address again',
	async (code) => {
		fails('/send/text', `server returned error ${code}`);
		const { error } = await run('message.sendText', { recipient: LID, text: 'Hi' });
		expect(error?.message).toContain('WhatsApp rejected the message');
		expect(error?.description).not.toContain(DOUBT);
		const asked = bodiesAt('/send/text').map(({ number }) => number);
		expect(new Set(asked).size).toBe(asked.length);
	},
);

it('a message of a person who came by an ad is delivered twice, by number and by LID: the bot answers once', async () => {
	const ID = '3A99887766554433221A';
	const byNumber = told({ ID, SenderAlt: LID });
	const byLid = told({ ID, Chat: LID, Sender: LID });
	expect(await startsOf({}, byNumber, byLid)).toHaveLength(1);
});

it('a message from the phone to a broadcast list comes as its own chat: it starts nothing without a filter', async () => {
	const own = told({
		Chat: '1690000000@broadcast',
		Sender: '5511900000001@s.whatsapp.net',
		IsFromMe: true,
	});
	expect(await startsOf({}, own)).toEqual([]);
});

describe('what somebody sends by a broadcast list comes from the list', () => {
	const byList = () => told({ Chat: '1690000000@broadcast', Sender: ANA, BroadcastListOwner: ANA });

	it('the workflow gets who it is from', async () => {
		const [json] = await startsOf({ filters: { chatTypes: ['broadcast'] } }, byList());
		expect(json).toMatchObject({ chatType: 'broadcast', senderPhone: '5511988887777' });
	});

	it('the answer goes to the person', async () => {
		const [json] = await startsOf({ filters: { chatTypes: ['broadcast'] } }, byList());
		forget(simulator.current);
		await replyTo(json);
		expect(bodiesAt('/send/text')).toMatchObject([{ number: ANA }]);
	});
});

it('a receipt names the LID instead of the number: it still shows which message was read', async () => {
	const receipt = {
		event: 'Receipt',
		state: 'Read',
		data: {
			Chat: LID,
			Sender: LID,
			IsFromMe: false,
			IsGroup: false,
			MessageIDs: ['3EB0C0FFEE00C0FFEE01'],
			Timestamp: new Date().toISOString(),
			Type: 'read',
		},
	};
	const [json] = await startsOf({ events: ['MESSAGES_UPDATE'] }, receipt);
	expect(json).toMatchObject({
		messageId: '3EB0C0FFEE00C0FFEE01',
		statusText: 'read',
		chat: LID,
		lid: LID,
		phoneNumber: null,
	});
});

it('a business whose messages Meta sends has another address: it is the same person', async () => {
	const byHosted = told({
		Chat: '192234817380569@hosted.lid',
		Sender: '192234817380569:99@hosted.lid',
		SenderAlt: '5511988887777:99@hosted',
	});
	const [json] = await startsOf({}, byHosted);
	expect(json).toMatchObject({ chat: ANA, lid: LID, phoneNumber: '5511988887777' });
});

it('members are refused as a list: they are added on every release', async () => {
	for (const version of ['0.6.1', '0.7.1', '0.7.2']) {
		simulator.current.config.version = version;
		const { error, items } = await run('group.updateParticipants', {
			group: TEAM,
			participantAction: 'promote',
			participants: ANA,
		});
		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject({ success: true });
	}
});

it('the page explains that the server never reports when a person comes online', () => {
	const page = readFileSync(join(__dirname, '..', '..', 'docs', 'evolution-go.md'), 'utf8');
	expect(page).toMatch(/\*Presence Updated\* \| .*never "online"/);
});
