import { type Client, startClient } from './support/client';

const number = '5511988887777';

// Tests refusals without a recorded answer. test/contract/simulator.test.ts compares the recorded ones.
describe('simulator: a send is refused as by the real server', () => {
	let client: Client;
	beforeAll(async () => {
		client = await startClient({ seed: true });
	});
	afterAll(() => client.simulator.close());

	it.each([
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
		['sendMedia', { mediatype: 'image' }, 400, ['Owned media must be a url or base64']],
		[
			'sendMedia',
			{ mediatype: 'image', media: 'https://nowhere.invalid/a.png' },
			500,
			['Error: getaddrinfo ENOTFOUND nowhere.invalid'],
		],
		[
			'sendPoll',
			{ name: 'Q', selectableCount: 1, values: [...'ABCDEFGHIJK'] },
			400,
			[['values does not meet maximum length of 10']],
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
			'sendStatus',
			{ type: 'image', content: 'AAAA', allContacts: true },
			400,
			["Error: ENOENT: no such file or directory, open 'AAAA'"],
		],
	])('%s %j is refused', async (route, body, status, message) => {
		expect(await client.post(`/message/${route}/demo`, { number, ...body })).toMatchObject({
			status,
			body: { response: { message } },
		});
	});
});
