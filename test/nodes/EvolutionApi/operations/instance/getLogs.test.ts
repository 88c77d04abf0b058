import type { IDataObject } from 'n8n-workflow';

import { addDelivery } from '../../../../support/goScenarios';
import { runOperation } from '../../../../support/run';
import { useSimulator } from '../../../../support/simulator';
import { GLOBAL_KEY, TOKEN } from '../../core/server/evolutionGo/support/goStandIn';
import { runGo, useGo } from '../../core/server/evolutionGo/support/runGo';

const server = useGo();
const simulator = useSimulator({ server: 'go', version: '0.7.2' });

const LOGS = 'GET /instance/logs/:instanceId';

const run = async (filters: IDataObject = {}) =>
	await runGo(server, {
		resource: 'instance',
		operation: 'getLogs',
		values: { filters },
		global: true,
	});

it('needs the global key', async () => {
	const { error } = await runGo(server, { resource: 'instance', operation: 'getLogs' });
	expect(error?.message).toBe('This needs the global key of the Evolution Go server');
	expect(server.asked).toEqual([]);
});

it.each([
	[{ firstDay: 'Monday' }, 'Filters → First Day: "Monday" is not a day'],
	[{ firstDay: '2026-02-31' }, 'Filters → First Day: "2026-02-31" is not a day'],
	[{ firstDay: '2026-05-02', lastDay: '2026-05-01' }, 'Filters → Last Day: is before First Day'],
	[{ levels: ['FATAL'] }, 'it must be one of: DEBUG, ERROR, INFO, WARN'],
])('%j is refused before any request', async (filters, message) => {
	const { error } = await run(filters);
	expect(error?.message).toContain(message);
	expect(server.asked).toEqual([]);
});

it('shows no key that the server has written into its log', async () => {
	const secrets = { token: TOKEN, list: [`apikey=${GLOBAL_KEY}`] };
	const message = `POST /send/text with ${TOKEN}`;
	server.answers(LOGS, {
		status: 200,
		body: [{ timestamp: '2026-03-30T14:05:09-03:00', level: 'INFO', message, metadata: secrets }],
	});
	const { items } = await run();
	expect(items[0].json).toEqual({
		timestamp: '2026-03-30T17:05:09.000Z',
		level: 'INFO',
		message: 'POST /send/text with ***',
		metadata: { token: '***', list: ['apikey=***'] },
	});
});

it('asks for days, levels and as many lines as are wanted', async () => {
	await run({
		firstDay: '2026-05-01T10:00:00.000-03:00',
		lastDay: '2026-05-31',
		levels: ['ERROR'],
	});
	const { path } = server.asked.find((one) => one.path.includes('/logs/')) ?? { path: '' };
	expect(Object.fromEntries(new URLSearchParams(path.split('?')[1]))).toEqual({
		start_date: '2026-05-01',
		end_date: '2026-05-31',
		level: 'ERROR',
		limit: '50',
	});
});

it('no lines are no items', async () => {
	server.answers(LOGS, { status: 200, body: null });
	const { error, items } = await run();
	expect([error, items]).toEqual([undefined, []]);
});

it('has the lines of these levels only', async () => {
	addDelivery(simulator.current);
	addDelivery(simulator.current, 'connect ECONNREFUSED');
	const { items } = await runOperation(simulator.current, {
		resource: 'instance',
		operation: 'getLogs',
		values: { filters: { levels: ['WARN'] } },
	});
	expect(items.map(({ json }) => json.level)).toEqual(['WARN']);
});
