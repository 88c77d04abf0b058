import type { IDataObject } from 'n8n-workflow';

import { runOperation } from '../../../../support/run';
import { arrived, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const transport = async (operation: string, values: IDataObject) =>
	await runOperation(simulator.current, { resource: 'eventTransport', operation, values });
const update = async (values: IDataObject) =>
	await transport('update', { enabled: true, mode: 'update', ...values });
const sent = () =>
	arrived(simulator.current)
		.filter(({ method }) => method === 'POST')
		.map(({ body }) => body);

const pusher = {
	appId: '1',
	key: 'k',
	secret: 'planted-secret',
	cluster: 'mt1',
	events: ['CALL'],
};

describe('an event transport that is switched off on the server', () => {
	it.each([
		['rabbitmq', 'RabbitMQ is switched off in the settings of the server: RABBITMQ_ENABLED'],
		['kafka', 'Apache Kafka is switched off in the settings of the server: KAFKA_ENABLED'],
		['sqs', 'Amazon SQS is switched off in the settings of the server: SQS_ENABLED'],
	])(
		'cannot be updated: Update gives an error for %s, although the server answers 201',
		async (name, message) => {
			const { error } = await update({ transport: name });
			expect(error?.message).toBe(message);
		},
	);

	it('cannot be updated, and the stored settings of Pusher stay as they are', async () => {
		await update({ transport: 'pusher', transportSettings: pusher });
		const stored = { ...simulator.current.state.instances.get('demo')!.extras.pusher };
		simulator.current.config.disabled.push('pusher');
		const { error } = await update({ transport: 'pusher', enabled: false, mode: 'replace' });
		simulator.current.config.disabled.pop();
		expect(error?.message).toBe(
			'Pusher is switched off in the settings of the server: PUSHER_ENABLED',
		);
		expect(simulator.current.state.instances.get('demo')!.extras.pusher).toEqual(stored);
	});

	it('is shown by Get as disabled, and as not available on the server', async () => {
		const { items } = await transport('get', { transport: 'nats' });
		expect(items[0].json).toEqual({
			transport: 'nats',
			availableOnServer: false,
			enabled: false,
			events: [],
		});
	});
});

describe('Event Transport → Get', () => {
	it('of an unknown transport is refused before any request', async () => {
		const { error } = await transport('get', { transport: '={{ "mqtt" }}' });
		expect(error?.message).toMatch(
			/^"Transport" must be kafka, nats, pusher, rabbitmq, sqs, or websocket, not "mqtt"/,
		);
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('of a transport that was never set gives one that is disabled', async () => {
		const { items } = await transport('get', { transport: 'websocket' });
		expect(items[0].json).toEqual({
			transport: 'websocket',
			availableOnServer: true,
			enabled: false,
			events: [],
		});
	});

	it('hides the key and the secret of Pusher by default', async () => {
		await update({ transport: 'pusher', transportSettings: pusher });
		const { items } = await transport('get', { transport: 'pusher' });
		expect(items[0].json).toMatchObject({ enabled: true, appId: '1', useTLS: true });
		expect(items[0].json).not.toHaveProperty('key');
		expect(JSON.stringify(items)).not.toContain('planted-secret');
		const options = { includeSecrets: true };
		const asked = await transport('get', { transport: 'pusher', options });
		expect(asked.items[0].json).toMatchObject({ key: 'k', secret: 'planted-secret' });
	});

	it('of Kafka on an older server says which version it needs', async () => {
		simulator.current.config.version = '2.3.0';
		const { error } = await transport('get', { transport: 'kafka' });
		simulator.current.config.version = '2.3.7';
		expect(error?.message).toBe('This needs Evolution API 2.3.4 or newer; the server is 2.3.0');
	});
});

describe('Event Transport → Update', () => {
	it('with an unknown event is refused before any request', async () => {
		const transportSettings = { events: ['NOPE'] };
		const { error } = await update({ transport: 'websocket', transportSettings });
		expect(error?.message).toBe(
			'"Settings → Events → 1" must be an event of Evolution API, not "NOPE"',
		);
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('of Pusher without its key is refused', async () => {
		const transportSettings = { ...pusher, key: '' };
		const { error } = await update({ transport: 'pusher', transportSettings });
		expect(error?.message).toBe('"Settings → Key" is empty');
		expect(sent()).toEqual([]);
	});

	it('of Kafka on an older server says which version it needs', async () => {
		simulator.current.config.version = '2.3.0';
		const { error } = await update({ transport: 'kafka' });
		simulator.current.config.version = '2.3.7';
		expect(error?.message).toBe('This needs Evolution API 2.3.4 or newer; the server is 2.3.0');
	});

	it('keeps the stored value of every setting that is not given', async () => {
		await update({ transport: 'pusher', transportSettings: { ...pusher, events: ['CALL'] } });
		const { items } = await update({
			transport: 'pusher',
			transportSettings: { useTLS: false },
		});
		expect(sent()[1]).toEqual({
			pusher: { enabled: true, ...pusher, useTLS: false, events: ['CALL'] },
		});
		expect(JSON.stringify(items)).not.toContain('planted-secret');
	});

	it('can switch a transport off, and on again with the events that are chosen then', async () => {
		const state = async () => (await transport('get', { transport: 'websocket' })).items[0].json;
		await update({ transport: 'websocket', transportSettings: { events: ['CALL'] } });
		expect(await state()).toMatchObject({ enabled: true, events: ['CALL'] });
		await update({ transport: 'websocket', enabled: false });
		expect(await state()).toMatchObject({ enabled: false, events: [] });
		const { error } = await update({ transport: 'websocket' });
		expect(error?.message).toBe('"Settings → Events" is empty');
		await update({ transport: 'websocket', transportSettings: { events: ['CALL'] } });
		expect(await state()).toMatchObject({ enabled: true, events: ['CALL'] });
	});

	it('sends no settings of Pusher to another transport', async () => {
		await update({ transport: 'websocket', transportSettings: { events: ['CALL'] } });
		expect(sent()).toEqual([{ websocket: { enabled: true, events: ['CALL'] } }]);
	});
});
