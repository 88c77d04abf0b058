import { createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import { lidOf } from '../../../simulator/whatsapp/lid';
import { turns } from '../../support/time';
import { ANA, dataOf, type GoClient, startGo, TEAM } from './support/goClient';

// Tests people's votes, button clicks and reactions, and how the server handles them.

let go: GoClient;
beforeEach(async () => {
	go = await startGo();
});
afterEach(() => go.close());

const OWN = '5511900000001@s.whatsapp.net';
const LID = '12345678901234@lid';
const play = async (version: string) => await go.post('/_sim/config', { version });
const receive = async (body: object) =>
	(await go.post('/_sim/instances/demo/receive', { from: ANA, ...body })).body;
const results = async () => await go.ask('GET', '/polls/P1/results');
const hashOf = (option: string) => createHash('sha256').update(option).digest('hex');

describe('Go simulator: a vote', () => {
	async function voted(number: string, more: object = {}) {
		const poll = { number, question: 'Lunch?', options: ['Yes', 'No'], id: 'P1' };
		const hook = await go.subscribe('MESSAGE', 'SEND_MESSAGE');
		const { Message } = (await go.send('/send/poll', poll)).body.data;
		const told = dataOf(await hook.wait('SendMessage')).Message.messageContextInfo;
		const secret = Message.messageContextInfo.messageSecret as string;
		expect(told.messageSecret).toBe(secret);
		expect(Buffer.from(secret, 'base64')).toHaveLength(32);
		await receive({ kind: 'pollVote', targetId: 'P1', options: ['Yes'], ...more });
		const { pollUpdateMessage } = dataOf(await hook.wait('Message')).Message;
		return { secret: Buffer.from(secret, 'base64'), ...pollUpdateMessage };
	}

	function decrypt(
		secret: Buffer,
		vote: { encPayload: string; encIV: string },
		[author, voter]: [string, string],
	): string {
		const key = hkdfSync('sha256', secret, '', `P1${author}${voter}Poll Vote`, 32);
		const payload = Buffer.from(vote.encPayload, 'base64');
		const iv = Buffer.from(vote.encIV, 'base64');
		const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key), iv);
		decipher.setAAD(Buffer.from(`P1\0${voter}`)).setAuthTag(payload.subarray(-16));
		const text = Buffer.concat([decipher.update(payload.subarray(0, -16)), decipher.final()]);
		return text.subarray(2).toString('hex');
	}

	it('by number is encrypted with the addresses of numbers, and the server stores it', async () => {
		const { secret, vote, pollCreationMessageKey } = await voted(ANA);
		expect(decrypt(secret, vote, [OWN, ANA])).toBe(hashOf('Yes'));
		expect(pollCreationMessageKey).toEqual({ remoteJID: OWN, fromMe: false, ID: 'P1' });
		expect((await results()).body.optionCounts).toEqual({ [hashOf('Yes')]: 1 });
	});

	it.each(['0.6.1', '0.7.1', '0.7.2'])(
		'by LID, whose number is known, is encrypted with LIDs in %s, and the server cannot read it',
		async (version) => {
			await play(version);
			const { secret, vote, pollCreationMessageKey } = await voted(ANA, { lid: LID });
			expect(decrypt(secret, vote, [lidOf(OWN), LID])).toBe(hashOf('Yes'));
			expect(pollCreationMessageKey).toEqual({ remoteJID: lidOf(OWN), fromMe: false, ID: 'P1' });
			expect((await results()).status).toBe(404);
		},
	);

	it('in a group names the account as author of the poll by LID, and the server cannot read it', async () => {
		const { secret, vote, pollCreationMessageKey } = await voted(TEAM, { chat: TEAM });
		expect(decrypt(secret, vote, [lidOf(OWN), lidOf(ANA)])).toBe(hashOf('Yes'));
		const participant = lidOf(OWN);
		const key = { remoteJID: TEAM, fromMe: false, ID: 'P1', participant };
		expect(pollCreationMessageKey).toEqual(key);
		expect((await results()).status).toBe(404);
	});

	it('of a LID without a number is stored by its LID', async () => {
		const { secret, vote } = await voted(LID, { from: LID });
		expect(decrypt(secret, vote, [lidOf(OWN), LID])).toBe(hashOf('Yes'));
		expect((await results()).body.voters[0]).toMatchObject({ jid: LID, phone: '12345678901234' });
	});
});

it('Go simulator: a reaction names its target as who reacts sees it', async () => {
	const hook = await go.subscribe('MESSAGE');
	await go.send('/send/text', { number: ANA, text: 'Hi', id: 'T1' });
	await receive({ kind: 'reaction', targetId: 'T1', emoji: '👍' });
	const { reactionMessage } = dataOf(await hook.wait('Message')).Message;
	expect(reactionMessage.key).toEqual({ remoteJID: OWN, fromMe: false, ID: 'T1' });
});

describe('Go simulator: ButtonClick', () => {
	async function press(...words: string[]) {
		const reply = { type: 'reply', displayText: 'Yes', id: 'yes' };
		const texts = { number: ANA, title: 'Order', description: 'Confirm?', footer: 'Acme' };
		const { body } = await go.send('/send/button', { ...texts, buttons: [reply] });
		const hook = await go.subscribe(...words);
		await receive({ kind: 'buttonReply', targetId: body.data.Info.ID, buttonId: 'yes' });
		await turns();
		return hook;
	}

	it('comes next to the Message from 0.7.0 on, and names neither person nor message', async () => {
		const hook = await press('MESSAGE');
		await hook.wait('Message');
		const data = dataOf(await hook.wait('ButtonClick'));
		expect(data).toMatchObject({
			buttonId: 'yes',
			buttonText: 'Yes',
			type: 'buttons_response',
		});
		expect([data.phone, data.jid, data.chat, data.messageId, data.fromMe]).toEqual(
			Array(5).fill(null),
		);
	});

	it('comes alone for the word BUTTON_CLICK', async () => {
		const hook = await press('BUTTON_CLICK');
		await hook.wait('ButtonClick');
		expect(hook.all).toHaveLength(1);
	});

	it('is not known to 0.6.1', async () => {
		await play('0.6.1');
		const hook = await press('MESSAGE', 'BUTTON_CLICK');
		await hook.wait('Message');
		expect(hook.all).toHaveLength(1);
	});
});

describe('Go simulator: a message from an advertisement', () => {
	const externalAdReply = {
		sourceUrl: 'https://fb.me/x',
		sourceId: '1',
		ctwaClid: 'c',
		mediaType: 1,
	};
	const arrive = async () => {
		const contextInfo = { externalAdReply };
		const message = { extendedTextMessage: { text: 'Hi', contextInfo } };
		return (await receive({ kind: 'raw', message })).key.id as string;
	};
	const referral = {
		sourceURL: 'https://fb.me/x',
		sourceID: '1',
		ctwaClid: 'c',
		mediaType: 'IMAGE',
	};

	it('has a referral from 0.7.2 on, in the event and in its status', async () => {
		const hook = await go.subscribe('MESSAGE');
		const id = await arrive();
		const data = dataOf(await hook.wait('Message'));
		expect(data.referral).toEqual(referral);
		expect(data.Message.extendedTextMessage.contextInfo.externalAdReply.mediaType).toBe(1);
		const { result } = (await go.send('/message/status', { id })).body.data;
		expect(result).toMatchObject({ status: 'Received', source: '5511988887777', referral });
	});

	it('has none before, nor a status', async () => {
		await play('0.7.1');
		const hook = await go.subscribe('MESSAGE');
		const id = await arrive();
		expect(dataOf(await hook.wait('Message')).referral).toBeUndefined();
		expect((await go.send('/message/status', { id })).body.data.result).toBeNull();
	});
});

it.each([
	['0.7.1', []],
	['0.7.2', ['Picture', 'UserAbout']],
])('Go simulator: of what people change about themselves %s tells %j', async (version, names) => {
	await play(version);
	const hook = await go.subscribe('MESSAGE', 'PICTURE', 'USER_ABOUT');
	await go.post('/_sim/instances/demo/people', { from: ANA, picture: true, about: 'Busy' });
	await turns();
	expect(hook.all.map(({ body }) => body.event).sort()).toEqual(names);
	expect((await go.post('/_sim/instances/demo/people', {})).status).toBe(400);
});

describe('Go simulator: what we write on the phone', () => {
	const metaOf = async (more: object) => {
		const hook = await go.subscribe('MESSAGE');
		await receive({ kind: 'text', text: 'Me', fromMe: true, ...more });
		return dataOf(await hook.wait('Message')).Info.DeviceSentMeta;
	};

	it('contains the recipient, except in groups', async () => {
		expect(await metaOf({})).toEqual({ DestinationJID: ANA, Phash: '' });
		expect(await metaOf({ lid: LID })).toEqual({ DestinationJID: LID, Phash: '' });
		expect(await metaOf({ chat: TEAM })).toBeNull();
	});
});

it('Go simulator: reports a label by number, which no phone shows; phones show one by LID', async () => {
	const hook = await go.subscribe('LABEL');
	const labels = () => go.simulator.state.instances.get('demo')?.account.labels.get(ANA);
	await go.send('/label/chat', { jid: ANA, labelId: '9' });
	expect(dataOf(await hook.wait('LabelAssociationChat')).JID).toBe(ANA);
	expect(labels()?.has('9') ?? false).toBe(false);
	await go.send('/label/chat', { jid: lidOf(ANA), labelId: '9' });
	expect(labels()?.has('9')).toBe(true);
});

it('Go simulator: a request for history brings none, since it goes to the contact', async () => {
	const hook = await go.subscribe('MESSAGE', 'ALL');
	const messageInfo = { Chat: ANA, ID: 'X', IsFromMe: false, Timestamp: '' };
	const { status } = await go.send('/chat/history-sync', { messageInfo, count: 50 });
	await turns();
	expect([status, hook.all]).toEqual([200, []]);
});
