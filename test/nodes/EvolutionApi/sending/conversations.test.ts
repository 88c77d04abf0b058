import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';

import { findOperation, runOperation, type OperationRun } from '../../../support/run';
import { fail, useSimulator } from '../../../support/simulator';
import { written } from '../../../support/written';
import {
	counts,
	fates,
	partsOf,
	phone,
	REFUSAL,
	requestsTo,
	statuses,
	TIME_PARTS,
} from './support';

const simulator = useSimulator();

const ANA = '5511988887777';
const BRUNO = '5511977776666';

it('an out-of-office text to the chats of incoming messages goes to each person once within Sent Since', async () => {
	const answer = async (people: readonly string[]) =>
		statuses(
			await runOperation(simulator.current, {
				resource: 'message',
				operation: 'sendText',
				trigger: {},
				items: people.map((from) => ({ json: written(simulator.current, { from }).flat })),
				values: {
					recipient: '={{ $json.chat }}',
					text: 'We are closed. We answer on Monday.',
					bulkSending: { deduplication: { values: { sentSince: 24 } } },
				},
			}),
		);
	expect(await answer([ANA, BRUNO, ANA])).toEqual(['sent', 'sent', 'duplicate']);
	expect(await answer([ANA, phone(1)])).toEqual(['alreadySent', 'sent']);
});

describe('Bulk Sending of Message → Send Sequence', () => {
	const STEPS = [
		{ action: 'text', text: 'Our new shop:' },
		{ action: 'location', latitude: 1, longitude: 2, placeName: 'Shop', address: 'Street 1' },
		{ action: 'text', text: '={{ "Code " + $json.code }}' },
	];
	const sequence = async (
		people: ReadonlyArray<string | IDataObject>,
		bulkSending: IDataObject,
		more: Partial<OperationRun> = {},
	) =>
		await runOperation(simulator.current, {
			resource: 'message',
			operation: 'sendSequence',
			items: people.map((to) => ({
				json: typeof to === 'string' ? { to, code: 'A' } : to,
			})),
			...more,
			values: { recipient: '={{ $json.to }}', steps: { step: STEPS }, bulkSending, ...more.values },
		});
	const numbers = () =>
		requestsTo(simulator.current, '/message').map(({ body }) => (body as IDataObject).number);
	const three = (to: string) => [to, to, to];

	it('offers all options of Bulk Sending', () => {
		const parts = partsOf(findOperation('message', 'sendSequence')).sort();
		const budget = ['dailyLimits'];
		const own = ['verifyNumbers', 'concurrency', 'deduplication', 'optOut'];
		expect(parts).toEqual([...TIME_PARTS, ...budget, ...own].sort());
	});

	it('that fails in the middle fails for its recipient, who gets no more', async () => {
		fail(simulator.current, { ...REFUSAL, skip: 1 });
		const result = await sequence([ANA, BRUNO], { stopConditions: { failuresInARow: 3 } });
		expect(statuses(result)).toEqual(['failed', 'sent']);
		expect(fates(result)[0].reason).toMatch(
			/^Evolution API refused the request: No\. It was message 2 of 3\. .*Sent before it: message 1 \(\w+\)\.$/,
		);
		expect(numbers()).toEqual([ANA, ANA, ...three(BRUNO)]);
	});

	it('with an invalid message names that message in the error, and sends that recipient nothing', async () => {
		const step = [STEPS[0], { action: 'text', text: '={{ $json.last }}' }];
		const items = [{ json: { to: ANA } }, { json: { to: BRUNO, last: 'Bye' } }];
		const result = await sequence(
			[],
			{ stopConditions: { failuresInARow: 1 } },
			{ items, values: { steps: { step } } },
		);
		expect(statuses(result)).toEqual(['failed', 'sent']);
		expect(fates(result)[0].reason).toMatch(
			/^"Messages → 2 → Text" is empty\. Fill it in, or check the expression in it\./,
		);
		expect(numbers()).toEqual([BRUNO, BRUNO]);
	});

	it('with a lost answer in the middle has the status unknown, and nothing is sent again', async () => {
		fail(simulator.current, { path: '/message', drop: 'after', skip: 1 });
		const result = await sequence(
			[ANA, BRUNO],
			{ stopConditions: { failuresInARow: 3 } },
			{ retryOnFail: true },
		);
		expect(statuses(result)).toEqual(['unknown', 'sent']);
		expect(numbers()).toEqual([ANA, ANA, ...three(BRUNO)]);
	});

	it('with Verify Numbers goes only to those on WhatsApp, once, at the address that WhatsApp has', async () => {
		simulator.current.state.config.unknownNumbers = [phone(1)];
		const people = [phone(1), '+55 51 98765-4321', '5551987654321', phone(2)];
		const result = await sequence(people, { verifyNumbers: true });
		expect(statuses(result)).toEqual(['notOnWhatsApp', 'sent', 'duplicate', 'sent']);
		expect(numbers()).toEqual([...three('555187654321'), ...three(phone(2))]);
	});

	it('is sent again to the same person in a run only if one of its messages differs', async () => {
		const people = ['A', 'B', 'A'].map((code) => ({ to: ANA, code }));
		const result = await sequence(people, { stopConditions: { failuresInARow: 3 } });
		expect(statuses(result)).toEqual(['sent', 'sent', 'duplicate']);
	});

	it('counts as one message for Rate Limit and Max Items per Run', async () => {
		const bulkSending = {
			rateLimit: { values: { minDelay: 0.5, maxDelay: 0.5 } },
			maxItems: 2,
			output: 'itemsAndSummary',
		};
		const result = await sequence([ANA, BRUNO, phone(1)], bulkSending);
		const at = requestsTo(simulator.current, '/message').map((request) => request.at);
		expect(at).toHaveLength(6);
		expect(at[3] - at[2]).toBeGreaterThanOrEqual(500);
		expect(result.items[0].json).toMatchObject({ messageCount: 3, broadcast: { status: 'sent' } });
		const [first] = result.items[0].json.messages as IDataObject[];
		expect(result.items[0].json.broadcast).toMatchObject({ messageId: first.messageId });
		expect(result.items.at(-1)?.json.summary).toMatchObject({ items: 3, sent: 2, skipped: 1 });
	});

	it('resumes after a failure with the messages that the chat lacks', async () => {
		fail(simulator.current, { ...REFUSAL, skip: 2 });
		const step = [STEPS[0], STEPS[0], STEPS[1]];
		const more = { values: { steps: { step } } };
		expect(
			statuses(await sequence([ANA], { deduplication: { values: { sentSince: 1 } } }, more)),
		).toEqual(['failed']);
		const again = await sequence([ANA], { deduplication: { values: { sentSince: 1 } } }, more);
		expect(statuses(again)).toEqual(['sent']);
		expect(again.items[0].json).toMatchObject({ messageCount: 1 });
		expect(
			counts(await sequence([ANA], { deduplication: { values: { sentSince: 1 } } }, more)),
		).toEqual({ alreadySent: 1 });
		// Two messages that were sent, the one that failed, and its repetition.
		expect(numbers()).toHaveLength(4);
	});

	it('with two equal texts, the second of which failed, sends only one more text in the next run', async () => {
		fail(simulator.current, { ...REFUSAL, skip: 1 });
		const more = { values: { steps: { step: [STEPS[0], STEPS[0]] } } };
		expect(
			statuses(await sequence([ANA], { deduplication: { values: { sentSince: 1 } } }, more)),
		).toEqual(['failed']);
		expect(
			statuses(await sequence([ANA], { deduplication: { values: { sentSince: 1 } } }, more)),
		).toEqual(['sent']);
		expect(
			counts(await sequence([ANA], { deduplication: { values: { sentSince: 1 } } }, more)),
		).toEqual({ alreadySent: 1 });
	});

	it('is not sent again with Deduplication if the chat has it', async () => {
		expect(statuses(await sequence([ANA, BRUNO], { maxItems: 1 }))).toEqual(['sent', 'skipped']);
		const again = await sequence([ANA, BRUNO], {
			deduplication: { values: { sentSince: 1 } },
		});
		expect(statuses(again)).toEqual(['alreadySent', 'sent']);
		expect(fates(again)[0].reason).toBe('The chat has all of these messages already');
		expect(
			counts(await sequence([ANA, BRUNO], { deduplication: { values: { sentSince: 1 } } })),
		).toEqual({ alreadySent: 2 });
		expect(numbers()).toEqual([...three(ANA), ...three(BRUNO)]);
	});

	async function cancelledAfter(count: number, step: IDataObject[], bulkSending: IDataObject) {
		let cancel = () => {};
		const more = { values: { steps: { step } }, onStart: (stop: () => void) => (cancel = stop) };
		const run = sequence([ANA, BRUNO], bulkSending, more);
		while (numbers().length < count) await sleep(20);
		cancel();
		await run;
		return numbers();
	}

	it('has no rate limit between its own messages', async () => {
		const bulkSending = { rateLimit: { values: { minDelay: 3600, maxDelay: 3600 } } };
		expect(await cancelledAfter(3, STEPS, bulkSending)).toEqual(three(ANA));
	});

	it('stops before its next message when the execution is cancelled', async () => {
		const last = { ...STEPS[1], pauseSeconds: 60, showTyping: false };
		expect(
			await cancelledAfter(1, [STEPS[0], last], { stopConditions: { failuresInARow: 3 } }),
		).toEqual([ANA]);
	});
});
