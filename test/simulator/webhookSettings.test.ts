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
