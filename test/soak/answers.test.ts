import { answersOf, type Run } from './answers';
import type { End } from './ends';
import type { Account } from './tally';

const KILL: End = { who: 'n8n', how: 'KILL', from: 100_000, to: 100_050 };
const SERVER: End = { who: 'server', how: 'KILL', from: 100_000, to: 100_050 };
const NOTHING: Account = { once: 0, remarks: [], lost: [], twice: [] };

interface Given {
	readonly came?: readonly number[];
	readonly failed?: readonly number[];
	readonly answered?: number;
}

function answersTo(given: Given, ...ends: End[]): Account {
	const map = <Value>(value: Value | undefined) =>
		new Map(value === undefined ? [] : [['one', value]]);
	const run: Run = {
		came: map(given.came),
		failed: map(given.failed),
		answered: map(given.answered),
	};
	return answersOf([{ id: 'one', at: 90_000, attempts: [] }], run, ends);
}

const lostReason = (given: Given, ...ends: End[]) =>
	answersTo(given, ...ends).lost.map(({ reason }) => reason);
it('soak test: the report calls a reply that was sent twice a failure', () => {
	expect(answersTo({ came: [99_990], answered: 2 }, KILL, SERVER).twice).toEqual(['one']);
});

describe('soak test: the report of a reply that was not sent', () => {
	it('calls it a failure if the workflow ran and nothing was stopped', () => {
		expect(lostReason({ came: [99_000] })).toEqual([undefined]);
	});

	it('calls it a failure if the node gave an error while the server was running', () => {
		expect(lostReason({ came: [99_000], failed: [99_100] })).toEqual([undefined]);
		expect(lostReason({ came: [99_000], failed: [99_900] }, SERVER)).toEqual([undefined]);
		expect(lostReason({ came: [99_000], failed: [99_900] }, KILL)).toEqual([undefined]);
		expect(lostReason({ came: [149_000], failed: [149_900] }, SERVER)).toEqual([undefined]);
	});

	it('calls it a failure if n8n was not killed during the workflow, or was stopped with SIGTERM', () => {
		expect(lostReason({ came: [50_000] }, KILL)).toEqual([undefined]);
		expect(lostReason({ came: [100_100] }, KILL)).toEqual([undefined]);
		expect(lostReason({ came: [99_990] }, { ...KILL, how: 'TERM' })).toEqual([undefined]);
		expect(lostReason({ came: [50_000, 99_990] }, KILL)).toEqual([undefined]);
	});

	it('calls it a failure if only the server was stopped, and the node gave no error', () => {
		expect(lostReason({ came: [99_990] }, SERVER)).toEqual([undefined]);
	});

	it('accepts it if its workflow did not run, was killed, or found no server', () => {
		expect(lostReason({})).toEqual(['its workflow did not run (see lost)']);
		const killed = 'n8n was killed before the execution was over';
		expect(lostReason({ came: [99_990] }, KILL)).toEqual([killed]);
		const away = 'the server was away, and the node gave an error';
		expect(lostReason({ came: [99_990], failed: [103_000] }, SERVER)).toEqual([away]);
	});
});

it('soak test: the report counts a reply that was sent although the node gave an error', () => {
	const reason = 'the node could not tell, and did not send again';
	expect(answersTo({ came: [99_000], failed: [99_100], answered: 1 })).toEqual({
		...NOTHING,
		once: 1,
		remarks: [{ reason, ids: ['one'] }],
	});
});
