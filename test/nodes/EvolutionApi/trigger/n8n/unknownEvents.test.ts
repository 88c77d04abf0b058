import { EVENTS } from '../../../../../nodes/EvolutionApi/fields/events';
import { eventsOf } from '../../../../../simulator/events/names';
import { setWebhook } from '../../../../../simulator/routes/webhook/record';
import { runOperation } from '../../../../support/run';
import { demoOf, arrived, useSimulator } from '../../../../support/simulator';
import { useN8n } from '../support/useN8n';

const simulator = useSimulator();
const stage = useN8n(simulator);

afterEach(() => {
	simulator.current.config.version = '2.3.7';
});

const labelled = (wanted: string) => EVENTS.find(({ value }) => value === wanted)?.name ?? '';

it('the list of events in the panel gives the server version since which each exists', () => {
	for (const version of ['2.3.0', '2.4.0']) {
		const known = eventsOf({ ...simulator.current.config, version }).filter(
			(name) => name !== 'APPLICATION_STARTUP',
		);
		const listed = EVENTS.filter((event) => !('since' in event) || event.since <= version);
		expect(listed.map(({ value }) => value).sort()).toEqual([...known].sort());
	}
});

describe('a trigger for an event that the server lacks does not become active, and the error has the name of the event in the panel', () => {
	it.each([
		['2.3.7', 'webhook', 'MESSAGING_HISTORY_SET', '2.4.0'],
		['2.3.7', 'webSocket', 'MESSAGING_HISTORY_SET', '2.4.0'],
	])('server %s, %s, %s', async (version, method, event, since) => {
		simulator.current.config.version = version;
		const events = ['CALL', event];
		const active = stage.n8n
			.workflow('one', { options: { connection: { values: { method } } }, events })
			.activate();
		const error = await active.then(() => undefined, String);
		expect(error).toContain(`The server does not know the event "${labelled(event)}"`);
		expect(error).toContain(`Needs Evolution API ${since} or newer`);
	});
});

it('a trigger becomes active although the webhook of another application has an event that can be set only with a new instance', async () => {
	const instance = demoOf(simulator.current);
	const other = { url: 'https://other.example/hook', enabled: true, headers: null };
	setWebhook(instance, { ...other, events: ['CALL', 'GROUPS_UPDATE'] });
	await stage.n8n.workflow('one', { events: ['MESSAGES_UPSERT'] }).activate();
	expect(instance.webhook).toMatchObject({ enabled: true, events: ['CALL', 'MESSAGES_UPSERT'] });
});

describe('an operation with an event that the server lacks is refused before anything is written', () => {
	it.each([
		[
			'webhook',
			'update',
			{ enabled: true, webhook: { url: 'https://example.com/hook' } },
			'webhook',
		],
		['eventTransport', 'update', { enabled: true, transportSettings: {} }, 'transportSettings'],
		['instance', 'create', { webhook: { url: 'https://example.com/hook' } }, 'webhook'],
	] as const)('%s → %s', async (resource, operation, values, field) => {
		const given = {
			instanceName: 'new',
			transport: 'websocket',
			mode: 'update',
			...values,
			[field]: {
				...(values as Record<string, object>)[field],
				events: ['CALL', 'INSTANCE_CREATE', 'MESSAGING_HISTORY_SET'],
			},
		};
		const { error } = await runOperation(simulator.current, { resource, operation, values: given });
		expect(error?.message).toBe(
			`The event "${labelled('MESSAGING_HISTORY_SET')}" needs Evolution API 2.4.0 or newer; the server is 2.3.7`,
		);
		expect(arrived(simulator.current).filter(({ method }) => method === 'POST')).toEqual([]);
	});
});
