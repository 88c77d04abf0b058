import { SilenceMemory } from '../../../../../nodes/EvolutionApi/trigger/memory/ownEvents';

it.each([undefined, 7, '', '{', '[]', '{"doneUpTo":"x","ended":{}}', '{"ended":[7,["a"],[1,2]]}'])(
	'the stored data of No Reply: static data that somebody has edited counts as empty: %s',
	(text) => {
		const memory = new SilenceMemory();
		memory.load(text);
		expect(memory.doneUpTo).toBeUndefined();
		expect(memory.endedAt(['a'])).toBe(0);
	},
);

it('the stored data of No Reply: is the same after a restart, and an older copy does not overwrite newer data', () => {
	const memory = new SilenceMemory();
	memory.doneUpTo = 1_000;
	memory.end(['a', 'b'], 500);
	const older = memory.stored(0);
	memory.doneUpTo = 2_000;
	memory.end(['a'], 700);
	memory.load(older);
	expect(memory.doneUpTo).toBe(2_000);
	expect(memory.endedAt(['a'])).toBe(700);
	const other = new SilenceMemory();
	other.load(memory.stored(0));
	expect(other).toEqual({ ...memory, changes: 0 });
});

it('the stored data of No Reply: at most 1000 chats whose wait for a reply has ended are kept, for a limited time', () => {
	const memory = new SilenceMemory();
	for (let name = 0; name <= 1_000; name++) memory.end([String(name)], 500);
	expect(memory.endedAt(['0'])).toBe(0);
	expect(memory.endedAt(['1'])).toBe(500);
	expect(memory.stored(40 * 24 * 3_600_000)).toBe('{"ended":[]}');
});
