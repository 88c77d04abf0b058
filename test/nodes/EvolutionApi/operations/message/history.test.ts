import type { IDataObject } from 'n8n-workflow';

import { startSimulator, type Simulator } from '../../../../../simulator/server';
import { runOperation } from '../../../../support/run';
import { arrived, forget } from '../../../../support/simulator';

let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ port: 0, seed: false, quiet: true });
	await post('/instance/create', {
		instanceName: 'demo',
		integration: 'WHATSAPP-BAILEYS',
		qrcode: true,
	});
	await post('/_sim/instances/demo/scan', {});
	for (let n = 0; n < 230; n++) {
		const from = n % 10 === 0 ? '5511977776666' : '5511988887777';
		await post('/_sim/instances/demo/receive', { from, kind: 'text', text: `Message ${n}` });
	}
	await post('/message/sendText/demo', { number: '5511988887777', text: 'Answer' });
});
afterAll(async () => await simulator.close());
beforeEach(() => forget(simulator));

const getMany = (values: IDataObject, timeZone?: string) =>
	runOperation(simulator, { resource: 'message', operation: 'getMany', values, timeZone });

describe('Message → Get Many', () => {
	const bad: Array<[what: string, filters: IDataObject, message: RegExp]> = [
		[
			'a chat that is neither a number nor a JID',
			{ chat: 'abc' },
			/^"Filters → Chat" is "abc", which is not a valid phone number/,
		],
		[
			'a text that is not a date',
			{ after: 'yesterday' },
			/^"Filters → After" must be a date, not "yesterday"/,
		],
		[
			'a time after 2038-01-19T03:14:07Z, the last that the server can search',
			{ before: '2038-01-19T03:14:08Z' },
			/^"Filters → Before" must be a time from 1970 to 2038-01-19T03:14:07Z, not "2038-01-19T03:14:08\.000Z"/,
		],
		[
			'a time before 1970',
			{ after: '1969-12-31T23:59:59Z' },
			/^"Filters → After" must be a time from 1970 to 2038-01-19T03:14:07Z, not "1969-12-31T23:59:59\.000Z"/,
		],
		[
			'a period that ends before it begins',
			{ after: '2026-05-02', before: '2026-05-01' },
			/^"Filters → Before" is earlier than After/,
		],
		[
			'an unknown sender',
			{ sender: '={{ "boss" }}' },
			/^"Filters → Sender" must be anyone, me, or others, not "boss"/,
		],
	];
	it.each(bad)('refuses %s before any request', async (_what, filters, message) => {
		const { error } = await getMany({ filters });
		expect(error?.message).toMatch(message);
		expect(arrived(simulator)).toEqual([]);
	});

	it('takes any period that does not end before it begins', async () => {
		for (let day = 10; day < 30; day++) {
			const [after, before] = ['2026-05-10', `2026-05-${day}`];
			const filters = [{ after, before }, { after }, { before }, {}][day % 4];
			expect((await getMany({ filters })).error).toBeUndefined();
		}
	});

	it('gives every message exactly once with Return All, from several pages', async () => {
		const { items } = await getMany({ returnAll: true });
		expect(items).toHaveLength(231);
		expect(new Set(items.map(({ json }) => json.messageId)).size).toBe(231);
		expect(arrived(simulator)).toHaveLength(3);
	});

	it('requests no more pages than the limit needs', async () => {
		const { items } = await getMany({ limit: 3 });
		expect(items).toHaveLength(3);
		expect(arrived(simulator)).toHaveLength(1);
	});

	it('filters by Sender (Others or Me), although the server cannot filter for messages of others', async () => {
		const { items } = await getMany({ returnAll: true, filters: { sender: 'others' } });
		expect(items).toHaveLength(230);
		const own = await getMany({ filters: { sender: 'me' } });
		expect(own.items.map(({ json }) => json.text)).toEqual(['Answer']);
	});

	it('finds the messages of a chat by its number, up to the limit', async () => {
		const { items } = await getMany({ limit: 20, filters: { chat: '+55 11 97777-6666' } });
		expect(items).toHaveLength(20);
		expect(new Set(items.map(({ json }) => json.chat))).toEqual(
			new Set(['5511977776666@s.whatsapp.net']),
		);
	});

	it('gives the newest messages of a chat newest first, or oldest first with that Sort', async () => {
		const values = { limit: 5, filters: { chat: '5511977776666' } };
		const texts = async (options: IDataObject) =>
			(await getMany({ ...values, options })).items.map(({ json }) => json.text);
		const newestFirst = await texts({});
		expect(await texts({ sort: 'newestFirst' })).toEqual(newestFirst);
		expect(await texts({ sort: 'oldestFirst' })).toEqual(newestFirst.reverse());
	});

	it('gives a chat history for a model oldest first, whatever order was chosen', async () => {
		const values = { limit: 3, filters: { chat: '5511988887777' } };
		const options = { asChatHistory: true, sort: 'newestFirst' };
		for (const more of [{}, { simplify: false }]) {
			const { items } = await getMany({ ...values, ...more, options });
			const sessionId = 'demo/551188887777';
			expect(items.map(({ json }) => json)).toEqual([
				{ role: 'user', content: 'Message 228', type: 'user', sessionId },
				{ role: 'user', content: 'Message 229', type: 'user', sessionId },
				{ role: 'assistant', content: 'Answer', type: 'ai', sessionId },
			]);
		}
	});

	it('gives items that begin with the most used keys, as the trigger does', async () => {
		const { items } = await getMany({ limit: 1, filters: { chat: '5511977776666' } });
		const { json } = items[0];
		expect(Object.keys(json).slice(0, 5)).toEqual([
			'text',
			'senderName',
			'chat',
			'kind',
			'timestamp',
		]);
		expect(json).toMatchObject({ quoted: null, mentions: [], media: null, isForwarded: false });
	});

	it('accepts the latest time that the server can handle as Before (in 2038)', async () => {
		const { items, error } = await getMany({
			limit: 1,
			filters: { before: '2038-01-19T03:14:07Z' },
		});
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
	});

	it('accepts a time range with one end only, although the server wants both', async () => {
		const future = new Date(Date.now() + 3_600_000).toISOString();
		expect((await getMany({ filters: { after: future } })).items).toEqual([]);
		expect((await getMany({ limit: 5, filters: { before: future } })).items).toHaveLength(5);
	});

	it.each(['Asia/Tokyo', 'America/Los_Angeles'])(
		'reads a picked time without a zone in the time zone of the workflow: %s',
		async (timeZone) => {
			const clock = (time: number) =>
				new Date(time).toLocaleString('sv-SE', { timeZone }).replace(' ', 'T');
			const [earlier, later] = [-1_800_000, 1_800_000].map((ms) => clock(Date.now() + ms));
			const count = async (filters: IDataObject) =>
				(await getMany({ limit: 5, filters }, timeZone)).items.length;
			expect(await count({ after: earlier })).toBe(5);
			expect(await count({ after: later })).toBe(0);
			expect(await count({ before: earlier })).toBe(0);
			expect(await count({ before: later })).toBe(5);
		},
	);

	it('gives no item where nothing is found', async () => {
		const { error, items } = await getMany({ filters: { messageId: 'NOPE' } });
		expect(error).toBeUndefined();
		expect(items).toEqual([]);
	});

	it('gives simplified items with the text of the message', async () => {
		const { items } = await getMany({ filters: { sender: 'me' } });
		const { chat, fromMe, kind, messageType, text, timestamp } = items[0].json;
		expect({ chat, fromMe, kind, messageType, text }).toEqual({
			chat: '5511988887777@s.whatsapp.net',
			fromMe: true,
			kind: 'text',
			messageType: 'conversation',
			text: 'Answer',
		});
		expect(timestamp).toMatch(/Z$/);
	});
});

async function post(path: string, body: object): Promise<void> {
	const response = await fetch(simulator.url + path, {
		method: 'POST',
		headers: { 'content-type': 'application/json', apikey: simulator.key },
		body: JSON.stringify(body),
	});
	if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
}
