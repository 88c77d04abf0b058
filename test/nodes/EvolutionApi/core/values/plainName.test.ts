import { plainName, plainNameOrNull } from '../../../../../nodes/EvolutionApi/core/values/text';

describe('plainName(): a name that people choose themselves', () => {
	it.each([
		['is unchanged if it has only letters and spaces', 'Ana Müller', 'Ana Müller'],
		['has no line breaks', 'Carla (34612345678)?\n\nOK', 'Carla (34612345678)? OK'],
		['has no Unicode line separators', 'Ana\u2028x\u2029y\u0085z\rw', 'Ana x y z w'],
		['has no characters that reverse the direction of text', 'Ana \u202e4711\u202c', 'Ana 4711'],
		['has no invisible characters', 'A\u200bn\u00ada\ufeff\u3164', 'A n a'],
		['keeps an emoji of several characters whole', 'Ana 👩‍💻', 'Ana 👩‍💻'],
		['is cut to 60 characters', 'a'.repeat(500), `${'a'.repeat(60)}…`],
		['becomes empty if it has only invisible characters', '\u200e\n', ''],
	])('%s', (_what, name, expected) => {
		expect(plainName(name)).toBe(expected);
	});
});

it.each(['', '\u200e\n', '-', undefined, 5])(
	'plainNameOrNull() gives null for %j, which is not a name',
	(value) => {
		expect(plainNameOrNull(value)).toBeNull();
	},
);

it.each(['.', '~', '🌸', 'Ana - shop'])(
	'plainNameOrNull() keeps %j, which somebody has chosen',
	(name) => {
		expect(plainNameOrNull(name)).toBe(name);
	},
);
