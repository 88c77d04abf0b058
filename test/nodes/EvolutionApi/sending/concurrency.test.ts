import { WorkflowExecute } from '../../../../dev/engine/core';

import type { IDataObject } from 'n8n-workflow';

import type { EngineResult } from '../../../../dev/engine/engine';
import { holdRequests } from '../../../support/held';
import { turns } from '../../../support/time';
import { runOperation, type OperationRun } from '../../../support/run';
import { bodies, fail, useSimulator } from '../../../support/simulator';

const simulator = useSimulator();
afterEach(() => jest.restoreAllMocks());

const PATH = '/message/sendText';
const phone = (n: number) => String(5_511_900_000_000 + n);
const toMany = (count: number) =>
	Array.from({ length: count }, (_, n) => ({ to: phone(n), text: `Text ${n}` }));

const texts = async (
	items: ReadonlyArray<{ to: string; text: string }>,
	{ values, ...more }: Partial<OperationRun> = {},
): Promise<EngineResult> =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendText',
		values: {
			recipient: '={{ $json.to }}',
			text: '={{ $json.text }}',
			bulkSending: { concurrency: 5 },
			...values,
		},
		items: items.map((json) => ({ json })),
		...more,
	});

const sent = () => bodies(simulator.current).map(({ text }) => text);
const numbered = (numbers: readonly number[]) => numbers.map((n) => `Text ${n}`);
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);
const links = ({ items }: EngineResult) => items.map(({ pairedItem }) => pairedItem);
const outcomes = ({ items }: EngineResult) =>
	items.map(({ json }) => ('error' in json ? 'error' : json.status));

it('Max Items per Run applies even if the workflow was saved with a Concurrency that the editor now hides', async () => {
	const { items } = await texts(toMany(3), {
		values: { bulkSending: { maxItems: 2, concurrency: 5 } },
	});
	const statuses = items.map(({ json }) => (json.broadcast as IDataObject).status);
	expect(statuses).toEqual(['sent', 'sent', 'skipped']);
});

describe('Bulk Sending with an invalid value: nothing is sent', () => {
	it('Max Items per Run 0 with "Continue": every item has the error', async () => {
		const result = await texts(toMany(3), {
			values: { bulkSending: { maxItems: 0 } },
			onError: 'continueRegularOutput',
		});
		expect(outcomes(result)).toEqual(['error', 'error', 'error']);
		expect(links(result)).toEqual(upTo(3).map((item) => ({ item })));
		expect(sent()).toEqual([]);
	});

	it.each([0, 51, 2.5, 'many'])(
		'Concurrency %p is refused, and the error names Bulk Sending → Concurrency',
		async (value) => {
			const { error } = await texts(toMany(2), {
				values: { bulkSending: { concurrency: `={{ ${JSON.stringify(value)} }}` } },
			});
			expect(error?.message).toBe(
				`"Bulk Sending → Concurrency" must be a whole number from 1 to 50, not ${JSON.stringify(value)}`,
			);
			expect(sent()).toEqual([]);
		},
	);
});

describe('Concurrency: one invalid item among many', () => {
	it('with an invalid field: the error gives field and item, and nothing is sent', async () => {
		const { error } = await texts([...toMany(3), { to: 'abc', text: 'Nobody' }]);
		expect(error?.message).toContain('"Recipient" is "abc", which is not a valid phone number');
		expect(error?.context.itemIndex).toBe(3);
		expect(sent()).toEqual([]);
	});

	it('that the server refuses: no further message is started', async () => {
		const held = holdRequests(simulator.current);
		fail(simulator.current, { path: PATH, status: 400 });
		const run = texts(toMany(20));
		await held.until(5);
		held.release(0);
		await turns();
		held.release();
		const { error } = await run;
		expect(error?.context.itemIndex).toBe(0);
		expect(sent()).toHaveLength(5);
	});

	it('that the server refuses: the next one to the same person is not sent', async () => {
		fail(simulator.current, { path: PATH, status: 400 });
		const { error } = await texts([
			{ to: phone(1), text: 'Text 0' },
			{ to: phone(1), text: 'Text 1' },
		]);
		expect(error?.context.itemIndex).toBe(0);
		expect(sent()).toEqual(['Text 0']);
	});

	it('with "Continue": the others are sent, and the reason is in its place', async () => {
		const items = toMany(12);
		items[7].to = 'abc';
		fail(simulator.current, { path: PATH, skip: 2, status: 400 });
		const result = await texts(items, { onError: 'continueRegularOutput' });
		expect(outcomes(result).filter((each) => each === 'error')).toHaveLength(2);
		expect(outcomes(result)[7]).toBe('error');
		expect(sent().sort()).toEqual(numbered(upTo(12).filter((n) => n !== 7)).sort());
		expect(links(result)).toEqual(upTo(12).map((item) => ({ item })));
	});
});

it('Concurrency with Retry On Fail sends again only what certainly was not sent', async () => {
	fail(simulator.current, { path: PATH, skip: 3, status: 400 });
	const result = await texts(toMany(6), { retryOnFail: true });
	expect(result.error).toBeUndefined();
	expect(outcomes(result)).toHaveLength(6);
	const all = sent();
	const refused = all[3];
	expect(all.sort()).toEqual([...numbered(upTo(6)), refused].sort());
});

it('Concurrency: no further message is started when the execution is cancelled', async () => {
	const start = jest.spyOn(WorkflowExecute.prototype, 'processRunExecutionData');
	const held = holdRequests(simulator.current);
	const run = texts([...toMany(20), ...toMany(5)]);
	await held.until(5);
	start.mock.results[0].value.cancel();
	held.release();
	await run.catch(() => undefined);
	await turns();
	expect(sent()).toHaveLength(5);
});

describe('Concurrency: several messages', () => {
	it.each([
		[1, 'by default', {}],
		[5, 'with 5 recipients at once', { concurrency: 5 }],
	])('are sent %i at a time %s, never more', async (limit, _when, bulkSending) => {
		const held = holdRequests(simulator.current);
		const run = texts(toMany(12), { values: { bulkSending } });
		await held.until(limit);
		// Waits long enough that another request, which would be one too many, could arrive.
		await turns();
		expect(held.waiting()).toBe(limit);
		held.release();
		expect((await run).items).toHaveLength(12);
		expect(held.most()).toBe(limit);
	});

	it('to the same person are sent in order, however the number is written', async () => {
		const held = holdRequests(simulator.current);
		// Spellings of one Brazilian mobile number, with and without the additional digit 9. They belong to the same chat.
		const ways = ['5511987654321', '+55 11 98765-4321', '551187654321'];
		const run = texts([
			...ways.map((to, n) => ({ to, text: `Text ${n}` })),
			{ to: phone(1), text: 'To another' },
		]);
		await held.until(2);
		await turns();
		expect(held.waiting()).toBe(2);
		held.release();
		await run;
		expect(sent().filter((text) => text !== 'To another')).toEqual(numbered(upTo(3)));
	});

	it('are output in the order of the items when the first answer is the last to arrive', async () => {
		const held = holdRequests(simulator.current);
		const run = texts(toMany(8));
		await held.until(5);
		for (const position of [4, 3, 2, 1]) held.release(position);
		await turns();
		held.release();
		const result = await run;
		expect(links(result)).toEqual(upTo(8).map((item) => ({ item })));
		const chats = result.items.map(({ json }) => json.chat);
		expect(chats).toEqual(toMany(8).map(({ to }) => `${to}@s.whatsapp.net`));
	});

	it('are sent more slowly together after an answer 429, each once', async () => {
		const held = holdRequests(simulator.current);
		const enough = { times: 5, status: 429, headers: { 'retry-after': '0' } };
		fail(simulator.current, { path: PATH, ...enough });
		const run = texts(toMany(12));
		await held.until(5);
		for (const position of upTo(5)) held.release(position);
		await held.until(1);
		// In this time, more requests would arrive if they were sent at the same time.
		await turns();
		expect(held.waiting()).toBe(1);
		held.release();
		expect(outcomes(await run)).not.toContain('error');
		expect(sent()).toHaveLength(17);
	});
});
