import { toWhatsapp } from './support/toWhatsapp';
import { expectEqual } from '../../../../support/equal';
import fc from '../../../../support/properties';

describe('Markdown that WhatsApp cannot show stays text', () => {
	it.each([
		['one mark that is not closed', 'a *b and ~c', 'a *b and ~c'],
		['marks with spaces inside', '5 * 3 * 2 ** 1', '5 * 3 * 2 ** 1'],
		['products and powers', '2*3*4 and 2**3**4', '2*3*4 and 2**3**4'],
		['names with underscores', 'my_own_name', 'my_own_name'],
		['marks within a word, which WhatsApp does not read', '这是**重点**内容', '这是重点内容'],
		['an escaped mark within the same formatting', '**a \\* b** _c \\_d_', 'a * b c _d'],
		['one tilde', '~5 or ~6', '~5 or ~6'],
		['brackets', '[x] and [y] (z)', '[x] and [y] (z)'],
		['a hash without a space', '#sale', '#sale'],
		['a year at the beginning of a line', 'It was\n2024. And then', 'It was\n2024. And then'],
		['a line with a bar', 'a | b', 'a | b'],
		['code that is never closed', '```\n**a**', '```\n**a**\n```'],
		['a backtick', 'it`s', 'it`s'],
		['nothing but a rule', '---', ''],
	])('%s', (_what, markdown, text) => {
		expect(toWhatsapp(markdown)).toBe(text);
	});
});

describe('Markdown becomes the formatting of WhatsApp', () => {
	it.each([
		['bold', '**a** and __b c__', '*a* and *b c*'],
		['italic', '*a* and _b c_', '_a_ and _b c_'],
		['bold and italic together', '***a*** **b *c* d**', '*_a_* *b _c_ d*'],
		['struck', '~~a b~~', '~a b~'],
		['bold over two lines', '**a\nb**', '*a*\n*b*'],
		['inline code, and nothing within it', '`**a**`', '`**a**`'],
		['code with a backtick', '``a`b``', '```a`b```'],
		['escapes', String.raw`\# a \_ b \[c\] 1\. d\\`, String.raw`# a _ b [c] 1. d\ `.trim()],
		['entities', 'A &amp; B &lt;3 &#8364; &what;', 'A & B <3 € &what;'],
		['a link', '[our shop](https://a.example "Shop")', 'our shop (https://a.example)'],
		['a link that shows itself', '[a.example](https://a.example/)', 'https://a.example/'],
		[
			'an address in brackets',
			'<https://a.example> <me@a.example>',
			'https://a.example me@a.example',
		],
		['an address with marks in it', 'https://a.example/_a_*b*', 'https://a.example/_a_*b*'],
		['a bold link', '**[a](https://b.example)**', '*a (https://b.example)*'],
		['a mail link', '[me@a.example](mailto:me@a.example)', 'me@a.example'],
		['a link within the page', '[above](#top)', 'above'],
		['a picture', '![A cat](https://a.example/cat.png)', 'A cat (https://a.example/cat.png)'],
		['a heading, which belongs to what follows', '# A **b**\n\nc', '*A b*\nc'],
		['a heading that is underlined', 'A\n===\nb', '*A*\nb'],
		['a line break', 'a  \nb\\\nc<br>d', 'a\nb\nc\nd'],
		['a rule', 'a\n\n---\n\nb', 'a\n\nb'],
		['lists of every kind', '* a\n* b\n\nc\n\n3) d\n3) e', '- a\n- b\n\nc\n\n3. d\n4. e'],
		['a list with gaps', 'Steps:\n\n1. a\n\n2. b\n\n   c', 'Steps:\n\n1. a\n2. b\n  c'],
		['a list right below its heading', 'Steps:\n- a\n- b', 'Steps:\n- a\n- b'],
		['a list in a list', '1. a\n   - b\n     - c\n2. d', '1. a\n  - b\n    - c\n2. d'],
		['a list in a list, little indented', '1. a\n  - b\n2. c', '1. a\n  - b\n2. c'],
		['an empty item, which does not go on below', '*\n*a\n*b*', '-\n*a\n_b_'],
		['a task list', '- [ ] a\n- [x] b', '- [ ] a\n- [x] b'],
		['a quote', '> a\n> **b**\n\nc', '> a\n> *b*\n\nc'],
		['a quote in a quote', '> a\n>> b', '> a\n> b'],
		['a table', '| A | B |\n|---|:-:|\n| 1 | `x` |\n| 2 \\| 3 | |', '*A* | *B*\n1 | `x`\n2 | 3 |'],
		['code', '```js\na = **b**\n\n  c\n```', '```\na = **b**\n\n  c\n```'],
		['code in a list', '- a\n  ```\n  b\n\n  c\n  ```', '- a\n  ```\n  b\n\n  c\n  ```'],
		['line breaks of Windows', 'a\r\n\r\n**b**', 'a\n\n*b*'],
	])('%s', (_what, markdown, text) => {
		expect(toWhatsapp(markdown)).toBe(text);
	});
});

describe('A style keeps its marks away from a web address', () => {
	const URL = 'https://loja.example/p?a=1';
	it.each([
		[`**${URL}**`, URL],
		[`__${URL}__`, URL],
		[`*${URL}*`, URL],
		[`_${URL}_`, URL],
		[`***${URL}***`, URL],
		[`~~${URL}~~`, URL],
		[`<b>${URL}</b>`, URL],
		[`**<${URL}>**`, URL],
		[`**[${URL}](${URL})**`, URL],
		[`# ${URL}`, URL],
		[`${URL}\n===`, URL],
		[`- **${URL}**`, `- ${URL}`],
		['**wa.me/5511988887777**', 'wa.me/5511988887777'],
		[`| **${URL}** |\n|---|\n| a |`, `${URL}\na`],
		[`**Link: ${URL}**`, `*Link:* ${URL}`],
		[`**${URL} is open, wa.me/55 too**`, `${URL} *is open,* wa.me/55 *too*`],
		[`## See ${URL} now`, `*See* ${URL} *now*`],
		[`**Link:** ${URL}`, `*Link:* ${URL}`],
		[`**[Comprar](${URL})**`, `*Comprar (${URL})*`],
		['**README.md and v1.2**', '*README.md and v1.2*'],
	])('%j', (markdown, text) => {
		expect(toWhatsapp(markdown)).toBe(text);
	});
});

it('Markdown conversion loses no letter', () => {
	const inText = ['a', 'b', 'c', ' ', '  ', '*', '**', '_', '~~', '`', '\\', '&', '!'];
	const ofBlocks = ['\n', '\n\n', '\r\n', '\t', '```\n', '> ', '- ', '# ', '1. ', '===', '---'];
	const ofLinksAndTables = ['|', '|-|-|', '[', '](', ')'];
	const pieces = fc.constantFrom(...inText.concat(ofBlocks, ofLinksAndTables));
	const lettersOf = (text: string) => text.replace(/[^a-c]/g, '');
	fc.assert(
		fc.property(fc.array(pieces, { maxLength: 60 }), (all) => {
			const markdown = all.join('');
			// After the start of a code block, a word is the name of its language, and isn't shown.
			fc.pre(!/(```|~~~)[^\n]*[a-c]/.test(markdown));
			expectEqual(lettersOf(toWhatsapp(markdown)), lettersOf(markdown));
		}),
		{ numRuns: 3000 },
	);
});

it('Markdown conversion of a long text is fast, whatever is in it', () => {
	const inText = ['[', '[a', '*_', '*a ', '<a@', '![', '**a', '&a', '`a``', '``` '];
	const ofBlocks = [
		'> ',
		'- ',
		'  - ',
		'1. ',
		'|',
		'\n',
		'a\n',
		'> a\n',
		'- a\n',
		'|a|b|\n|-|-|\n',
	];
	for (const piece of inText.concat(ofBlocks)) {
		expect(toWhatsapp(piece.repeat(10_000)).length).toBeLessThan(100_000 * piece.length);
	}
});

it.each([
	'<a',
	'<a href=',
	'<a href="',
	'<script>',
	'<ol><li>',
	'<h1>',
	'<!--',
	'<img alt="',
	'<pre>',
])('Markdown conversion reads %j again and again, and an end before it', (tag) => {
	const text = `</a></script></ol></h1>--></pre>${tag.repeat(64_000 / tag.length)}`;
	expect(typeof toWhatsapp(text)).toBe('string');
});

it('Markdown conversion reads a link that is not closed but continues with spaces', () => {
	for (const space of [' ', '\n', '\t']) {
		for (const opening of ['[a](', '[a](b', '[a](b "c"', '[a](<b>']) {
			const markdown = opening + space.repeat(20_000);
			expect(toWhatsapp(markdown).trim()).not.toBe('');
		}
	}
});
