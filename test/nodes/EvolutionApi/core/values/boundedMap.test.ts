import { BoundedMap } from '../../../../../nodes/EvolutionApi/core/values/boundedMap';

it('of more entries than it keeps, the one that came first is forgotten', () => {
	const memory = new BoundedMap<number>(2);
	for (const [name, value] of Object.entries({ one: 1, two: 2, three: 3 })) memory.set(name, value);
	expect(['one', 'two', 'three'].map((name) => memory.get(name))).toEqual([undefined, 2, 3]);
});

it('makes what is not known, once', () => {
	const memory = new BoundedMap<object>(2);
	const made = memory.getOr('one', () => ({}));
	expect(memory.getOr('one', () => ({}))).toBe(made);
	memory.delete('one');
	expect(memory.get('one')).toBeUndefined();
});
