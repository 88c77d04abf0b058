import { giveBack, takeOver } from '../../../../../nodes/EvolutionApi/trigger/hub';
import { failureOf, FakeServer, trigger, urlOf } from './support/server';

describe('taking over the webhook of an old server', () => {
	let server: FakeServer;
	const other = {
		url: 'https://other.example',
		enabled: true,
		events: ['CALL'],
		byEvents: true,
		base64: true,
	};
	beforeEach(() => {
		server = new FakeServer();
		server.hasHeaders = false;
	});

	it('fails with the cause', async () => {
		const down = { message: 'No server answers', description: '' };
		server.failures.push({ find: down }, { set: down }, { find: down });
		expect(await failureOf(takeOver(server.talk(), trigger(1)))).toEqual(down);
		expect(await failureOf(takeOver(server.talk(), trigger(1)))).toEqual(down);
		expect(await failureOf(giveBack(server.talk(), urlOf(1), null))).toEqual(down);
	});

	it('leaves alone what somebody else has set since', async () => {
		const before = await takeOver(server.talk(), trigger(1));
		server.set(other);
		await giveBack(server.talk(), urlOf(1), before);
		expect(server.record).toMatchObject({ url: other.url, enabled: true });
	});

	it('gives back what was there', async () => {
		server.set(other);
		const before = await takeOver(server.talk(), trigger(1));
		expect(server.record).toMatchObject({
			url: urlOf(1),
			events: ['MESSAGES_UPSERT'],
			webhookByEvents: false,
		});
		await giveBack(server.talk(), urlOf(1), JSON.parse(JSON.stringify(before)));
		expect(server.record).toMatchObject({
			url: other.url,
			enabled: true,
			events: ['CALL'],
			webhookByEvents: true,
			webhookBase64: true,
		});
	});

	it('switches off what was not there, also when it comes back after a crash', async () => {
		expect(await takeOver(server.talk(), trigger(1))).toBeNull();
		const again = await takeOver(server.talk(), trigger(1));
		await giveBack(server.talk(), urlOf(1), again);
		expect(server.record).toMatchObject({ enabled: false });
	});

	it('speaks to 2.0 in its flat form, too', async () => {
		const bodies: unknown[] = [];
		const talk = server.talk({ set: async (body) => ({ body: void bodies.push(body) }) });
		await takeOver(talk, trigger(1, { base64: true }));
		const common = { url: urlOf(1), enabled: true, events: ['MESSAGES_UPSERT'] };
		expect(bodies).toEqual([
			{
				...common,
				webhookByEvents: false,
				webhookBase64: true,
				webhook: { ...common, byEvents: false, base64: true, headers: {} },
			},
		]);
	});
});
