import type { IDataObject } from 'n8n-workflow';

import { refuseManyAtOnce } from '../../../../nodes/EvolutionApi/server/ask/sendingHints';
import { runOperation } from '../../../support/run';
import { useSimulator } from '../../../support/simulator';
import { broadcast, phone, sentTo } from './support';

const simulator = useSimulator();

const people = (count: number) => Array.from({ length: count }, (_one, n) => phone(n));
const hintsOf = async (recipients: readonly string[], bulkSending: IDataObject = {}) =>
	(await broadcast(simulator.current, recipients, bulkSending)).hints;
const HINT = expect.stringMatching(/^This run sent to 21 recipients without a Rate Limit\./);

it.each<[number, IDataObject, number]>([
	[201, {}, 0],
	[201, { concurrency: 5 }, 0],
	[201, { verifyNumbers: true }, 0],
	[200, {}, 200],
	[201, { rateLimit: { values: { minDelay: 0, maxDelay: 0 } } }, 201],
	[300, { maxItems: 3 }, 3],
])('a run of %i items with %j sends %i messages', async (count, bulkSending, messages) => {
	const { error } = await broadcast(simulator.current, people(count), bulkSending);
	expect(error?.message).toBe(
		messages > 0 ? undefined : `This run has ${count} items and no Rate Limit, so nothing was sent`,
	);
	expect(sentTo(simulator.current)).toHaveLength(messages);
});

it('a run of 201 templates needs no rate limit, since Meta itself limits how fast they go out', async () => {
	const values = { recipient: '={{ $json.to }}', templateName: 'order', language: 'en' };
	const items = people(201).map((to) => ({ json: { to } }));
	const run = { resource: 'message', operation: 'sendTemplate', values, items };
	const { error } = await runOperation(simulator.current, run);
	expect(error?.message).not.toContain('no Rate Limit');
});

it('twenty ordinary runs need no rate limit', () => {
	const rateLimit = { values: { minDelay: 2, maxDelay: 5 } };
	const ordinary: ReadonlyArray<readonly [items: number, bulkSending: IDataObject]> = [
		...[0, 1, 2, 20, 21, 50, 100, 150, 199, 200].map((count) => [count, {}] as const),
		...[201, 500, 5_000].map((count) => [count, { rateLimit }] as const),
		...[201, 5_000].map((count) => [count, { rateLimit: {} }] as const),
		...[1, 100, 200].map((maxItems) => [5_000, { maxItems }] as const),
		[200, { concurrency: 5 }],
		[200, { verifyNumbers: true, deduplication: { values: {} } }],
	];
	expect(ordinary).toHaveLength(20);
	for (const [length, bulkSending] of ordinary) {
		const context = { getInputData: () => ({ length }), getNodeParameter: () => bulkSending };
		expect(() => refuseManyAtOnce(context as never)).not.toThrow();
	}
});

it.each<[string, IDataObject]>([
	['in order', {}],
	['several at once', { concurrency: 5 }],
])('Rate Limit hint: is shown once for more than 20 recipients: %s', async (_how, bulkSending) => {
	expect(await hintsOf(people(21), bulkSending)).toEqual([HINT]);
});

it('Rate Limit hint: is not shown for up to 20 recipients, however many messages each gets, or with a rate limit', async () => {
	const rateLimit = { values: { minDelay: 0, maxDelay: 0.01 } };
	expect(await hintsOf([...people(20), ...people(20)])).toEqual([]);
	expect(await hintsOf(people(21), { rateLimit })).toEqual([]);
});
