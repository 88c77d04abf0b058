import type { z } from 'zod';

import { choice, decimal, flag, integer } from '../../../../nodes/EvolutionApi/core/input/checks';
import {
	jsonList,
	jsonObject,
	lines,
	optionalText,
	text,
	textList,
	webAddress,
} from '../../../../nodes/EvolutionApi/fields/inputs';

const schemas = {
	text,
	optionalText,
	flag,
	webAddress,
	textList,
	lines,
	jsonList,
	jsonObject,
	'integer 1–5': integer(1, 5),
	'decimal -90–90': decimal(-90, 90),
	'choice a, b': choice('a', 'b'),
} satisfies Record<string, z.ZodTypeAny>;

type Name = keyof typeof schemas;

describe('a node parameter of this type refuses the value:', () => {
	it.each<[Name, unknown]>([
		['text', ''],
		['text', ' \n'],
		['text', undefined],
		['text', null],
		['text', true],
		['text', { a: 1 }],
		['text', ['a']],
		['text', Number.NaN],
		['optionalText', {}],
		['flag', 'yes'],
		['flag', 1],
		['flag', undefined],
		['integer 1–5', 0],
		['integer 1–5', 6],
		['integer 1–5', 2.5],
		['integer 1–5', '2.5'],
		['integer 1–5', ''],
		['integer 1–5', 'two'],
		['integer 1–5', '2 apples'],
		['integer 1–5', Number.NaN],
		['integer 1–5', null],
		['decimal -90–90', 90.0001],
		['decimal -90–90', '-91'],
		['decimal -90–90', '1,5'],
		['decimal -90–90', Number.POSITIVE_INFINITY],
		['choice a, b', 'c'],
		['choice a, b', ''],
		['choice a, b', undefined],
		['webAddress', ''],
		['webAddress', 'example.com'],
		['webAddress', 'ftp://example.com'],
		['webAddress', 'javascript:alert(1)'],
		['textList', { a: 1 }],
		['textList', [{}]],
		['lines', null],
		['jsonList', '{"a":1}'],
		['jsonList', '[1,'],
		['jsonList', 'text'],
		['jsonList', { a: 1 }],
		['jsonObject', '[1]'],
		['jsonObject', '{"a":'],
		['jsonObject', 'null'],
		['jsonObject', '7'],
	])('%s: %j', (name, value) => {
		const result = schemas[name].safeParse(value);
		expect(result.success).toBe(false);
		expect(result.error?.issues[0].message).toMatch(/\S/);
	});
});

describe('a valid value of a node parameter of this type', () => {
	it.each<[Name, unknown, unknown]>([
		['text', ' a ', ' a '],
		['text', 7, '7'],
		['optionalText', 'a', 'a'],
		['optionalText', '  ', undefined],
		['optionalText', undefined, undefined],
		['optionalText', 0, '0'],
		['flag', true, true],
		['flag', 'true', true],
		['flag', 'false', false],
		['integer 1–5', 5, 5],
		['integer 1–5', ' 1 ', 1],
		['decimal -90–90', '-23.55', -23.55],
		['decimal -90–90', -90, -90],
		['choice a, b', 'b', 'b'],
		['webAddress', ' https://example.com/a?b#c ', 'https://example.com/a?b#c'],
		['textList', 'a, b ,,c', ['a', 'b', 'c']],
		['textList', ['a', 7, ' '], ['a', '7']],
		['textList', '', []],
		['textList', 7, ['7']],
		['lines', 'a\r\n b, c \n\n', ['a', 'b, c']],
		['lines', ['a', 'b'], ['a', 'b']],
		['jsonList', '[1,{"a":2}]', [1, { a: 2 }]],
		['jsonList', ' ', []],
		['jsonList', [1], [1]],
		['jsonObject', '{"a":{"b":1}}', { a: { b: 1 } }],
		['jsonObject', '', {}],
		['jsonObject', { a: 1 }, { a: 1 }],
	])('%s: %j is read as %j', (name, value, expected) => {
		expect(schemas[name].parse(value)).toEqual(expected);
	});
});
