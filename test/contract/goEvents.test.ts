import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ANA, type GoClient, startGo, TEAM } from '../simulator/go/support/goClient';
import { until } from '../simulator/support/client';
import type { Collector } from '../simulator/support/collector';
import { differences } from '../../dev/conformance/shape';

// What the simulated Evolution Go delivers, against what is known of the real one.

type Json = Record<string, unknown>;

interface EventFact {
	readonly event: string;
	readonly word?: string;
	readonly unreleased?: true;
	readonly neverComes?: true;
	readonly state?: string;
	readonly data?: Json;
	/** of messages: what of `Info` is not as usual, the message, what lies beside both */
	readonly info?: Json;
	readonly message?: Json;
	readonly flags?: Json;
	readonly beside?: Json;
}

const { usual, events } = JSON.parse(
	readFileSync(join(__dirname, 'facts', 'go', 'events.json'), 'utf8'),
) as { usual: { info: Json; context: Json; flags: Json }; events: Record<string, EventFact> };

function messageOf(message: Json | undefined): Json {
	if (message === undefined) return {};
	const { messageContextInfo, ...rest } = message;
	if (messageContextInfo === undefined) return { Message: rest };
	const context = messageContextInfo === 'usual' ? usual.context : messageContextInfo;
	return { Message: { ...rest, messageContextInfo: context } };
}

function dataOf(fact: EventFact): Json {
	if (fact.info === undefined) return fact.data ?? {};
	const Info = { ...usual.info, ...fact.info };
	const flags = fact.event === 'Message' ? usual.flags : {};
	return { Info, ...messageOf(fact.message), ...flags, ...fact.flags, ...fact.beside };
}

const bodyOf = (fact: EventFact): Json => ({
	data: dataOf(fact),
	event: fact.event,
	instanceId: '',
	instanceName: '',
	instanceToken: '',
	...(fact.state !== undefined && { state: fact.state }),
});

/** What phones put in or leave out as they like, and what a group is described with at length. */
const AS_THEY_LIKE =
	/groupData|messageContextInfo|(seconds|title|pageCount|height|width|mediaKeyTimestamp|waveform|previewType|metadata|participant|caption|IsEdit|version|type|format): |sticker.*(stickerSentTS|is[A-Z]\w+)|quotedMessage|JoinedGroup|PushName .*Message/;

let go: GoClient;
let hook: Collector;
beforeEach(async () => {
	go = await startGo();
	// Not the first one, so it stands for everything.
	hook = await go.subscribe('MESSAGE', 'ALL');
});
afterEach(() => go.close());

const receive = async (kind: string, more: Json = {}) =>
	(await go.post('/_sim/instances/demo/receive', { from: ANA, kind, ...more })).body;
const FILE = { base64: 'JVBERi0xLjQ=', mimetype: 'application/pdf', fileName: 'offer.pdf' };
const send = async (path: string, more: Json) =>
	(await go.send(path, { number: ANA, ...more })).body.data.Info.ID as string;
const poll = async () => await send('/send/poll', { question: 'Lunch?', options: ['Yes', 'No'] });
const buttons = async () =>
	await send('/send/button', {
		title: 'Order',
		description: 'Confirm?',
		footer: 'Acme',
		buttons: [{ type: 'reply', displayText: 'Yes', id: 'yes' }],
	});

/** A client tells of its QR codes and of its end by what it knew when it was started. */
async function restart(): Promise<void> {
	await go.ask('POST', '/instance/reconnect');
	await until(async () => (await go.ask('GET', '/instance/status')).body.data?.LoggedIn);
}

/** How each of them comes to be delivered. */
const HAPPENS: Record<string, () => Promise<unknown>> = {
	'message.text': async () => await receive('text', { text: 'Hello' }),
	'message.group-text-lid': async () => await receive('text', { text: 'Hi all', chat: TEAM }),
	'message.own-from-phone': async () =>
		await receive('text', { text: 'I am on it', fromMe: true, lid: '12345678901234@lid' }),
	'message.image': async () => await receive('image', { ...FILE, caption: 'Look' }),
	'message.video': async () => await receive('video', { ...FILE, caption: 'Clip' }),
	'message.audio-ptt': async () => await receive('audio', { ...FILE, ptt: true }),
	'message.document': async () => await receive('document', FILE),
	'message.sticker': async () =>
		await receive('sticker', { base64: 'UklGRg==', mimetype: 'image/webp' }),
	'message.location': async () =>
		await receive('location', { latitude: -23.5, longitude: -46.6, name: 'A', address: 'B' }),
	'message.contact': async () =>
		await receive('contact', { fullName: 'Ana Lima', phoneNumber: '+55 11 90000-0002' }),
	'message.quote': async () => {
		const quotedId = await send('/send/text', { text: 'Which size?' });
		await receive('text', { text: 'Large', quotedId });
	},
	'message.reaction': async () => {
		const targetId = await send('/send/text', { text: 'Hi' });
		await receive('reaction', { targetId, emoji: '👍' });
	},
	'message.poll-vote': async () => {
		await receive('pollVote', { targetId: await poll(), options: ['Yes'] });
	},
	'message.native-flow-response': async () => {
		await receive('buttonReply', { targetId: await buttons(), buttonId: 'yes' });
	},
	'message.list-response': async () => {
		const rows = [{ title: 'One', description: '1', rowId: 'r1' }];
		const texts = { title: 'M', description: 'C', buttonText: 'O', footerText: 'F' };
		const targetId = await send('/send/list', { ...texts, sections: [{ title: 'A', rows }] });
		await receive('listReply', { targetId, rowId: 'r1' });
	},
	'message.edited-encrypted': async () => {
		const { key } = await receive('text', { text: 'Hello' });
		await receive('edit', { targetId: key.id, text: 'Hello!' });
	},
	'message.edited': async () => {
		await go.post('/_sim/config', { go: { plainEdits: true } });
		await HAPPENS['message.edited-encrypted']();
	},
	'message.revoked': async () => {
		const { key } = await receive('text', { text: 'Hello' });
		await receive('delete', { targetId: key.id });
	},
	'message.image-no-file': async () => {
		await go.post('/_sim/config', { go: { webhookFiles: false } });
		await receive('image', { ...FILE, caption: 'Look' });
	},
	'sendmessage.text': async () => await send('/send/text', { text: 'Hello' }),
	'sendmessage.image': async () =>
		await send('/send/media', { type: 'image', url: 'https://example.org/a.jpg', caption: 'A' }),
	'receipt.delivered': async () => await send('/send/text', { text: 'Hello' }),
	'receipt.read': async () => {
		await send('/send/text', { text: 'Hello' });
		await go.post('/_sim/instances/demo/read', { chat: ANA });
	},
	'receipt.readself': async () => await go.post('/_sim/instances/demo/readSelf', { chat: ANA }),
	chatpresence: async () => await receive('presence', { presence: 'composing' }),
	presence: async () => await receive('presence', { presence: 'available' }),
	pushname: async () => await receive('text', { text: 'Hi', pushName: 'Ana L.' }),
	contact: async () =>
		await go.post('/_sim/instances/demo/contacts', { number: '5511955550000', name: 'Eva Lima' }),
	labeledit: async () => await go.send('/label/edit', { labelId: '5', name: 'VIP', color: 3 }),
	labelassociationchat: async () => await go.send('/label/chat', { jid: ANA, labelId: '7' }),
	labelassociationmessage: async () =>
		await go.send('/label/message', { jid: ANA, labelId: '7', messageId: 'M' }),
	groupinfo: async () => {
		const body = { groupJid: TEAM, action: 'add', participants: ['5511955550000@s.whatsapp.net'] };
		await fetch(`${go.simulator.url}/group/participant`, {
			method: 'POST',
			headers: { apikey: 'demo-token', 'content-type': 'text/plain' },
			body: JSON.stringify(body),
		});
	},
	joinedgroup: async () =>
		await go.send('/group/create', { groupName: 'New', participants: [ANA] }),
	newsletterjoin: async () => await go.send('/newsletter/create', { name: 'News' }),
	historysync: async () => {
		const { body } = await go.get(`/_sim/instances/demo/messages?chat=${ANA}`);
		const messageInfo = { Chat: ANA, ID: body[2].id, IsFromMe: false, Timestamp: '' };
		await go.send('/chat/history-sync', { messageInfo, count: 50 });
	},
	calloffer: async () => await go.post('/_sim/instances/demo/calls', { from: ANA }),
	callaccept: async () =>
		await go.post('/_sim/instances/demo/calls', { from: ANA, action: 'accept' }),
	callterminate: async () =>
		await go.post('/_sim/instances/demo/calls', { from: ANA, action: 'terminate' }),
	calloffernotice: async () =>
		await go.post('/_sim/instances/demo/calls', { from: ANA, action: 'notice' }),
	callrelaylatency: async () =>
		await go.post('/_sim/instances/demo/calls', { from: ANA, action: 'latency' }),
	disconnected: async () => await go.post('/_sim/instances/demo/close', { reason: 408 }),
	connected: async () => await go.post('/_sim/instances/demo/close', { reason: 408 }),
	temporaryban: async () => await go.post('/_sim/instances/demo/close', { reason: 402 }),
	loggedout: async () => await go.post('/_sim/instances/demo/close', { reason: 401 }),
	'loggedout.local': async () => {
		await restart();
		await go.ask('POST', '/instance/disconnect');
	},
	qrcode: async () => {
		await restart();
		await go.ask('DELETE', '/instance/logout');
	},
	qrtimeout: async () => {
		go.simulator.config.go.qrMs = 5;
		await HAPPENS.qrcode();
	},
	pairsuccess: async () => {
		await HAPPENS.qrcode();
		await hook.wait('QRCode');
		await go.post('/_sim/instances/demo/scan');
	},
};
/** Of several deliveries of one event: the one with the same part. */
const isLike = (expected: Json, got: Json) => {
	const partOf = ({ Message }: Json) =>
		Object.keys((Message as Json | undefined) ?? {}).find((key) => /Message$/.test(key));
	const isLocal = (data: Json) => 'reason' in data && !('Reason' in data);
	return partOf(expected) === partOf(got) && isLocal(expected) === isLocal(got);
};

it.each(Object.keys(HAPPENS))('%s is delivered as the server does it', async (name) => {
	const fact = events[name];
	const expected = bodyOf(fact);
	await HAPPENS[name]();
	const { body, headers } = await hook.wait(
		fact.event,
		({ body: got }) => got.state === fact.state && isLike(expected.data as Json, got.data as Json),
	);
	const found = differences(expected, body).filter(
		(line) => !AS_THEY_LIKE.test(`${fact.event} ${line}`),
	);
	expect({ name, found }).toEqual({ name, found: [] });
	expect(Object.keys(headers).sort()).toEqual([
		'accept',
		'accept-encoding',
		'connection',
		'content-length',
		'content-type',
		'host',
		'user-agent',
	]);
});

it('what a simulated phone does not do can be told all the same', async () => {
	const left = Object.keys(events).filter((name) => !(name in HAPPENS) && !events[name].unreleased);
	expect(left.length).toBeLessThan(32);
	for (const name of ['connectfailure', 'newsletterleave', 'message.view-once-unavailable']) {
		const { event, ...fact } = { ...events[name], data: dataOf(events[name]) };
		await go.post('/_sim/instances/demo/events', { event, data: fact.data });
		const { body } = await hook.wait(event);
		expect(differences(fact.data, body.data)).toEqual([]);
	}
});
