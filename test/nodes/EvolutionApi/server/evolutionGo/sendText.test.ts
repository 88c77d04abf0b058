import { GLOBAL_KEY, TOKEN } from './support/goStandIn';
import { runGo, useGo } from './support/runGo';

const server = useGo();

const text = { resource: 'message', operation: 'sendText' } as const;
const hello = { recipient: '5511900000001', text: 'Hello' };

describe('a text through Evolution Go', () => {
	it('is sent to the complete JID, with the token and a message ID of its own', async () => {
		const { error, items } = await runGo(server, { ...text, values: hello });
		expect(error).toBeUndefined();
		expect(server.asked).toEqual([
			{
				method: 'POST',
				path: '/send/text',
				key: TOKEN,
				type: 'application/json',
				body: {
					number: '5511900000001@s.whatsapp.net',
					formatJid: false,
					id: expect.stringMatching(/^3EB0[0-9A-F]{18}$/),
					text: 'Hello',
				},
			},
		]);
		expect(items[0].json).toEqual({
			messageId: '3EB0C0FFEE00C0FFEE01',
			chat: '5511988887777@s.whatsapp.net',
			fromMe: true,
			status: 'SERVER_ACK',
			messageType: 'extendedTextMessage',
			timestamp: '2026-03-30T17:05:09.000Z',
		});
	});

	it('is sent with the token of the chosen instance, which the global key finds once for all items', async () => {
		const items = [{ json: {} }, { json: {} }];
		const { error } = await runGo(server, { ...text, values: hello, global: true, items });
		expect(error).toBeUndefined();
		expect(server.asked.map(({ path, key }) => [path, key])).toEqual([
			['/instance/all', GLOBAL_KEY],
			['/send/text', TOKEN],
			['/send/text', TOKEN],
		]);
	});

	it('is sent with a new token, looked up again, if the server refuses the old one', async () => {
		const rows = (token: string) => ({
			status: 200,
			body: { message: 'success', data: [{ id: '1', name: 'sales', token }] },
		});
		server.answers('GET /instance/all', rows('an-old-token'), rows(TOKEN));
		const { error } = await runGo(server, { ...text, values: hello, global: true });
		expect(error).toBeUndefined();
		expect(server.askedAt('/send/text').map(({ key }) => key)).toEqual(['an-old-token', TOKEN]);
	});

	it('to a missing instance is not sent, and the error says that the server has no such instance', async () => {
		const { error } = await runGo(server, {
			...text,
			values: hello,
			global: true,
			instance: 'other',
		});
		expect(error?.message).toBe('The server has no instance "other"');
		expect(server.askedAt('/send/text')).toEqual([]);
	});

	it('is refused with an instance name if only a token is known, which cannot confirm the name', async () => {
		const { error } = await runGo(server, { ...text, values: hello, instance: 'sales' });
		expect(error?.message).toContain(
			'"Instance" cannot be "sales": the credential has only the token of an instance, which does not tell its name',
		);
		expect(server.asked).toEqual([]);
	});

	it('with the option Link Preview is sent by /send/link', async () => {
		const values = { ...hello, text: 'See https://example.org', options: { linkPreview: true } };
		const { error } = await runGo(server, { ...text, values });
		expect(error).toBeUndefined();
		expect(server.asked.map(({ path }) => path)).toEqual(['/send/link']);
	});

	it('is sent with all options', async () => {
		const { error } = await runGo(server, {
			...text,
			values: {
				recipient: '120363000000000001@g.us',
				text: 'Hi @5511900000002',
				options: {
					messageId: '3EB0FFFF',
					typingIndicator: { values: { seconds: 1.5 } },
					mentions: { values: { members: '5511900000002' } },
					replyTo: {
						values: {
							message: {
								key: { id: '3A00', participant: '5511900000003@s.whatsapp.net' },
								message: { conversation: 'Hi' },
							},
						},
					},
				},
			},
		});
		expect(error).toBeUndefined();
		expect(server.asked[0].body).toEqual({
			number: '120363000000000001@g.us',
			formatJid: false,
			id: '3EB0FFFF',
			delay: 1500,
			mentionedJid: ['5511900000002@s.whatsapp.net'],
			quoted: { messageId: '3A00', participant: '5511900000003@s.whatsapp.net' },
			text: 'Hi @5511900000002',
		});
	});

	it('is refused with a quote in a group if the author is unknown', async () => {
		const values = {
			recipient: '120363000000000001@g.us',
			text: 'Hi',
			options: { replyTo: { values: { messageId: '3A00' } } },
		};
		const { error } = await runGo(server, { ...text, values });
		expect(error?.message).toContain(
			'"Options → Reply To → Message ID" is not enough in a group with Evolution Go, which has to know who wrote the message',
		);
		expect(server.asked).toEqual([]);
	});

	it('is reported as sent if its answer was lost but the server confirms that it was sent', async () => {
		server.answers('POST /send/text', { status: 0, breaks: true });
		const values = { ...hello, options: { messageId: '3EB0C0FFEE00C0FFEE01' } };
		const { error, items } = await runGo(server, { ...text, values });
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({
			messageId: '3EB0C0FFEE00C0FFEE01',
			chat: '5511900000001@s.whatsapp.net',
			status: 'SERVER_ACK',
		});
		expect(server.askedAt('/send/text')).toHaveLength(1);
	});
});

describe('Evolution Go rejects a text: the error explains', () => {
	const failures: Array<readonly [text: string, status: number, shown: string, mayBeOut: boolean]> =
		[
			[
				'number 5511900000001@s.whatsapp.net is not registered on WhatsApp',
				500,
				'5511900000001 is not on WhatsApp',
				false,
			],
			['no active session found', 500, 'The instance is not connected to WhatsApp', false],
			['client disconnected', 500, 'The instance is not connected to WhatsApp', false],
			['server returned error 463', 500, 'WhatsApp rejected the message (error 463)', false],
			[
				'timed out waiting for message send response',
				500,
				'WhatsApp did not answer the server in time',
				true,
			],
			[
				'failed to get group members: that group does not exist',
				500,
				'Evolution Go refused the request: failed to get group members: that group does not exist',
				false,
			],
			[
				'Get "https://a.example": dial tcp: lookup a.example: no such host',
				500,
				'Evolution Go refused the request: Get "https://a.example": dial tcp: lookup a.example: no such host',
				false,
			],
			['something new', 500, 'Evolution Go reports an error: something new', true],
			[
				'message body is required',
				400,
				'Evolution Go refused the request: message body is required',
				false,
			],
			['not authorized', 401, 'Evolution Go refused the key', false],
		];

	it.each(failures)('%s', async (said, status, shown, mayBeOut) => {
		server.answers('POST /send/text', { status, body: { error: said } });
		const { error } = await runGo(server, { ...text, values: hello });
		expect(error?.message).toBe(shown);
		expect(server.askedAt('/send/text')).toHaveLength(1);
		const warning = 'It may still have been done: look before you send it again.';
		expect(String(error?.description).includes(warning)).toBe(mayBeOut);
	});

	it('error 463, with three causes and what helps against each', async () => {
		const said = 'server returned error 463';
		server.answers('POST /send/text', { status: 500, body: { error: said } });
		const { error } = await runGo(server, { ...text, values: hello });
		expect(error?.description).toMatch(
			/most likely one first: more first messages than .* older than 0\.7\.2 .* linked only recently/,
		);
		expect(error?.description).toContain('Do not try again soon.');
	});

	it('that a text whose answer is lost may have been sent; the node does not send it again', async () => {
		server.answers('POST /send/text', { status: 0, breaks: true });
		const { error } = await runGo(server, { ...text, values: hello });
		expect(error?.description).toContain('It may still have been done');
		expect(server.askedAt('/send/text')).toHaveLength(1);
		const { id } = server.askedAt('/send/text')[0].body as { id: string };
		expect(error?.description).toContain(`The ID of the message is ${id}.`);
	});

	it('where to activate a server without a license', async () => {
		server.answers('POST /send/text', {
			status: 503,
			body: {
				error: 'service not activated',
				code: 'LICENSE_REQUIRED',
				register_url: 'http://go.example/manager/login',
				message: 'License required. Open the manager to activate your license.',
			},
		});
		const { error } = await runGo(server, { ...text, values: hello });
		expect(error?.message).toBe(
			'This Evolution Go server is not activated: its license is missing',
		);
		expect(error?.description).toContain('http://go.example/manager/login');
		expect(server.asked).toHaveLength(1);
	});

	it('the failure without showing a key', async () => {
		server.answers('POST /send/text', {
			status: 500,
			body: { error: `bad ${TOKEN} ${GLOBAL_KEY}` },
		});
		const { error } = await runGo(server, { ...text, values: hello, both: true });
		expect(error?.message).toBe('Evolution Go reports an error: bad *** ***');
	});

	it('that the server is an Evolution API', async () => {
		server.answers('POST /send/text', {
			status: 404,
			body: {
				status: 404,
				error: 'Not Found',
				response: { message: ['Cannot POST /send/text'] },
			},
		});
		const { error } = await runGo(server, { ...text, values: hello });
		expect(error?.message).toContain('There is no Evolution Go at');
		expect(error?.description).toContain('choose Global API Key or Instance API Key');
	});
});

describe('an operation that Evolution Go lacks', () => {
	it('is refused before any request, and the error names the closest one', async () => {
		const { error } = await runGo(server, {
			resource: 'group',
			operation: 'sendInvite',
			values: { group: '120363000000000001@g.us', invitees: '5511900000001', text: 'Join' },
		});
		expect(error?.message).toBe('Evolution Go does not support "Send Invite"');
		expect(error?.description).toContain('Group → Get Invite Code');
		expect(server.asked).toEqual([]);
	});
});
