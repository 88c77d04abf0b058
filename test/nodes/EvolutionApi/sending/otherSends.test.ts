import type { IDataObject } from 'n8n-workflow';

import { resources } from '../../../../nodes/EvolutionApi/operations';
import { findOperation, runOperation, type OperationRun } from '../../../support/run';
import { fail, useSimulator } from '../../../support/simulator';
import { written } from '../../../support/written';
import { aroundNow, fates, partsOf, REFUSAL, requestsTo, statuses, TIME_PARTS } from './support';

const simulator = useSimulator();

const ANA = '5511988887777';

describe('Bulk Sending of Status → Send', () => {
	const publish = async (
		texts: readonly string[],
		bulkSending: IDataObject,
		more: Partial<OperationRun> = {},
	) =>
		await runOperation(simulator.current, {
			resource: 'status',
			operation: 'send',
			...more,
			items: texts.map((text) => ({ json: { text } })),
			values: { text: '={{ $json.text }}', bulkSending },
		});
	const published = () =>
		requestsTo(simulator.current, '/message/sendStatus').map(
			({ body }) => (body as IDataObject).content,
		);

	it('offers only the options about time and failures, not those about recipients', () => {
		expect(partsOf(findOperation('status', 'send')).sort()).toEqual(TIME_PARTS);
	});

	it('an empty text fails its item alone', async () => {
		const result = await publish(['one', '', 'three'], {
			stopConditions: { failuresInARow: 1 },
		});
		expect(result.error).toBeUndefined();
		expect(statuses(result)).toEqual(['sent', 'failed', 'sent']);
		expect(fates(result)[1].reason).toMatch(/^"Text" is empty\./);
	});

	it('failures in a row stop the run', async () => {
		fail(simulator.current, { ...REFUSAL, times: 2 });
		const result = await publish(['one', 'two', 'three'], {
			stopConditions: { failuresInARow: 2 },
		});
		expect(statuses(result)).toEqual(['failed', 'failed', 'skipped']);
		expect(published()).toEqual(['one', 'two']);
	});

	it('does not send again a status whose answer is lost', async () => {
		fail(simulator.current, { path: '/message', drop: 'after' });
		const result = await publish(
			['one', 'two'],
			{ stopConditions: { failuresInARow: 5 } },
			{ retryOnFail: true },
		);
		expect(statuses(result)).toEqual(['unknown', 'sent']);
		expect(published()).toEqual(['one', 'two']);
	});

	it('defers in the quiet hours', async () => {
		const result = await publish(['one'], { quietHours: aroundNow });
		expect(fates(result)).toMatchObject([{ status: 'deferred', jid: 'status@broadcast' }]);
		expect(published()).toEqual([]);
	});

	it('obeys Rate Limit and Max Items per Run, and reports the result of each item', async () => {
		const bulkSending = { rateLimit: { values: { minDelay: 0.3, maxDelay: 0.3 } }, maxItems: 2 };
		const result = await publish(['one', 'two', 'three'], bulkSending);
		expect(statuses(result)).toEqual(['sent', 'sent', 'skipped']);
		const [one, two] = requestsTo(simulator.current, '/message');
		expect(two.at - one.at).toBeGreaterThanOrEqual(300);
		expect(fates(result)[0]).toEqual({
			status: 'sent',
			reason: null,
			jid: 'status@broadcast',
			messageId: result.items[0].json.messageId,
			sentAt: expect.stringMatching(/^20\d\d-/),
			deferredUntil: null,
		});
	});

	it('ignores entries of Bulk Sending that were filled in for another operation and do not apply to a status', async () => {
		const typedElsewhere = {
			verifyNumbers: true,
			deduplication: { values: { sentSince: '24' } },
			concurrency: 3,
		};
		const plain = await publish(['one', 'one'], typedElsewhere);
		expect(plain.items.map(({ json }) => 'broadcast' in json)).toEqual([false, false]);
		const paced = await publish(['one', 'one'], {
			...typedElsewhere,
			stopConditions: { failuresInARow: 3 },
		});
		expect(statuses(paced)).toEqual(['sent', 'sent']);
		const paths = simulator.current.state.requests.list().map(({ path }) => path);
		expect(new Set(paths)).toEqual(new Set(['/message/sendStatus/demo']));
	});
});

describe('Bulk Sending of Message → Send Reaction', () => {
	const react = async (ids: readonly string[], bulkSending: IDataObject) =>
		await runOperation(simulator.current, {
			resource: 'message',
			operation: 'sendReaction',
			items: ids.map((id) => ({ json: { id } })),
			values: {
				recipient: ANA,
				messageId: '={{ $json.id }}',
				fromMe: false,
				emoji: '👍',
				bulkSending,
			},
		});

	it('offers only the options about time and failures, not those about recipients', () => {
		expect(partsOf(findOperation('message', 'sendReaction')).sort()).toEqual(TIME_PARTS);
	});

	it('failures in a row stop the run', async () => {
		fail(simulator.current, { ...REFUSAL, times: 1 });
		const result = await react(['A1', 'A2'], { stopConditions: { failuresInARow: 1 } });
		expect(statuses(result)).toEqual(['failed', 'skipped']);
	});

	it('sends two reactions to two messages of one chat', async () => {
		const ids = [1, 2].map(() => written(simulator.current).id);
		const result = await react([...ids, ids[0]], { maxItems: 2 });
		expect(statuses(result)).toEqual(['sent', 'sent', 'skipped']);
		expect(fates(result)[0].jid).toBe(`${ANA}@s.whatsapp.net`);
		expect(requestsTo(simulator.current, '/message')).toHaveLength(2);
	});

	it('defers in the quiet hours', async () => {
		const result = await react(['A1'], { quietHours: aroundNow });
		expect(statuses(result)).toEqual(['deferred']);
		expect(requestsTo(simulator.current, '/message')).toEqual([]);
	});
});

describe('every operation that sends a message', () => {
	const sends = resources
		.flatMap(({ operations }) => operations)
		.filter(
			({ request, value }) => value.startsWith('send') && request.path.startsWith('/message/'),
		)
		.filter(({ value }) => value !== 'sendAndWait');

	it.each(sends.map((operation) => [operation.name, operation]))(
		'%s has Bulk Sending',
		(_name, { fields }) => {
			expect(fields.map(({ name }) => name)).toContain('bulkSending');
		},
	);

	it('defines which content makes two messages equal, if Deduplication is offered', () => {
		const skipped = sends.filter((operation) => partsOf(operation).includes('deduplication'));
		expect(skipped.length).toBeGreaterThan(10);
		expect(skipped.filter(({ content }) => content === undefined)).toEqual([]);
	});
});
