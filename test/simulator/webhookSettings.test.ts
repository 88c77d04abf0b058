import { EVENTS } from '../../simulator/events/names';
import { type Client, startClient } from './support/client';

const url = 'http://hook.example/a';
const full = { url, byEvents: true, base64: true, headers: { a: 'b' }, events: ['CALL'] };

describe('simulator: webhook settings', () => {
	let client: Client;
	const set = (webhook: object) => client.post('/webhook/set/demo', { webhook });
	const find = async () => (await client.get('/webhook/find/demo')).body;

	beforeEach(async () => {
		client = await startClient({ seed: true });
	});
	afterEach(() => client.simulator.close());

	it.each([
		[{ enabled: false }, 400, [['webhook requires property "url"']]],
		[{ url, events: [] }, 400, [['webhook requires property "enabled"']]],
		[{ enabled: true, url: '' }, 400, [['The "url" cannot be empty']]],
		[
			{ ...full, enabled: true, headers: null },
			400,
			[['webhook.headers is not of a type(s) object']],
		],
		[{ enabled: true, url }, 500, "Cannot read properties of undefined (reading 'length')"],
	])('%j are refused', async (webhook, status, message) => {
		const answer = await set(webhook);
		expect([answer.status, answer.body.response.message]).toEqual([status, message]);
		expect(await find()).toBeNull();
	});

	it('refuse the event GROUPS_UPDATE, which the server sends but nobody can select', async () => {
		const { body } = await set({ ...full, enabled: true, events: ['GROUPS_UPDATE'] });
		expect(body.response.message[0][0]).toMatch(/^webhook.events\[0\] is not one of enum values/);
	});

	it('keep fields that are left out', async () => {
		await set({ ...full, enabled: true });
		await set({ enabled: true, url, events: [] });
		expect(await find()).toMatchObject({
			enabled: true,
			headers: { a: 'b' },
			events: EVENTS,
			webhookByEvents: true,
			webhookBase64: true,
		});
		await set({ ...full, enabled: true, byEvents: false, base64: false });
		expect(await find()).toMatchObject({ webhookByEvents: false, webhookBase64: false });
	});

	it('lose their events when they are switched off', async () => {
		await set({ ...full, enabled: true });
		await set({ enabled: false, url, events: ['CALL'] });
		expect(await find()).toMatchObject({ enabled: false, url, events: [], headers: { a: 'b' } });
	});
});
