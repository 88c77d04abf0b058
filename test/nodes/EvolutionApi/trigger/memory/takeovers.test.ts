import {
	Takeovers,
	type Takeover,
} from '../../../../../nodes/EvolutionApi/trigger/memory/takeovers';
import { expectEqual } from '../../../../support/equal';
import fc from '../../../../support/properties';

// Times are whole minutes after START.

const MINUTE = 60_000;
const START = Date.UTC(2025, 0, 15, 12);
const at = (minutes: number) => START + minutes * MINUTE;
const ANA = ['ana', 'lid of ana'];

function after(...steps: Array<(takeovers: Takeovers) => void>): Takeovers {
	const takeovers = new Takeovers();
	for (const step of steps) step(takeovers);
	return takeovers;
}

const own =
	(minute: number, minutes = 30, names: readonly string[] = ANA, device = 'ios') =>
	(takeovers: Takeovers) =>
		takeovers.pause(names, {
			at: at(minute),
			until: at(minute + minutes),
			by: 'human',
			device,
		});
const handOver = (minute: number, minutes: number) => (takeovers: Takeovers) =>
	takeovers.pause(ANA, {
		at: at(minute),
		until: at(minute + minutes),
		by: 'workflow',
		device: null,
	});
const resume = (minute: number) => (takeovers: Takeovers) => takeovers.resume(ANA, at(minute));
const isLeft = (takeovers: Takeovers, minute: number, names: readonly string[] = ANA) =>
	takeovers.find(names, at(minute)) !== undefined;
const minutesOf = ({ since, until }: Takeover) => [
	(since - START) / MINUTE,
	(until - START) / MINUTE,
];

it('takeover: a pause of one chat pauses no other one, nor an event without a chat', () => {
	expect(isLeft(new Takeovers(), 0)).toBe(false);
	expect(isLeft(after(own(0)), 1, ['bruno'])).toBe(false);
	expect(isLeft(after(own(0)), 1, [])).toBe(false);
});

it('takeover: a message from before the pause starts the workflow, even if it comes later', () => {
	expect(isLeft(after(own(10)), 9)).toBe(false);
});

it('takeover: a message of the same second as the pause does not start the workflow', () => {
	const takeovers = after((one) =>
		one.pause(ANA, { at: at(0) + 700, until: at(30), by: 'workflow', device: null }),
	);
	expect(takeovers.find(ANA, at(0))).toBeDefined();
	expect(takeovers.find(ANA, at(0) - 1000)).toBeUndefined();
});

it('takeover: the pause ends after its time, and each own message restarts it', () => {
	const takeovers = after(own(0), own(20));
	expect([29, 49, 50].map((minute) => isLeft(takeovers, minute))).toEqual([true, true, false]);
	const found = takeovers.find(ANA, at(49));
	expect(found && minutesOf(found)).toEqual([0, 50]);
});

it('takeover: an own message after the end of the pause begins a new one', () => {
	const takeovers = after(own(0), own(100));
	expect([10, 50, 110].map((minute) => isLeft(takeovers, minute))).toEqual([true, false, true]);
	const found = takeovers.find(ANA, at(110));
	expect(found && minutesOf(found)).toEqual([100, 130]);
});

it('takeover: an own message does not shorten a long pause that a workflow began', () => {
	const found = after(handOver(0, 480), own(5)).find(ANA, at(100));
	expect(found).toMatchObject({ by: 'human', device: 'ios', until: at(480) });
});

it('takeover: Resume Bot ends the pause at once, and the next own message begins another', () => {
	const takeovers = after(own(0), resume(10), own(20));
	expect([9, 10, 19, 20].map((minute) => isLeft(takeovers, minute))).toEqual([
		true,
		false,
		false,
		true,
	]);
});

it('takeover: number and LID are the same chat, as soon as an event contains both', () => {
	const takeovers = after(own(0, 30, ['lid of ana']));
	expect(isLeft(takeovers, 1, ['ana'])).toBe(false);
	expect(isLeft(takeovers, 1, ['ana', 'lid of ana'])).toBe(true);
	expect(isLeft(takeovers, 2, ['ana'])).toBe(true);
});

it('takeover: separate pauses of the number and the LID of a person become one, which ends for both', () => {
	const takeovers = after(own(0, 30, ['ana']), own(40, 30, ['lid of ana']), (one) =>
		one.resume(ANA, at(50)),
	);
	expect([10, 45, 50].map((minute) => isLeft(takeovers, minute, ['ana']))).toEqual([
		true,
		true,
		false,
	]);
	expect(takeovers.stored(at(60))).toHaveLength(1);
});

it('takeover: only valid stored data is read', () => {
	const takeovers = after(own(0), own(10, 30, ['bruno'], ''), resume(5));
	const copy = new Takeovers();
	copy.load(JSON.stringify(takeovers.stored(at(30))));
	expect(isLeft(copy, 3)).toBe(true);
	expect(isLeft(copy, 6)).toBe(false);
	expect(copy.find(['bruno'], at(11))).toMatchObject({ by: 'human', device: null });
	expect(takeovers.stored(at(300))).toEqual([]);
	for (const broken of [
		null,
		'x',
		[1],
		[['a']],
		[[['a'], [[1]]]],
		[[['a'], [['x', 2, 'human', '']]]],
	])
		expect(after((one) => one.load(JSON.stringify(broken))).stored(at(0))).toEqual([]);
});

it('takeover: if there are too many chats, the one whose pause ends first is dropped', () => {
	const takeovers = after(own(0, 20, ['first', 'lid of first']));
	for (let chat = 0; chat < 1_000; chat++) own(1, 30, [`chat ${chat}`])(takeovers);
	expect(takeovers.stored(at(2))).toHaveLength(1_000);
	expect(isLeft(takeovers, 2, ['first'])).toBe(false);
	expect(isLeft(takeovers, 2, ['chat 0'])).toBe(true);
});

it('takeover: a thousand own messages in a chat need no more space than a few', () => {
	const takeovers = after(...Array.from({ length: 1_000 }, (_, minute) => own(minute)));
	expect(JSON.stringify(takeovers.stored(at(1_000))).length).toBeLessThan(700);
	expect(takeovers.find(ANA, at(1_000))).toMatchObject({ since: at(0), until: at(1_029) });
});

describe('takeover: in any sequence of events', () => {
	const step = fc.record({
		minute: fc.integer({ min: 0, max: 200 }),
		what: fc.constantFrom('own', 'own', 'own', 'resume'),
	});
	const steps = fc.uniqueArray(step, { maxLength: 10, selector: ({ minute }) => minute });
	type Step = { readonly minute: number; readonly what: string };
	const doneBy = (all: readonly Step[]) =>
		after(...all.map(({ minute, what }) => (what === 'own' ? own(minute) : resume(minute))));
	const inTime = (all: readonly Step[]) => [...all].sort((one, other) => one.minute - other.minute);

	function expected(all: readonly Step[], minute: number): boolean {
		const last = inTime(all)
			.filter((one) => one.minute <= minute)
			.at(-1);
		return last?.what === 'own' && minute < last.minute + 30;
	}

	it('a chat is paused for the set time after the last own message, or until it is resumed', () => {
		fc.assert(
			fc.property(steps, fc.integer({ min: 0, max: 250 }), (all, minute) => {
				expect(isLeft(doneBy(inTime(all)), minute)).toBe(expected(all, minute));
			}),
		);
	});

	it('the end of the pause does not depend on the order of events, or on repeats', () => {
		fc.assert(
			fc.property(steps, fc.array(fc.nat(9)), (all, order) => {
				const again = [...all, ...order.flatMap((index) => all[index] ?? [])];
				const last = inTime(all).at(-1)?.minute ?? 0;
				for (let minute = last; minute < last + 40; minute += 3)
					expect(isLeft(doneBy(again), minute)).toBe(expected(all, minute));
			}),
		);
	});

	const mark = fc.record({
		minute: fc.integer({ min: 0, max: 40 }),
		minutes: fc.constantFrom(30, 30, 30, 0, 90),
		what: fc.constantFrom('own', 'own', 'workflow', 'resume'),
		names: fc.constantFrom(ANA, ['ana'], ['lid of ana']),
	});
	interface Mark {
		readonly minute: number;
		readonly minutes: number;
		readonly what: string;
		readonly names: readonly string[];
	}
	const doneInOrder = (all: readonly Mark[]) =>
		after(
			...all.map(({ minute, minutes, what, names }) => (one: Takeovers) => {
				const pause = { at: at(minute), until: at(minute + minutes) };
				if (what === 'own') one.pause(names, { ...pause, by: 'human', device: 'ios' });
				if (what === 'workflow') one.pause(names, { ...pause, by: 'workflow', device: null });
				if (what === 'resume') one.resume(names, at(minute));
			}),
			// An event with Ana's number and her LID shows that the number and the LID belong to one chat.
			(one) => void one.find(ANA, START),
		);
	const permutations = <One>(all: readonly One[]): One[][] =>
		all.length < 2
			? [[...all]]
			: all.flatMap((one, index) =>
					permutations(all.filter((_other, other) => other !== index)).map((rest) => [
						one,
						...rest,
					]),
				);
	const everyMinute = (takeovers: Takeovers) =>
		Array.from({ length: 140 }, (_, minute) => takeovers.find(ANA, at(minute)));

	function isLeftAt(all: readonly Mark[], minute: number): boolean {
		const before = all.filter((one) => one.minute <= minute);
		const resumed = Math.max(
			-1,
			...before.filter(({ what }) => what === 'resume').map((one) => one.minute),
		);
		return before.some(
			(one) => one.what !== 'resume' && one.minute > resumed && minute < one.minute + one.minutes,
		);
	}

	it('up to five events lead to the same pauses in any order', () => {
		fc.assert(
			fc.property(fc.array(mark, { minLength: 2, maxLength: 5 }), (all) => {
				const [inOrder] = [everyMinute(doneInOrder(all))];
				for (const order of permutations(all))
					expectEqual(everyMinute(doneInOrder(order)), inOrder);
				const minutes = Array.from({ length: 140 }, (_, minute) => minute);
				expectEqual(
					inOrder.map((found) => found !== undefined),
					minutes.map((minute) => isLeftAt(all, minute)),
				);
			}),
			{ numRuns: 40 },
		);
	});

	it('six to twelve events of one chat lead to the same pauses in another order', () => {
		const many = fc.array(mark, { minLength: 6, maxLength: 12 });
		fc.assert(
			fc.property(
				many.chain((all) =>
					fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
				),
				([all, shuffled]) => {
					expectEqual(everyMinute(doneInOrder(shuffled)), everyMinute(doneInOrder(all)));
				},
			),
			{ numRuns: 300 },
		);
	});

	it('the pauses are the same if they are stored and loaded in between, in parts and in any order', () => {
		fc.assert(
			fc.property(fc.array(mark, { maxLength: 10 }), fc.nat(10), (all, cut) => {
				const parts = [doneInOrder(all.slice(cut)), doneInOrder(all.slice(0, cut))];
				const loaded = after((one) => {
					for (const part of parts) one.load(JSON.stringify(part.stored(at(60))));
				});
				expectEqual(everyMinute(loaded), everyMinute(doneInOrder(all)));
			}),
			{ numRuns: 200 },
		);
	});
});
