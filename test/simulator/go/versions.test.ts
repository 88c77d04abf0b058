import { lidOf } from '../../../simulator/whatsapp/lid';
import { ANA, BRUNO, type GoClient, startGo, TEAM } from './support/goClient';

let go: GoClient;
beforeEach(async () => {
	go = await startGo();
});
afterEach(() => go.close());

const OLDEST = '0.6.1';
const BEFORE = '0.7.1';
const NEWEST = '0.7.2';
const play = async (version: string) => await go.post('/_sim/config', { version });
const last = async (chat: string) =>
	(await go.get(`/_sim/instances/demo/messages?chat=${chat}`)).body.at(-1);
const receive = async (body: object) =>
	(await go.post('/_sim/instances/demo/receive', { from: ANA, kind: 'text', ...body })).body;
const DIGITS = ANA.split('@')[0];

describe('Go simulator: a reaction', () => {
	const react = async (number: string) => {
		await go.send('/send/text', { number: ANA, text: 'Hi', id: 'T1' });
		return await go.send('/message/react', { number, reaction: '👍', id: 'T1', fromMe: true });
	};

	it.each([OLDEST, BEFORE])('has the ID of its target in %s', async (version) => {
		await play(version);
		expect((await react(ANA)).body.data.Info.ID).toBe('T1');
		expect((await react(DIGITS)).body).toEqual({ error: 'info query timed out' });
	});

	it('has its own ID in 0.7.2, and is shown', async () => {
		const { data } = (await react(DIGITS)).body;
		expect(data.Info.ID).toMatch(/^3EB0/);
		expect(data.Message.reactionMessage.key).toEqual({ remoteJID: ANA, fromMe: true, ID: 'T1' });
		expect((await last(ANA)).reactions).toHaveLength(1);
	});
});

describe('Go simulator: typing', () => {
	const sleepsOf = async (body: object) => {
		const slept = jest.spyOn(go.simulator.state, 'sleep').mockResolvedValue();
		const { status } = await go.send('/message/presence', { number: ANA, ...body });
		expect(status).toBe(200);
		const times = slept.mock.calls.flat();
		slept.mockRestore();
		return times;
	};

	it('is kept up for "delay" milliseconds from 0.7.2 on, and then the request is answered', async () => {
		expect(await sleepsOf({ state: 'composing', delay: 60_000 })).toContain(60_000);
		expect(await sleepsOf({ state: 'paused', delay: 60_000 })).not.toContain(60_000);
		await play(BEFORE);
		expect(await sleepsOf({ state: 'composing', delay: 60_000 })).not.toContain(60_000);
	});

	it('needs whole milliseconds', async () => {
		const body = { number: ANA, state: 'composing', delay: 1.5 };
		expect((await go.send('/message/presence', body)).status).toBe(400);
	});
});

describe('Go simulator: a message that is marked', () => {
	const ack = async (version: string, path: string, number: string) => {
		await play(version);
		const { key } = await receive({ text: 'Hi' });
		await go.send(path, { number, id: [key.id] });
		return (await last(ANA)).ack;
	};

	it.each([
		[BEFORE, ANA, 'READ'],
		[BEFORE, DIGITS, 'DELIVERY_ACK'],
		[NEWEST, DIGITS, 'READ'],
	])('as read in %s by the number %s is %s', async (version, number, found) =>
		expect(await ack(version, '/message/markread', number)).toBe(found),
	);

	it('as played is heard from 0.7.2 on', async () => {
		expect(await ack(NEWEST, '/message/markplayed', DIGITS)).toBe('PLAYED');
	});
});

describe('Go simulator: /group/settings', () => {
	it.each([
		['announcement', 'IsAnnounce', true],
		['not_announcement', 'IsAnnounce', false],
		['locked', 'IsLocked', true],
		['unlocked', 'IsLocked', false],
		['approval_on', 'IsJoinApprovalRequired', true],
		['approval_off', 'IsJoinApprovalRequired', false],
		['admin_add', 'MemberAddMode', 'admin_add'],
		['all_member_add', 'MemberAddMode', 'all_member_add'],
	])('the action %s makes %s of a group %s', async (action, name, value) => {
		const answer = await go.send('/group/settings', { groupJid: TEAM, action });
		expect(answer.body).toEqual({ message: 'success' });
		const { data } = (await go.send('/group/info', { groupJid: TEAM })).body;
		expect(data[name]).toBe(value);
	});

	it('is reported as a change of the group', async () => {
		const hook = await go.subscribe('GROUP');
		await go.send('/group/settings', { groupJid: TEAM, action: 'approval_on' });
		const { data } = (await hook.wait('GroupInfo')).body;
		expect(data.MembershipApprovalMode).toEqual({ IsJoinApprovalRequired: true });
	});

	it('is refused by groups of others, and by groups that are not there', async () => {
		const ask = async (groupJid: string) =>
			(await go.send('/group/settings', { groupJid, action: 'locked' })).body.error;
		expect(await ask('1@g.us')).toBe('info query returned status 404: item-not-found');
		const team = go.simulator.state.instances.get('demo')?.groups.get(TEAM);
		for (const one of team?.participants ?? []) one.admin = null;
		expect(await ask(TEAM)).toBe('info query returned status 403: forbidden');
	});
});

describe('Go simulator: buttons', () => {
	const quoted = { messageId: 'Q', participant: ANA };
	const texts = { number: TEAM, title: 'Order', description: 'Confirm?', footer: 'Acme', quoted };
	const reply = { type: 'reply', displayText: 'Yes', id: 'yes' };
	const send = async (buttons: object[], more: object = {}) =>
		(await go.send('/send/button', { ...texts, buttons, mentionedJid: [ANA], ...more })).body.data;

	it('of 0.7.0 and 0.7.1 have a header and no event, and never quote', async () => {
		for (const version of ['0.7.0', BEFORE]) {
			await play(version);
			const hook = await go.subscribe('SEND_MESSAGE');
			const { Info, Message, MessageContextInfo } = await send([reply]);
			expect(Info).toMatchObject({ Type: 'ButtonMessage', IsGroup: false });
			expect(Message.interactiveMessage).toMatchObject({
				header: { title: 'Order', hasMediaAttachment: false },
				contextInfo: {},
				InteractiveMessage: { NativeFlowMessage: { messageVersion: 1 } },
			});
			expect(MessageContextInfo.stanzaID).toBe('Q');
			await go.send('/send/text', { number: ANA, text: 'After' });
			expect((await hook.wait('SendMessage')).body.data.Info.Type).toBe('ExtendedTextMessage');
		}
	});

	it('of 0.7.2 quote but never mention, and those that answer have no title', async () => {
		const hook = await go.subscribe('SEND_MESSAGE');
		const { Info, Message } = await send([reply]);
		expect(Info).toMatchObject({ Type: 'ButtonsMessage', IsGroup: true });
		expect(Message.documentWithCaptionMessage.message.buttonsMessage).toEqual({
			contentText: 'Confirm?',
			footerText: 'Acme',
			headerType: 1,
			buttons: [{ buttonID: 'yes', buttonText: { displayText: 'Yes' }, type: 1 }],
			contextInfo: { stanzaID: 'Q', participant: ANA, quotedMessage: { conversation: '' } },
		});
		expect(Message.messageContextInfo.messageSecret).toHaveLength(44);
		expect((await hook.wait('SendMessage')).body.data.Info.ID).toBe(Info.ID);
	});

	it('of 0.7.2 have a picture, and leave out one that cannot be had without a word', async () => {
		const partOf = async (imageUrl: string) =>
			(await send([reply], { imageUrl })).Message.documentWithCaptionMessage.message.buttonsMessage;
		const shown = await partOf('https://example.org/a.jpg');
		expect([shown.headerType, shown.Header.ImageMessage.mimetype]).toEqual([4, 'image/jpeg']);
		const lost = await partOf('https://nowhere.invalid/a.jpg');
		expect([lost.headerType, lost.Header]).toEqual([1, undefined]);
	});

	it.each([
		[BEFORE, '{"display_text":"A "B"","copy_code":""}'],
		[NEWEST, '{"copy_code":"c1","display_text":"A \\"B\\"","id":"c1"}'],
	])('that copy have in %s the parameters %s', async (version, parameters) => {
		await play(version);
		const { Message } = await send([{ type: 'copy', displayText: 'A "B"', id: 'c1' }]);
		const part =
			Message.interactiveMessage ?? Message.documentWithCaptionMessage.message.interactiveMessage;
		const [button] = part.InteractiveMessage.NativeFlowMessage.buttons;
		expect(button).toEqual({ name: 'cta_copy', buttonParamsJSON: parameters });
	});

	it('that pay have in 0.7.2 the title alone', async () => {
		const pix = { type: 'pix', currency: 'BRL', name: 'Acme', keyType: 'random', key: 'k' };
		const { interactiveMessage } = (await send([pix])).Message.documentWithCaptionMessage.message;
		expect(interactiveMessage.body).toEqual({ text: 'Order' });
		const { buttons, messageParamsJSON } = interactiveMessage.InteractiveMessage.NativeFlowMessage;
		expect(messageParamsJSON).toBe('{"native_flow_name":"order_details","version":1}');
		const { payment_settings: settings } = JSON.parse(buttons[0].buttonParamsJSON);
		expect(settings[0].pix_static_code).toEqual({
			key: 'k',
			key_type: 'EVP',
			merchant_name: 'Acme',
		});
	});
});

describe('Go simulator: a list', () => {
	const list = {
		number: TEAM,
		title: 'Menu',
		description: 'Choose',
		buttonText: 'Open',
		footerText: 'Acme',
		sections: [{ title: '', rows: [{ title: 'One' }] }],
		quoted: { messageId: 'Q', participant: ANA },
	};
	const sections = [{ title: ' ', rows: [{ title: 'One', description: '', rowID: 'row_0_0' }] }];
	const sent = async () => (await go.send('/send/list', list)).body.data;

	it('of 0.7.1 lies open, has an event and forgets its quote', async () => {
		await play(BEFORE);
		const hook = await go.subscribe('SEND_MESSAGE');
		const { Message, MessageContextInfo } = await sent();
		expect(Message).toEqual({ listMessage: expect.objectContaining({ listType: 1, sections }) });
		expect(MessageContextInfo.stanzaID).toBe('');
		expect((await hook.wait('SendMessage')).body.data.Info.Type).toBe('ListMessage');
	});

	it('of 0.7.2 is wrapped, and quotes', async () => {
		const { listMessage } = (await sent()).Message.documentWithCaptionMessage.message;
		expect(listMessage).toMatchObject({ listType: 1, sections, contextInfo: { stanzaID: 'Q' } });
	});

	it('without a session is refused with words of its own from 0.7.0 on', async () => {
		go.simulator.config.reloadMs = 10_000;
		await go.post('/_sim/instances/demo/close');
		const error = async () => (await go.send('/send/list', { ...list, number: ANA })).body.error;
		expect(await error()).toBe('failed to connect client: client disconnected');
		await play(OLDEST);
		expect(await error()).toBe('client disconnected');
	});
});

describe('Go simulator: forwardingScore', () => {
	const contextOf = async (forwardingScore: unknown) =>
		(await go.send('/send/text', { number: ANA, text: 'x', forwardingScore })).body.data?.Message
			.extendedTextMessage.contextInfo;

	it('marks a text as forwarded from 0.7.2 on', async () => {
		expect(await contextOf(3)).toEqual({ forwardingScore: 3, isForwarded: true });
		expect(await contextOf(0)).toEqual({});
		expect(await contextOf(-1)).toBeUndefined();
		await play(BEFORE);
		expect(await contextOf(3)).toEqual({});
		expect(await contextOf('many')).toEqual({});
	});
});

it('Go simulator: all members that mentionAll mentions are named by LID', async () => {
	const body = { number: TEAM, text: 'x', mentionAll: true };
	const { data } = (await go.send('/send/text', body)).body;
	expect(data.Message.extendedTextMessage.contextInfo.mentionedJID).toContain(lidOf(BRUNO));
});

it('Go simulator: a document with a caption and a mention ends without an answer in every version', async () => {
	const url = 'https://example.org/a.pdf';
	const body = { number: TEAM, type: 'document', url, caption: 'Offer', mentionedJid: [ANA] };
	for (const version of [OLDEST, BEFORE, NEWEST]) {
		await play(version);
		const answer = await go.send('/send/media', body);
		expect([answer.status, answer.body]).toEqual([500, '']);
	}
});
