import { type Client, startClient } from './support/client';

const number = '5511988887777';
const TEAM = '120363020202020202@g.us';

describe('simulator: sending', () => {
	let client: Client;
	const send = (route: string, body: object, instance = 'demo') =>
		client.post(`/message/${route}/${instance}`, { number, ...body });
	const refused = (status: number, message: unknown) => ({
		status,
		body: { response: { message } },
	});

	beforeAll(async () => {
		client = await startClient({ seed: true });
	});
	afterAll(() => client.simulator.close());

	it.each(['👍', '❤️', '👩‍👩‍👧', '🇧🇷', '1️⃣', ''])('accepts "%s" as a reaction', async (reaction) => {
		const { body } = await send('sendText', { text: 'x' });
		expect((await send('sendReaction', { key: body.key, reaction })).status).toBe(201);
		const chat = `${number}@s.whatsapp.net`;
		const { body: views } = await client.get(`/_sim/instances/demo/messages?chat=${chat}&limit=1`);
		expect(views[0].reactions.map(({ emoji }: { emoji: string }) => emoji)).toEqual(
			reaction ? [reaction] : [],
		);
	});

	it('fails with the error texts of the real server while the instance is not connected', async () => {
		const never = "TypeError: Cannot read properties of undefined (reading 'sendMessage')";
		expect(await send('sendText', { text: 'x' }, 'new-phone')).toMatchObject(refused(400, [never]));
		await client.get('/instance/connect/new-phone');
		expect(await send('sendText', { text: 'x' }, 'new-phone')).toMatchObject(
			refused(400, ["TypeError: Cannot read properties of undefined (reading 'id')"]),
		);
		const groups = '/group/fetchAllGroups/new-phone?getParticipants=false';
		expect(await client.get(groups)).toMatchObject(refused(500, 'Connection Closed'));
	});

	it('takes as long as the delay, and a later message may arrive first', async () => {
		const order: string[] = [];
		const timed = async (text: string, delay?: number) => {
			await send('sendText', { text, delay });
			order.push(text);
		};
		await Promise.all([timed('slow', 250), timed('fast')]);
		expect(order).toEqual(['fast', 'slow']);
	});

	it('fails when the connection closes during the delay', async () => {
		await client.post('/instance/create', {
			instanceName: 'brief',
			integration: 'WHATSAPP-BAILEYS',
			qrcode: true,
		});
		await client.post('/_sim/instances/brief/scan');
		const sending = send('sendText', { text: 'x', delay: 200 }, 'brief');
		await new Promise((resolve) => setTimeout(resolve, 50));
		await client.post('/_sim/instances/brief/close', { reason: 428 });
		expect(await sending).toMatchObject(refused(400, ['Error: Connection Closed']));
	});

	it.each([
		['sendPoll', { name: 'When?', selectableCount: 1, values: ['A', 'B'] }],
		['sendSticker', { sticker: 'aGVsbG8=' }],
		['sendWhatsAppAudio', { audio: 'aGVsbG8=' }],
		['sendButtons', { title: 'T', buttons: [{ type: 'reply', displayText: 'A', id: 'a' }] }],
	])('ignores the mentions in a request to %s', async (route, body) => {
		const { status, body: sent } = await send(route, {
			...body,
			number: TEAM,
			mentionsEveryOne: true,
			mentioned: ['5511977776666'],
		});
		expect(status).toBe(201);
		expect(JSON.stringify(sent)).not.toContain('5511977776666');
	});

	it('drops the quote of a voice message, and a message ID that the caller chose, before 2.4', async () => {
		const quoted = { key: { id: 'Q' }, message: { conversation: 'quoted' } };
		const voice = await send('sendWhatsAppAudio', { audio: 'aGVsbG8=', quoted, messageId: 'OWN' });
		expect(JSON.stringify(voice.body)).not.toContain('quoted');
		expect(voice.body.key.id).not.toBe('OWN');
	});

	it('fails with a video note given as a URL, because the server looks for a file of that name on its own disk', async () => {
		const { status, body } = await send('sendPtv', { video: 'https://example.com/a.mp4' });
		expect(status).toBe(500);
		expect(body.response.message).toEqual([
			"Error: Failed to get video duration: ENOENT: no such file or directory, stat 'https://example.com/a.mp4'",
		]);
	});

	it.each([
		['noending', 'false'],
		['a.ogg', 'audio/ogg'],
		[undefined, 'audio/mp4'],
	])(
		'gives an audio file with the name %s the same MIME type as the real server',
		async (fileName, mimetype) => {
			const file = { mediatype: 'audio', media: 'aGVsbG8=', mimetype: 'audio/mp4', fileName };
			const { body } = await send('sendMedia', file);
			expect(body.message.audioMessage.mimetype).toBe(mimetype);
		},
	);

	it('mentions everyone in a group, also for the text "false", and no one in a private chat', async () => {
		const mentionsOf = async (body: object) =>
			(await send('sendText', { text: 'x', ...body })).body.contextInfo.mentionedJid;
		expect(await mentionsOf({ number: TEAM, mentionsEveryOne: true })).toHaveLength(4);
		expect(await mentionsOf({ number: TEAM, mentionsEveryOne: 'false' })).toHaveLength(4);
		expect(await mentionsOf({ number: TEAM, mentioned: ['5511977776666'] })).toEqual([
			'5511977776666@s.whatsapp.net',
		]);
		expect(await mentionsOf({ mentioned: ['5511977776666'] })).toEqual([]);
	});

	it('quotes a stored message by its key', async () => {
		const { body: first } = await send('sendText', { text: 'first' });
		const { body } = await send('sendText', { text: 'second', quoted: { key: first.key } });
		expect(body.contextInfo).toMatchObject({
			stanzaId: first.key.id,
			quotedMessage: { conversation: 'first' },
		});
	});

	it('does not make messages larger and larger when each one quotes the one before', async () => {
		let quoted: object | undefined;
		let size = 0;
		for (let index = 0; index < 5; index++) {
			const media = 'https://files.example.com/a.png';
			const { body } = await send('sendMedia', { mediatype: 'image', media, quoted });
			quoted = { key: body.key };
			if (index === 1) size = JSON.stringify(body).length;
			if (index === 4) expect(JSON.stringify(body).length).toBeLessThan(size * 1.1);
		}
	});
});
