import { WorkflowExecute } from '../../../../dev/engine/core';

import type { EngineResult } from '../../../../dev/engine/engine';
import { holdRequests } from '../../../support/held';
import { turns } from '../../../support/time';
import { runOperation, type OperationRun } from '../../../support/run';
import { arrived, bodies, fail, useSimulator } from '../../../support/simulator';

const simulator = useSimulator();
afterEach(() => jest.restoreAllMocks());

const PATH = '/chat/fetchProfilePictureUrl';
const phone = (n: number) => String(5_511_900_000_000 + n);
const phones = (count: number) => Array.from({ length: count }, (_, n) => phone(n));

const pictures = async (
	numbers: readonly string[],
	{ values, ...more }: Partial<OperationRun> = {},
): Promise<EngineResult> =>
	await runOperation(simulator.current, {
		resource: 'contact',
		operation: 'getProfilePicture',
		values: { recipient: '={{ $json.number }}', ...values },
		items: numbers.map((number) => ({ json: { number } })),
		...more,
	});

const asked = () => bodies(simulator.current).map(({ number }) => number);
const jids = ({ items }: EngineResult) => items.map(({ json }) => json.jid ?? json.error);
const jid = (number: string) => `${number}@s.whatsapp.net`;
const inOrder = (count: number) => Array.from({ length: count }, (_, item) => ({ item }));

describe('one invalid item among many that are read', () => {
	it('with an invalid field: the error gives field and item, and no request is made', async () => {
		const { error } = await pictures([...phones(3), 'abc', phone(4)]);
		expect(error?.message).toBe('"Contact or Group" is "abc", which is not a valid phone number');
		expect(error?.context.itemIndex).toBe(3);
		expect(asked()).toEqual([]);
	});

	it('and another one, both refused by the server: the error is that of the first in the order of the items', async () => {
		const held = holdRequests(simulator.current);
		fail(simulator.current, { path: PATH, skip: 2, times: 2, status: 400 });
		const run = pictures(phones(30));
		await held.until(10);
		// The later request is answered first.
		held.release(3);
		await turns();
		held.release();
		const { error } = await run;
		expect(error?.context.itemIndex).toBe(2);
	});

	it('that the server refuses: no other request is started afterwards', async () => {
		const held = holdRequests(simulator.current);
		fail(simulator.current, { path: PATH, status: 400 });
		const run = pictures(phones(30));
		await held.until(10);
		held.release(0);
		await turns();
		held.release();
		await run;
		expect(asked()).toHaveLength(10);
	});

	it('does not affect the others with "Continue": the reason is in its place', async () => {
		const numbers = phones(25);
		numbers[7] = 'abc';
		simulator.current.config.unknownNumbers = [];
		const result = await pictures(numbers, { onError: 'continueRegularOutput' });
		expect(jids(result)).toEqual(
			numbers.map((number, index) =>
				index === 7
					? expect.stringContaining('"abc", which is not a valid phone number')
					: jid(number),
			),
		);
		expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(inOrder(25));
	});
});

describe('an invalid Concurrency of Get Profile Picture', () => {
	it.each([0, 51, 1.5, 'many'])('%p: the error says so, and no request is made', async (value) => {
		const { error } = await pictures(phones(2), {
			values: { options: { concurrency: `={{ ${JSON.stringify(value)} }}` } },
		});
		expect(error?.message).toBe(
			`"Options → Concurrency" must be a whole number from 1 to 50, not ${JSON.stringify(value)}`,
		);
		expect(error?.description).toBe('Change it, or check the expression in it.');
		expect(asked()).toEqual([]);
	});
});

describe('read operations (such as Get Profile Picture) with several items', () => {
	it.each([
		[10, 'by default', {}],
		[3, 'with a limit of 3', { options: { concurrency: 3 } }],
		[1, 'with a limit of 1', { options: { concurrency: 1 } }],
	])('send %i requests at a time %s, never more', async (limit, _when, values) => {
		const held = holdRequests(simulator.current);
		const run = pictures(phones(25), { values });
		await held.until(limit);
		// Waits long enough that another request, which would be one too many, could arrive.
		await turns();
		expect(held.waiting()).toBe(limit);
		held.release();
		const { items } = await run;
		expect(held.most()).toBe(limit);
		expect(items).toHaveLength(25);
	});

	it('output the results in the order of the items when the first answer is the last to arrive', async () => {
		const held = holdRequests(simulator.current);
		const run = pictures(phones(12));
		await held.until(10);
		for (const position of [9, 8, 7, 6, 5, 4, 3, 2, 1]) held.release(position);
		await turns();
		held.release();
		const result = await run;
		expect(jids(result)).toEqual(phones(12).map(jid));
		expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(inOrder(12));
	});

	it('send one request for equal items, and each item gets an output of its own', async () => {
		const result = await pictures([phone(1), phone(2), `+${phone(1)}`, phone(1)]);
		expect(asked().sort()).toEqual([phone(1), phone(2)]);
		expect(jids(result)).toEqual([1, 2, 1, 1].map((n) => jid(phone(n))));
		expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(inOrder(4));
		const [first, , third] = result.items;
		expect(first.json).not.toBe(third.json);
	});

	it('send one request for each instance if the items name different ones', async () => {
		const result = await runOperation(simulator.current, {
			resource: 'instance',
			operation: 'getConnectionState',
			instance: '={{ $json.instance }}',
			items: [{ json: { instance: 'demo' } }, { json: { instance: 'nobody' } }],
			onError: 'continueRegularOutput',
		});
		expect(arrived(simulator.current).filter(({ path }) => path.includes('State'))).toHaveLength(2);
		expect(result.items[1].json.error).toContain('nobody');
	});

	it('send one request for each item if the limits of a list differ', async () => {
		const { items } = await runOperation(simulator.current, {
			resource: 'contact',
			operation: 'getMany',
			values: { returnAll: false, limit: '={{ $json.limit }}' },
			items: [{ json: { limit: 1 } }, { json: { limit: 2 } }],
		});
		const links = items.map(({ pairedItem }) => pairedItem);
		expect(links).toEqual([{ item: 0 }, { item: 1 }, { item: 1 }]);
	});
});

it('reads slow down together after an answer 429, and all items get their answer', async () => {
	const held = holdRequests(simulator.current);
	fail(simulator.current, { path: PATH, times: 10, status: 429, headers: { 'retry-after': '0' } });
	const run = pictures(phones(25));
	await held.until(10);
	for (const position of Array(10).keys()) held.release(position);
	await held.until(1);
	// Waits a few turns, in which the run must not send another request.
	await turns();
	expect(held.waiting()).toBe(1);
	held.release();
	expect(jids(await run)).toEqual(phones(25).map(jid));
	expect(asked()).toHaveLength(35);
});

it('reads start no other request when the execution is cancelled', async () => {
	const start = jest.spyOn(WorkflowExecute.prototype, 'processRunExecutionData');
	const held = holdRequests(simulator.current);
	const run = pictures(phones(30));
	await held.until(10);
	start.mock.results[0].value.cancel();
	held.release();
	await run.catch(() => undefined);
	await turns();
	expect(asked()).toHaveLength(10);
});
