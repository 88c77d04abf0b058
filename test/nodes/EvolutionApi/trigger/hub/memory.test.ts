import {
	memoryFrom,
	united,
	wasTaken,
	wholeSince,
	withTaken,
	type Memory,
} from '../../../../../nodes/EvolutionApi/trigger/hub';

const NOW = 1_800_000_000_000;
const [A, B] = ['https://n8n.example/a?signature=secret', 'https://n8n.example/b'];

describe('the memory of what was taken', () => {
	it.each([undefined, null, 'text', {}, 7, [1, ['id'], ['id', 'x', []], ['id', 1, 'x']]])(
		'starts empty after %j in the static data',
		(stored) => {
			expect(memoryFrom(stored)).toEqual([]);
		},
	);

	it('knows nothing of an event or a subscriber that it has not seen', () => {
		const memory = withTaken([], 'one', [A], NOW);
		expect(wasTaken(memory, 'two', A)).toBe(false);
		expect(wasTaken(memory, 'one', B)).toBe(false);
	});

	it('adds up the subscribers of an event', () => {
		const memory = withTaken(withTaken([], 'one', [A], NOW), 'one', [B, A], NOW + 5000);
		expect([wasTaken(memory, 'one', A), wasTaken(memory, 'one', B)]).toEqual([true, true]);
		expect(memory).toHaveLength(1);
	});

	it('survives being stored, and says nothing of signed addresses', () => {
		const stored = JSON.stringify(withTaken([], 'one', [A], NOW));
		expect(stored).not.toContain('secret');
		expect(wasTaken(memoryFrom(JSON.parse(stored)), 'one', A)).toBe(true);
	});

	it('forgets after an hour, and the oldest of more than 500', () => {
		const old = withTaken([], 'old', [A], NOW);
		expect(wasTaken(withTaken(old, 'new', [A], NOW + 3_600_000), 'old', A)).toBe(true);
		expect(wasTaken(withTaken(old, 'new', [A], NOW + 3_601_000), 'old', A)).toBe(false);
		let memory: Memory = [];
		for (let index = 0; index <= 500; index++) memory = withTaken(memory, `${index}`, [A], NOW);
		expect(memory).toHaveLength(500);
		expect([
			wasTaken(memory, '0', A),
			wasTaken(memory, '1', A),
			wasTaken(memory, '500', A),
		]).toEqual([false, true, true]);
	});

	it('is whole where nothing was left out, whatever the time that nothing was taken in', () => {
		const memory = withTaken([], 'one', [A], NOW - 36_000_000);
		expect(wholeSince(memory, NOW - 3_600_000, NOW)).toBe(0);
		expect(wholeSince(memory, NOW - 3_600_001, NOW)).toBe(NOW - 3_600_000);
	});

	it('is whole from the second after the oldest, when it is full', () => {
		let memory: Memory = [];
		for (let index = 0; index < 499; index++) memory = withTaken(memory, `${index}`, [A], NOW);
		expect(wholeSince(memory, NOW, NOW)).toBe(0);
		expect(wholeSince(withTaken(memory, 'last', [A], NOW), NOW, NOW)).toBe(NOW + 1000);
	});

	it('of two is what either of them knows, the oldest first', () => {
		const one = withTaken(withTaken([], 'a', [A], NOW), 'b', [A], NOW + 2000);
		const other = withTaken(withTaken([], 'b', [B], NOW + 1000), 'c', [B], NOW + 3000);
		const both = united(one, other);
		expect(both.map(([id, at]) => [id, at - NOW / 1000])).toEqual([
			...[
				['a', 0],
				['b', 2],
				['c', 3],
			],
		]);
		expect([wasTaken(both, 'b', A), wasTaken(both, 'b', B), wasTaken(both, 'c', A)]).toEqual([
			...[true, true, false],
		]);
		expect(united(one, one)).toEqual(one);
	});

	it('does not change what it was made from', () => {
		const memory = withTaken([], 'one', [A], NOW);
		const before = JSON.stringify(memory);
		withTaken(memory, 'one', [B], NOW);
		expect(JSON.stringify(memory)).toBe(before);
	});
});
