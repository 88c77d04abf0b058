import { InputProblem } from '../../../../nodes/EvolutionApi/core/inputProblem';
import { compilePattern } from '../../../../nodes/EvolutionApi/trigger/pattern';
import fc from '../../../support/properties';

const found = (pattern: string, text: string, ignoreCase = false) =>
	compilePattern(pattern, ignoreCase)(text);

describe('what is no regular expression, or could hang, is refused with the reason', () => {
	it.each([
		['(a', /"\)" missing/],
		['a)', /"\)" too many/],
		['[a', /"\]" missing/],
		['[z-a]', /no part of a regular expression/],
		['*a', /repeats nothing/],
		['a**', /repeats a repetition/],
		['a{3,1}', /from 3 to 1/],
		['^*', /has no length/],
		['\\q', /"\\q" in it is unknown/],
		['a\\', /unknown/],
		['\\p{Nonsense}', /no part of a regular expression/],
		['(a)\\1', /refers back/],
		['(?<n>a)\\k<n>', /refers back/],
		['a(?=b)', /look-around/],
		['a(?!b)', /look-around/],
		['(?<=a)b', /look-around/],
		['(?i)a', /unknown sort/],
		['a{1000}', /too long/],
		['(a{30}){30}', /too long/],
		['a'.repeat(1001), /longer than 1000/],
		['('.repeat(60) + ')'.repeat(60), /groups in one another/],
	])('%s', (pattern, problem) => {
		expect(() => compilePattern(pattern, true)).toThrow(InputProblem);
		expect(() => compilePattern(pattern, true)).toThrow(problem);
	});
});

describe('patterns that stop the engine of JavaScript for years end at once', () => {
	const longest = 'a'.repeat(65_536);
	it.each([
		'(a+)+$x',
		'(a|a)*b',
		'(a|aa)+b',
		'(.*)*x',
		'a*a*a*a*a*a*a*a*b',
		'(a?){30}a{30}b',
		'(?:a{0,10}){0,10}b',
		'^(([a-z])+.)+[A-Z]([a-z])+$',
		'(){999999999}x',
		'((){1000}){1000}x',
	])('%s', (pattern) => {
		expect(found(pattern, longest)).toBe(false);
	});
});

describe('what people write works', () => {
	it.each([
		['order\\s*#?(\\d+)', 'my order #12', true],
		['^\\/?(start|help)\\b', 'help me', true],
		['^\\/?(start|help)\\b', 'helpless', false],
		['\\bpix\\b', 'paga com pix!', true],
		['\\Bix', 'pix', true],
		['\\d{3}\\-\\d{2,4}', '123-45', true],
		['[\\w.+\\-]+@[\\w\\-]+\\.\\w+', 'ann@example.com', true],
		['^.{2,3}$', 'ab', true],
		['^.{2,3}$', 'abcd', false],
		['^👍$', '👍', true],
		['^.$', '👍', true],
		['^[👍👎]$', '👎', true],
		['\\p{Lu}\\p{L}+', 'Élan', true],
		['a.b', 'a\nb', false],
		['/a.b/s', 'a\nb', true],
		['^b$', 'a\nb', false],
		['/^b$/m', 'a\nb', true],
		['/HELLO/gi', 'hello', true],
		['/HELLO/', 'hello', false],
		['/start', '/start', true],
		['a|', 'b', true],
		['x{a}', 'x{a}', true],
		['(?<year>\\d{4})', '2026', true],
		['a+?b', 'aab', true],
		['\\u{1F44D}', '👍', true],
		['[^a-c]', 'abc', false],
		['', 'anything', true],
	])('%s in "%s": %s', (pattern, text, expected) => {
		expect(found(pattern, text)).toBe(expected);
	});

	it('with or without capital letters', () => {
		expect([found('straße|Ação', 'AÇÃO', true), found('Ação', 'AÇÃO', false)]).toEqual([
			true,
			false,
		]);
	});
});

it('finds exactly what the engine of JavaScript finds', () => {
	const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '\\b', '^', '$', 'é');
	const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
		part: fc.oneof(
			{ maxDepth: 3 },
			atom,
			tie('pattern').map((inner) => `(${inner})`),
			fc
				.tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{0,2}', '{2}', '{1,}', '*?'))
				.map(([inner, times]) => `(?:${inner})${times}`),
		),
		pattern: fc
			.array(fc.array(tie('part'), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 })
			.map((branches) => branches.map((parts) => parts.join('')).join('|')),
	}));
	const text = fc
		.array(fc.constantFrom('a', 'b', ' ', 'é', '\n'), { maxLength: 7 })
		.map((all) => all.join(''));
	fc.assert(
		fc.property(pattern, text, (source, given) => {
			fc.pre(source.length < 60);
			expect(found(source, given)).toBe(new RegExp(source, 'u').test(given));
		}),
		{ numRuns: 2000 },
	);
});

it('never throws anything but the reason', () => {
	fc.assert(
		fc.property(
			fc.string({ unit: fc.constantFrom(...'ab()[]{}|*+?.^$\\/-,0123456789dwbk<>=!:é👍') }),
			(pattern) => {
				try {
					found(pattern, 'ab12');
				} catch (error) {
					expect(error).toBeInstanceOf(InputProblem);
				}
			},
		),
		{ numRuns: 3000 },
	);
});
