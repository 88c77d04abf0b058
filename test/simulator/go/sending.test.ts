import { ANA, type GoClient, startGo, TEAM, TOKEN, UNKNOWN } from './support/goClient';

let go: GoClient;
beforeEach(async () => {
	go = await startGo();
});
afterEach(() => go.close());

const chatOf = async (number: string, more: object = {}) =>
	(await go.send('/send/text', { number, text: 'x', ...more })).body.data.Info.Chat;
const play = async (version: string) => await go.post('/_sim/config', { version });
const last = async (chat: string) =>
	(await go.get(`/_sim/instances/demo/messages?chat=${chat}`)).body.at(-1);

describe('Go simulator: the chat of a number', () => {
	it.each([['+55 (11) 98888-7777'], ['5511988887777:3']])(
		'written as %s is 5511988887777@s.whatsapp.net',
		async (number) => expect(await chatOf(number)).toBe(ANA),
	);

	it('a number that is not on WhatsApp is an error, also if it is given as a JID', async () => {
		const { body } = await go.send('/send/text', {
			number: `${UNKNOWN}@s.whatsapp.net`,
			text: 'x',
		});
		expect(body.error).toBe(`number ${UNKNOWN}@s.whatsapp.net is not registered on WhatsApp`);
	});

	it.each([
		['5215551234567@s.whatsapp.net', '52551234567@s.whatsapp.net'],
		['5491112345678@s.whatsapp.net', '541112345678@s.whatsapp.net'],
		['5531987654321@s.whatsapp.net', '553187654321@s.whatsapp.net'],
	])(
		'the digits of %s are rewritten even without a lookup, unless formatJid is false',
		async (number, changed) => {
			await go.post('/_sim/config', { go: { checkUserExists: false } });
			expect(await chatOf(number)).toBe(changed);
			expect(await chatOf(number, { formatJid: false })).toBe(number);
		},
	);

	it.each([
		['0.7.1', 'no signal session established with this user'],
		['0.7.2', `no LID found for ${UNKNOWN}@s.whatsapp.net from server`],
	])(
		'a number that no one has, and that is not looked up, is refused by %s: %s',
		async (version, error) => {
			await go.post('/_sim/config', { version, go: { checkUserExists: false } });
			const { body } = await go.send('/send/text', { number: UNKNOWN, text: 'x' });
			expect(body).toEqual({ error });
		},
	);

	it('a group without the account as a member is an error', async () => {
		const { status, body } = await go.send('/send/text', { number: '1@g.us', text: 'x' });
		expect([status, body.error]).toEqual([
			500,
			'failed to get group members: that group does not exist',
		]);
	});
});

describe('Go simulator: mentions and quotes', () => {
	const contextOf = async (body: object) =>
		(await go.send('/send/text', { text: 'x', ...body })).body.data.Message.extendedTextMessage
			.contextInfo;

	it('mentions are dropped in private chats, and kept in groups', async () => {
		expect(await contextOf({ number: ANA, mentionedJid: [ANA] })).toEqual({});
		expect(await contextOf({ number: TEAM, mentionedJid: [ANA] })).toEqual({ mentionedJID: [ANA] });
		expect((await contextOf({ number: TEAM, mentionAll: true })).mentionedJID).toHaveLength(4);
	});

	it('the answer to a message with a quote has no quoted text, but the phone page shows it', async () => {
		const { body } = await go.send('/send/text', { number: ANA, text: 'First' });
		const { ID } = body.data.Info;
		const quoted = { messageId: ID, participant: ANA };
		expect(await contextOf({ number: ANA, quoted })).toEqual({
			stanzaID: ID,
			participant: ANA,
			quotedMessage: { conversation: '' },
		});
		expect((await last(ANA)).quoted.text).toBe('First');
	});
});

describe('Go simulator: files', () => {
	const form = (fields: Record<string, string>, bytes = '\xff\xd8\xff\xe0') => {
		const data = new FormData();
		for (const [key, value] of Object.entries(fields)) data.set(key, value);
		data.set('file', new Blob([Buffer.from(bytes, 'latin1')]), 'a.jpg');
		return data;
	};
	const upload = async (fields: Record<string, string>, bytes?: string) =>
		await go.call('POST', '/send/media', form(fields, bytes), TOKEN);

	it.each([
		[{}, 400, 'phone number is required'],
		[{ number: ANA, type: 'image', delay: 'soon' }, 400, 'invalid delay'],
		[{ number: ANA, type: 'ptv' }, 500, 'invalid media type'],
		[
			{ number: ANA, type: 'video' },
			500,
			"Invalid file format: 'image/jpeg'. Only 'video/mp4' is accepted",
		],
	])('a form with %j is refused', async (fields, status, error) => {
		const answer = await upload(fields as Record<string, string>);
		expect([answer.status, answer.body]).toEqual([status, { error }]);
	});

	it('a form without a file is refused', async () => {
		const data = new FormData();
		data.set('number', ANA);
		data.set('type', 'image');
		const { body } = await go.call('POST', '/send/media', data, TOKEN);
		expect(body).toEqual({ error: 'file is required' });
	});

	it('an upload arrives unchanged', async () => {
		const { body } = await upload({ number: ANA, type: 'image', caption: 'Look', id: 'UP1' });
		expect(body.data.Info).toMatchObject({ ID: 'UP1', Type: 'ImageMessage' });
		const file = await fetch(`${go.simulator.url}/_sim/instances/demo/media/UP1`);
		expect(Buffer.from(await file.arrayBuffer()).toString('latin1')).toBe('\xff\xd8\xff\xe0');
		const { Message } = body.data;
		const got = await go.send('/message/downloadmedia', { message: Message });
		expect(got.body.data.base64).toBe('data:image/jpeg;base64,/9j/4A==');
	});

	it('an upload can quote and mention from 0.7.0 on', async () => {
		const fields = {
			number: TEAM,
			type: 'image',
			mentionedJid: `${ANA},x@lid`,
			'quoted.messageId': 'Q',
		};
		const contextOf = async () => (await upload(fields)).body.data.Message.imageMessage.contextInfo;
		expect(await contextOf()).toMatchObject({ stanzaID: 'Q', mentionedJID: [ANA, 'x@lid'] });
		await play('0.6.1');
		expect(await contextOf()).toEqual({});
	});

	it('a file as Base64 in a JSON body is accepted from 0.7.0 on, but refused with the prefix "data:"', async () => {
		const body = { number: ANA, type: 'image', url: '/9j/4AAQ' };
		expect((await go.send('/send/media', body)).status).toBe(200);
		const prefixed = { ...body, url: 'data:image/jpeg;base64,/9j/4AAQ' };
		const { status, body: refused } = await go.send('/send/media', prefixed);
		expect([status, refused]).toEqual([400, { error: 'invalid base64 encoding' }]);
		await play('0.6.1');
		const old = await go.send('/send/media', body);
		expect([old.status, old.body.error]).toEqual([
			500,
			'Get "/9j/4AAQ": unsupported protocol scheme ""',
		]);
	});

	it('a file as Base64 is taken as an upload is: a round video is refused, and an address alone makes a video of anything', async () => {
		const body = { number: ANA, type: 'ptv', url: '/9j/4AAQ' };
		expect((await go.send('/send/media', body)).body.error).toBe('invalid media type');
		const video = (await go.send('/send/media', { ...body, type: 'video' })).body.error;
		expect(video).toBe("Invalid file format: 'image/jpeg'. Only 'video/mp4' is accepted");
		const url = `${go.simulator.url}/no/such/file.mp4`;
		expect((await go.send('/send/media', { ...body, url })).status).toBe(200);
	});

	it('the file of a status is taken from an address that answers with it, and from nothing else', async () => {
		const post = async (url: string, type = 'image') =>
			(await go.send('/send/status/media', { type, url })).body.error;
		expect(await post('https://example.org/a.jpg')).toBeUndefined();
		expect(await post('/9j/4AAQ')).toBe(
			'failed to download file from URL: Get "/9j/4AAQ": unsupported protocol scheme ""',
		);
		expect(await post(`${go.simulator.url}/no/such/file.jpg`)).toBe(
			'failed to download file: HTTP status 404',
		);
		expect(await post('https://example.org/a.pdf', 'video')).toBeUndefined();
		expect(await post(`${go.simulator.url}/server/ok`)).toBe(
			"invalid file format: 'text/plain; charset=utf-8'. Only 'image/jpeg', 'image/png' and 'image/webp' are accepted",
		);
	});

	it('a web page at the address of a file is sent as a document, but refused as an image', async () => {
		const url = `${go.simulator.url}/no/such/file`;
		const asDocument = { number: ANA, type: 'document', url, filename: 'a.pdf' };
		const { body } = await go.send('/send/media', asDocument);
		expect(body.data.Message.documentMessage.mimetype).toBe('text/plain; charset=utf-8');
		const asImage = await go.send('/send/media', { number: ANA, type: 'image', url });
		expect(asImage.body.error).toContain("Only 'image/jpeg', 'image/png' and 'image/webp'");
	});

	it('a document with a caption is wrapped in documentWithCaptionMessage, and shown on the phone page', async () => {
		const url = 'https://example.org/a.pdf';
		const document = { number: ANA, type: 'document', url, caption: 'Offer', filename: 'a.pdf' };
		const { body } = await go.send('/send/media', document);
		const { documentWithCaptionMessage } = body.data.Message;
		expect(documentWithCaptionMessage.message.documentMessage).toMatchObject({ caption: 'Offer' });
		expect(await last(ANA)).toMatchObject({ kind: 'document', text: 'Offer' });
	});

	it('audio is always a voice note', async () => {
		const url = 'https://example.org/a.mp3';
		const { body } = await go.send('/send/media', { number: ANA, type: 'audio', url });
		expect(body.data.Message.audioMessage).toMatchObject({
			PTT: true,
			mimetype: 'audio/ogg; codecs=opus',
		});
	});

	it('a file that WhatsApp no longer has cannot be downloaded', async () => {
		const message = { imageMessage: { mediaKey: 'x', mimetype: 'image/jpeg' } };
		const { status, body } = await go.send('/message/downloadmedia', { message });
		expect(status).toBe(500);
		expect(body.error).toContain('Failed to download image ');
		const video = await go.send('/message/downloadmedia', { message: { ptvMessage: {} } });
		expect(video.body).toEqual({ error: 'invalid media type' });
	});
});

describe('Go simulator: buttons, lists and cards', () => {
	const texts = { number: ANA, title: 'Order', description: 'Confirm?', footer: 'Acme' };
	const reply = { type: 'reply', displayText: 'Yes', id: 'yes' };

	it.each([
		[Array(4).fill(reply), "máximo de 3 botões do tipo 'reply' permitidos"],
		[[reply, { type: 'url' }], "botões do tipo 'reply' não podem ser misturados com outros tipos"],
		[[{ type: 'pix' }, { type: 'url' }], "botão do tipo 'pix' não pode ser combinado"],
	])('%j cannot be combined', async (buttons, error) => {
		const { status, body } = await go.send('/send/button', { ...texts, buttons });
		expect([status, body.error]).toEqual([500, expect.stringContaining(error)]);
	});

	it('cannot be given a message ID by the caller', async () => {
		const { body } = await go.send('/send/button', { ...texts, buttons: [reply], id: 'MINE' });
		expect(body.data.Info.ID).toMatch(/^3EB0[0-9A-F]{18}$/);
	});

	it('are shown on the phone page, where Ana can press one', async () => {
		const { body } = await go.send('/send/button', { ...texts, buttons: [reply] });
		expect(await last(ANA)).toMatchObject({ kind: 'buttons', footer: 'Acme' });
		const hook = await go.subscribe('MESSAGE');
		const answer = { kind: 'buttonReply', targetId: body.data.Info.ID, buttonId: 'yes' };
		await go.post('/_sim/instances/demo/receive', { from: ANA, ...answer });
		const { Message } = (await hook.wait('Message')).body.data;
		expect(Message.buttonsResponseMessage).toMatchObject({
			selectedButtonID: 'yes',
			Response: { SelectedDisplayText: 'Yes' },
		});
	});

	it('before 0.7.2 are of another kind, and so is what Ana answers', async () => {
		await play('0.7.1');
		const { body } = await go.send('/send/button', { ...texts, buttons: [reply] });
		const hook = await go.subscribe('MESSAGE');
		const answer = { kind: 'buttonReply', targetId: body.data.Info.ID, buttonId: 'yes' };
		await go.post('/_sim/instances/demo/receive', { from: ANA, ...answer });
		const { Message } = (await hook.wait('Message')).body.data;
		const { NativeFlowResponseMessage } =
			Message.interactiveResponseMessage.InteractiveResponseMessage;
		expect(JSON.parse(NativeFlowResponseMessage.paramsJSON).id).toBe('yes');
	});

	it('in 0.6.1 neither quote nor mention', async () => {
		await play('0.6.1');
		const context = { quoted: { messageId: 'Q', participant: ANA }, mentionedJid: [ANA] };
		const body = { ...texts, number: TEAM, buttons: [reply], ...context };
		const { Message, MessageContextInfo } = (await go.send('/send/button', body)).body.data;
		expect(JSON.stringify(Message)).not.toMatch(/contextInfo|mentionedJID/);
		expect(MessageContextInfo).toMatchObject({ stanzaID: 'Q', participant: ANA });
		expect((await last(TEAM)).quoted).toBeUndefined();
	});

	it('in 0.6.1 bring no event, and the answer has "IsGroup": false for a group', async () => {
		await play('0.6.1');
		const hook = await go.subscribe('SEND_MESSAGE');
		const { body } = await go.send('/send/button', { ...texts, number: TEAM, buttons: [reply] });
		expect(body.data.Info).toMatchObject({ IsGroup: false, Type: 'ButtonMessage' });
		await go.send('/send/text', { number: ANA, text: 'After' });
		expect((await hook.wait('SendMessage')).body.data.Info.Type).toBe('ExtendedTextMessage');
		expect(hook.all).toHaveLength(1);
	});
});

describe('Go simulator: operations on another message', () => {
	it('a reaction brings no event, and can be taken away', async () => {
		await go.send('/send/text', { number: ANA, text: 'Hi', id: 'T1' });
		const hook = await go.subscribe('SEND_MESSAGE');
		const reaction = { number: ANA, reaction: '👍', id: 'T1', fromMe: true };
		const { data } = (await go.send('/message/react', reaction)).body;
		expect(data.MessageContextInfo).toBeNull();
		expect((await last(ANA)).reactions).toHaveLength(1);
		await go.send('/message/react', { ...reaction, reaction: 'remove' });
		expect((await last(ANA)).reactions).toEqual([]);
		expect(hook.all).toEqual([]);
	});

	it.each([
		['whose number has no @s.whatsapp.net', '5511988887777', 500],
		['whose number is no text', 5, 400],
	])('a reaction %s is refused in 0.6.1', async (_what, number, status) => {
		await play('0.6.1');
		const answer = await go.send('/message/react', { number, reaction: '👍', id: 'T1' });
		expect(answer.status).toBe(status);
	});

	it.each([
		['0.6.1', 'Hello', /^0001-01-01 00:00:00 \+0000 UTC$/],
		['0.7.2', 'Changed', /^20\d\d-/],
	])(
		'after an edit from "Hello" to "Changed" in %s, the text of the message is "%s"',
		async (version, text, time) => {
			await play(version);
			await go.send('/send/text', { number: ANA, text: 'Hello', id: 'E1' });
			const edit = { chat: ANA, message: 'Changed', messageId: 'E1' };
			const { data } = (await go.send('/message/edit', edit)).body;
			expect(data.timestamp).toMatch(time);
			expect(data.messageId).not.toBe('E1');
			expect((await last(ANA)).text).toBe(text);
		},
	);

	it('only own messages can be deleted, but the answer is always a success', async () => {
		const { body } = await go.post('/_sim/instances/demo/receive', {
			from: ANA,
			kind: 'text',
			text: 'Mine',
		});
		const deleted = await go.send('/message/delete', { chat: ANA, messageId: body.key.id });
		expect(deleted.status).toBe(200);
		expect((await last(ANA)).deleted).toBe(false);
		await go.send('/send/text', { number: ANA, text: 'Ours', id: 'D1' });
		await go.send('/message/delete', { chat: ANA, messageId: 'D1' });
		expect((await last(ANA)).deleted).toBe(true);
	});

	it('an unknown message has no status', async () => {
		const { data } = (await go.send('/message/status', { id: 'X' })).body;
		expect(data).toEqual({ result: null, timestamp: '0001-01-01 00:00:00 +0000 UTC' });
	});
});
