import { Memory, memoryFrom } from '../../../../../nodes/EvolutionApi/trigger/memory/takenEvents';

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;
const [A, B] = ['https://n8n.example/a?signature=secret', 'https://n8n.example/b'];

/** What A took, one event each `stepMs` from `nowMs` on. */
function taking(count: number, nowMs = NOW, stepMs = 0, memory = new Memory()): Memory {
	for (let index = 0; index < count; index++)
		memory.remember(`${index}`, [A], nowMs + index * stepMs);
	return memory;
}

/** After a restart. */
function restarted(before: Memory, nowMs: number): Memory {
	const memory = new Memory();
	memory.loadStored(memoryFrom(JSON.parse(JSON.stringify(before.stored()))), nowMs);
	return memory;
}

describe('the memory of events that workflows accepted', () => {
	it.each([undefined, null, 'text', {}, 7, [1, ['id'], ['id', 'x', []], ['id', 1, 'x']]])(
		'starts empty after %j in the static data',
		(stored) => {
			expect(memoryFrom(stored)).toEqual([]);
		},
	);

	it('reports an event as accepted only for the workflow that accepted it', () => {
		const memory = taking(1);
		expect(memory.wasTaken('1', A)).toBe(false);
		expect(memory.wasTaken('0', B)).toBe(false);
		expect([...memory.takenBy(B)]).toEqual([]);
	});

	it('contains every workflow that accepted an event, even if many other events came in between', () => {
		const memory = taking(1000);
		memory.remember('0', [B, A], NOW + 5000);
		expect([memory.wasTaken('0', A), memory.wasTaken('0', B)]).toEqual([true, true]);
		expect([memory.takenBy(A).size, memory.takenBy(B).size]).toEqual([1000, 1]);
	});

	it('forgets only the one workflow that did not accept the event after all', () => {
		const memory = taking(1000);
		for (const id of ['0', '999']) {
			memory.remember(id, [B], NOW);
			memory.withdraw(id, A);
			expect([memory.wasTaken(id, A), memory.wasTaken(id, B)]).toEqual([false, true]);
		}
	});

	it('includes events that are about to be accepted, and stores them only when that is certain', () => {
		const memory = taking(1);
		for (const url of [A, B]) memory.hold('1', url);
		memory.remember('1', [A, B], NOW);
		const { changes } = memory;
		memory.settle('1', B);
		expect(memory.changes).toBeGreaterThan(changes);
		expect([memory.wasTaken('1', A), memory.wasTaken('1', B)]).toEqual([true, true]);
		const after = restarted(memory, NOW);
		expect([after.wasTaken('1', A), after.wasTaken('1', B)]).toEqual([false, true]);
		expect(after.wasTaken('0', A)).toBe(true);
		memory.settle('1', A);
		expect(restarted(memory, NOW).wasTaken('1', A)).toBe(true);
	});

	it('tells whether anybody other than the given subscribers has taken an event', () => {
		const memory = taking(1);
		expect([memory.isTakenByOnly('0', [A]), memory.isTakenByOnly('0', [B])]).toEqual([true, false]);
		memory.remember('0', [B], NOW);
		expect([memory.isTakenByOnly('0', [A]), memory.isTakenByOnly('0', [A, B])]).toEqual([
			false,
			true,
		]);
	});

	it('stores only the newest events, and knows after a restart since when it is complete', () => {
		const cut = (count: number) => {
			const stored = taking(count, NOW, 1000).stored(20);
			const memory = new Memory();
			memory.loadStored(memoryFrom(JSON.parse(JSON.stringify(stored))), NOW + 60_000);
			return memory;
		};
		expect([cut(20).takenBy(A).size, cut(20).completeSince()]).toEqual([20, 0]);
		expect([cut(21).takenBy(A).size, cut(21).completeSince()]).toEqual([20, NOW + 1000]);
	});

	it('tells from which time on a restart would forget no event', () => {
		const memory = taking(500, NOW, 1000);
		expect(memory.storesFrom(0)).toBe(true);
		memory.remember('more', [A], NOW + 500_000);
		expect(memory.storesFrom(NOW)).toBe(false);
		expect(memory.storesFrom(NOW + 1000)).toBe(true);
		expect(restarted(memory, NOW + 500_000).completeSince()).toBe(NOW + 1000);
	});

	it('says whether anything has changed since it was stored', () => {
		const memory = taking(1);
		const { changes } = memory;
		memory.wasTaken('0', A);
		memory.withdraw('unknown', A);
		memory.withdraw('0', B);
		expect(memory.changes).toBe(changes);
		memory.withdraw('0', A);
		expect(memory.changes).toBeGreaterThan(changes);
	});

	it('is the same after a restart, and stores no signed webhook URL', () => {
		const memory = taking(1);
		expect(JSON.stringify(memory.stored())).not.toContain('secret');
		expect(memory.stored()).toEqual([['0', NOW / 1000, [expect.any(String)]]]);
		expect(restarted(memory, NOW).wasTaken('0', A)).toBe(true);
	});

	it('stores the newest 500, oldest first, whatever their age', () => {
		const memory = taking(501);
		const [cut, ...stored] = memory.stored();
		expect(cut).toEqual(['', NOW / 1000, []]);
		expect(stored.map(([id]) => Number(id))).toEqual(
			Array.from({ length: 500 }, (_, index) => index + 1),
		);
		memory.remember('1', [B], NOW + 100 * HOUR);
		expect(memory.stored().map(([id]) => id)).toContain('2');
		expect(memory.stored().at(-1)?.[0]).toBe('1');
	});

	it('keeps the time of an event when another workflow accepts it later, and stores no time over an hour in the future', () => {
		const memory = taking(1, NOW + HOUR);
		memory.remember('late', [A], NOW + HOUR, NOW);
		memory.remember('late', [B], NOW + HOUR, NOW);
		memory.remember('of tomorrow', [A], NOW + HOUR, NOW + 30 * HOUR);
		expect(memory.stored().map(([id, at]) => [id, at])).toEqual([
			['late', NOW / 1000],
			['0', (NOW + HOUR) / 1000],
			// No further ahead than clocks may be apart.
			['of tomorrow', (NOW + 2 * HOUR) / 1000],
		]);
	});
});

describe('the memory of events that workflows accepted: an event that the server may deliver again', () => {
	it('is known for at least 40 minutes, and as long as it is among the newest 500', () => {
		const memory = taking(501);
		const after = (minutes: number) => {
			memory.remember(`after ${minutes}`, [A], NOW + minutes * 60_000);
			return ['0', '1', '3'].map((id) => memory.wasTaken(id, A));
		};
		expect(after(39)).toEqual([true, true, true]);
		expect(after(40)).toEqual([false, false, true]);
		expect(memory.completeSince()).toBe(NOW + 1000);
	});

	it('is known while it is among the newest 30,000', () => {
		const memory = taking(30_000);
		expect([memory.takenBy(A).size, memory.wasTaken('0', A)]).toEqual([30_000, true]);
		memory.remember('one more', [A], NOW);
		expect([memory.takenBy(A).size, memory.wasTaken('0', A)]).toEqual([30_000, false]);
		expect(memory.wasTaken('1', A)).toBe(true);
	});

	it('is known for 40 minutes after a restart, even if more events come than are stored', () => {
		const memory = restarted(taking(500), NOW + 30 * HOUR);
		taking(5000, NOW + 30.5 * HOUR, 0, memory);
		for (let index = 0; index < 500; index++) expect(memory.wasTaken(`${index}`, A)).toBe(true);
	});
});

describe('the memory of events that workflows accepted is complete:', () => {
	it('from the beginning, if it has never dropped an event', () => {
		expect(new Memory().completeSince()).toBe(0);
		const memory = restarted(taking(499), NOW + 10 * HOUR);
		expect(memory.completeSince()).toBe(0);
		taking(5000, NOW + 10.5 * HOUR, 0, memory);
		expect(memory.completeSince()).toBe(0);
	});

	it('after the last event that it has dropped', () => {
		expect(taking(30_000, NOW, 10).completeSince()).toBe(0);
		expect(taking(30_001, NOW, 10).completeSince()).toBe(NOW + 1000);
	});

	it('after the newest event that was not stored', () => {
		const memory = restarted(taking(600, NOW, 1000), NOW + HOUR);
		expect(memory.completeSince()).toBe(NOW + 100_000);
	});

	it('after the oldest stored event, when everything since then was recovered', () => {
		const memory = taking(20);
		for (let index = 0; index < 600; index++) {
			memory.remember(`late ${index}`, [A], NOW + HOUR, NOW - 7 * HOUR + index * 1000);
		}
		// Older than all of what was taken before n8n went away, so that is what remains of it.
		expect(
			memory
				.stored()
				.slice(-20)
				.map(([id]) => id),
		).toEqual([...Array(20).keys()].map(String));
		expect(memory.wasTaken('late 0', A)).toBe(true);
		expect(restarted(memory, NOW + HOUR).completeSince()).toBe(NOW - 7 * HOUR + 120_000);
	});
});

describe('two merged memories of events that workflows accepted', () => {
	const other = new Memory();
	for (const [id, url, at] of [
		['b', B, 1000],
		['c', B, 3000],
	] as const)
		other.remember(id, [url], NOW + at);

	it('contain every event and workflow of both, oldest first', () => {
		const memory = new Memory();
		memory.remember('a', [A], NOW);
		memory.remember('b', [A], NOW + 2000);
		memory.mergeWith(other, NOW + 3000);
		expect(memory.stored().map(([id, at]) => [id, at - NOW / 1000])).toEqual([
			['a', 0],
			['b', 2],
			['c', 3],
		]);
		expect(['a', 'b', 'c'].map((id) => memory.wasTaken(id, A))).toEqual([true, true, false]);
		expect(['a', 'b', 'c'].map((id) => memory.wasTaken(id, B))).toEqual([false, true, true]);
		const before = memory.stored();
		memory.loadStored(before, NOW + 3000);
		expect(memory.stored()).toEqual(before);
	});

	it('store the newest events of both', () => {
		const memory = taking(400, NOW + HOUR);
		const old = new Memory();
		for (let index = 0; index < 400; index++) old.remember(`old ${index}`, [A], NOW + index);
		memory.loadStored(old.stored(), NOW + HOUR);
		expect(memory.stored()).toHaveLength(501);
		expect(memory.stored().filter(([id]) => id.startsWith('old'))).toHaveLength(100);
		expect(memory.takenBy(A).size).toBe(800);
		expect(memory.completeSince()).toBe(0);
	});

	it('are complete only from the time on from which both of them are', () => {
		const memory = new Memory();
		memory.mergeWith(taking(30_001), NOW);
		expect(memory.completeSince()).toBe(NOW + 1000);
	});
});
