import { type Client, startClient } from './support/client';

const number = '5511988887777';

describe('simulator: a send is refused as by the real server', () => {
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

	it.each([
		['sendText', { text: '  ' }, 400, ['Text is required']],
		['sendText', { text: 'x', delay: '100' }, 400, [['Enter a value in milliseconds']]],
		['sendText', { text: 'x', delay: 1.5 }, 400, [['Enter a value in milliseconds']]],
		[
			'sendText',
			{ text: 'x', mentioned: ['+5511'] },
			400,
			[['"mentioned" must be an array of numeric strings']],
		],
		[
			'sendText',
			{ text: 'x', mentioned: [] },
			400,
			[['mentioned does not meet minimum length of 1']],
		],
		[
			'sendText',
			{ text: 'x', quoted: 'text' },
			400,
			["TypeError: Cannot read properties of undefined (reading 'fromMe')"],
		],
		[
			'sendMedia',
			{ mediatype: 'image', media: 'data:image/png;base64,AAAA' },
			400,
			['Owned media must be a url or base64'],
		],
		[
			'sendMedia',
			{ mediatype: 'image', media: 'http://localhost:1/a.png' },
			400,
			['Owned media must be a url or base64'],
		],
		['sendMedia', { mediatype: 'image' }, 400, ['Owned media must be a url or base64']],
		[
			'sendMedia',
			{ mediatype: 'document', media: 'AAAA' },
			400,
			['For base64 the file name must be informed.'],
		],
		[
			'sendMedia',
			{ mediatype: 'image', media: 'aGVsbG8gd29ybGQ=' },
			500,
			['Error: Input buffer contains unsupported image format'],
		],
		[
			'sendMedia',
			{ mediatype: 'image', media: 'https://nowhere.invalid/a.png' },
			500,
			['Error: getaddrinfo ENOTFOUND nowhere.invalid'],
		],
		[
			'sendPoll',
			{ name: 'Q', selectableCount: 1, values: ['A'] },
			400,
			[['values does not meet minimum length of 2']],
		],
		[
			'sendPoll',
			{ name: 'Q', selectableCount: 1, values: [...'ABCDEFGHIJK'] },
			400,
			[['values does not meet maximum length of 10']],
		],
		['sendButtons', { title: 'T', buttons: [] }, 400, ['At least one button is required']],
		[
			'sendButtons',
			{ title: 'T', buttons: [{ type: 'reply' }, { type: 'url' }] },
			400,
			['Reply buttons cannot be mixed with other button types'],
		],
		[
			'sendButtons',
			{ title: 'T', buttons: Array(4).fill({ type: 'reply' }) },
			400,
			['Maximum of 3 reply buttons allowed'],
		],
		[
			'sendButtons',
			{ buttons: [{ type: 'pix' }, { type: 'url' }] },
			400,
			['Only one PIX button is allowed'],
		],
		[
			'sendReaction',
			{ key: { id: 'a', remoteJid: 'b@s.whatsapp.net', fromMe: true }, reaction: 'ok' },
			400,
			['Reaction must be a single emoji or empty string'],
		],
		['sendStatus', { type: 'text', content: 'x' }, 400, ['StatusJidList is required']],
		[
			'sendStatus',
			{ type: 'text', content: 'x', allContacts: true, backgroundColor: '#0', font: 0 },
			400,
			['Font is required'],
		],
		[
			'sendStatus',
			{ type: 'image', content: 'AAAA', allContacts: true },
			400,
			["Error: ENOENT: no such file or directory, open 'AAAA'"],
		],
		[
			'sendTemplate',
			{ name: 'n', language: 'en' },
			500,
			'Method not available in the Baileys service',
		],
	])('%s %j is refused', async (route, body, status, message) => {
		expect(await send(route, body)).toMatchObject(refused(status, message));
	});
});
