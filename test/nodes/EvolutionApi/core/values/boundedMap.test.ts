import { BoundedMap } from '../../../../../nodes/EvolutionApi/core/values/boundedMap';

it('bounded map: forgets the oldest entry when it is full', () => {
	const memory = new BoundedMap<number>(2);
	for (const [name, value] of Object.entries({ one: 1, two: 2, three: 3 })) memory.set(name, value);
	expect(['one', 'two', 'three'].map((name) => memory.get(name))).toEqual([undefined, 2, 3]);
});

it('bounded map: creates a missing entry once', () => {
	const memory = new BoundedMap<object>(2);
	const made = memory.getOr('one', () => ({}));
	expect(memory.getOr('one', () => ({}))).toBe(made);
	memory.delete('one');
	expect(memory.get('one')).toBeUndefined();
});
