import { type Client, startClient } from './support/client';
import { fileBlob, PDF, PNG } from './support/files';

const number = '5511988887777';
const TEAM = '120363020202020202@g.us';

describe('simulator: a request with form data', () => {
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

	const form = (
		fields: Record<string, string>,
		file: [field: string, name: string] | null = ['file', 'i.png'],
	) => {
		const data = new FormData();
		for (const [name, value] of Object.entries({ number, ...fields })) data.append(name, value);
		if (file)
			data.append(file[0], fileBlob(file[1].endsWith('.pdf') ? PDF : PNG, 'image/png'), file[1]);
		return data;
	};
	const post = (route: string, data: FormData) => client.post(`/message/${route}/demo`, data);

	it.each([
		[
			'mentioned without brackets',
			'sendMedia',
			form({ mediatype: 'image', mentioned: '5511' }),
			400,
			[['mentioned is not of a type(s) array']],
		],
		[
			'quoted as JSON',
			'sendMedia',
			form({ mediatype: 'image', quoted: '{"key":{"id":"x"}}' }),
			400,
			["TypeError: Cannot read properties of undefined (reading 'fromMe')"],
		],
		[
			'no file',
			'sendMedia',
			form({ mediatype: 'image' }, null),
			400,
			['Owned media must be a url or base64'],
		],
		[
			'a document without a name',
			'sendMedia',
			form({ mediatype: 'document' }, ['file', 'a.pdf']),
			500,
			["TypeError: Cannot read properties of null (reading '1')"],
		],
		[
			'a status with a font',
			'sendStatus',
			form({ type: 'image', font: '1' }),
			400,
			[['font is not of a type(s) integer']],
		],
	])('is refused: %s', async (_title, route, data, status, message) => {
		expect(await post(route, data)).toMatchObject(refused(status, message));
	});

	it('is refused with a text field of more than a megabyte', async () => {
		const data = form({ mediatype: 'image', caption: 'x'.repeat(2 * 1024 * 1024) });
		expect(await post('sendMedia', data)).toMatchObject(refused(500, 'Field value too long'));
	});

	it('is not parsed by routes that take none, nor before the key was checked', async () => {
		expect((await post('sendText', form({ text: 'x' }, null))).body.response.message).toEqual([
			['instance requires property "number"', 'instance requires property "text"'],
		]);
		const wrong = form({ mediatype: 'image' }, ['media', 'i.png']);
		const { status } = await client.call('POST', '/message/sendMedia/demo', wrong, 'wrong');
		expect(status).toBe(401);
	});

	it('may be URL-encoded for Send Text', async () => {
		const response = await fetch(`${client.simulator.url}/message/sendText/demo`, {
			method: 'POST',
			headers: { apikey: client.simulator.key },
			body: new URLSearchParams({ number, text: 'x', 'quoted[key][id]': 'nope' }),
		});
		expect(response.status).toBe(201);
	});

	it('has mentions and a quote as fields with brackets', async () => {
		const { body: first } = await send('sendText', { text: 'first', number: TEAM });
		const data = form({
			number: TEAM,
			mediatype: 'image',
			'mentioned[]': '5511977776666',
			'quoted[key][id]': first.key.id,
		});
		data.append('mentioned[]', '5511988887777');
		const { status, body } = await post('sendMedia', data);
		expect(status).toBe(201);
		expect(body.contextInfo.mentionedJid).toHaveLength(2);
		expect(body.contextInfo.stanzaId).toBe(first.key.id);
	});

	it('cannot pollute prototypes with its field names', async () => {
		const data = form({
			mediatype: 'image',
			'__proto__[polluted]': 'yes',
			'constructor[prototype][x]': 'y',
		});
		expect((await post('sendMedia', data)).status).toBe(201);
		expect(({} as { polluted?: string }).polluted).toBeUndefined();
	});
});
