import { splitByParagraph, splitByLength } from '../../../../nodes/EvolutionApi/fields/messageText';
import { expectEqual } from '../../../support/equal';
import fc, { webUrl } from '../../../support/properties';

const URL = 'https://shop.example/orders/2026/4711?items=3&lang=en';

describe('Split Long Text by paragraph makes a message of each paragraph:', () => {
	it.each([
		['one paragraph of two lines, which stays whole', 'Hello\nAna', ['Hello\nAna']],
		[
			'two paragraphs, with a space and a tab in a blank line between them',
			'One\n \t\n\nTwo',
			['One', 'Two'],
		],
		['blank lines around a paragraph, which are removed', '\n\nOne\n\n', ['One']],
		['a text of only spaces and line breaks, which makes no message', ' \n\n ', []],
		[
			'code with blank lines, which stays whole',
			'See:\n\n```\na\n\nb\n```\n\nEnd',
			['See:', '```\na\n\nb\n```', 'End'],
		],
		[
			'a code fence that is never closed, which is treated as text',
			'a ``` b\n\nc',
			['a ``` b', 'c'],
		],
		['an indented line, which keeps its indentation', 'a\n\n  - b', ['a', '  - b']],
	])('%s', (_what, text, parts) => {
		expect(splitByParagraph(text)).toEqual(parts);
	});
});

describe('Split Long Text by length', () => {
	it.each([
		['what fits stays whole', 'One. Two.\n\nThree.', 50, ['One. Two.\n\nThree.']],
		[
			'paragraphs stay whole where they fit',
			'Some.\nMore.\n\nThird.\nLast.',
			19,
			['Some.\nMore.', 'Third.\nLast.'],
		],
		[
			'lines stay whole where a paragraph does not fit',
			'Some. More.\nThird. Last.',
			18,
			['Some. More.', 'Third. Last.'],
		],
		[
			'sentences stay whole where a line does not fit',
			'One here. Two here! Why is it?',
			23,
			['One here. Two here!', 'Why is it?'],
		],
		[
			'words stay whole where a sentence does not fit',
			'one two three four',
			9,
			['one two', 'three', 'four'],
		],
		[
			'a sentence does not end at an abbreviation, an initial or a list number',
			'1. Ask Dr. J. Silva or Souza.',
			26,
			['1. Ask Dr. J. Silva or', 'Souza.'],
		],
		[
			'sentences end behind closing quotes and formatting marks',
			'"He came." He saw. *He left.* He won.',
			13,
			['"He came."', 'He saw.', '*He left.*', 'He won.'],
		],
		[
			'Chinese is cut between sentences, where no space follows',
			'你好。世界很大。我们走吧。',
			9,
			['你好。世界很大。', '我们走吧。'],
		],
		['a link stays whole, and may be longer', `See ${URL} now`, 20, ['See', URL, 'now']],
		['inline code stays whole', 'Run `npm run build` now', 15, ['Run', '`npm run build`', 'now']],
		[
			'links stay whole, even if they look like marked words',
			'See https://a.io/~me/ and https://b.io/x~ now',
			30,
			['See https://a.io/~me/ and', 'https://b.io/x~ now'],
		],
		['marked words stay whole', 'Call *us today* please', 12, ['Call', '*us today*', 'please']],
		['marked words that are too long stay whole', '*one two three*', 11, ['*one two three*']],
		[
			'code that is too long stays whole',
			'So:\n```\nlet a;\nlet b;\nlet c;\n```',
			22,
			['So:', '```\nlet a;\nlet b;\nlet c;\n```'],
		],
		['words without blanks stay whole', '世界世界世界世界', 5, ['世界世界世界世界']],
	])('%s', (_what, text, most, parts) => {
		expect(splitByLength(text, most)).toEqual(parts);
	});
});

describe('Split Long Text of any text', () => {
	const word = fc.oneof(
		{ weight: 6, arbitrary: fc.stringMatching(/^[a-zäß]{1,9}[.,!?]?$/) },
		fc.constantFrom(
			'😀',
			'👨‍👩‍👧‍👦',
			'世界',
			'好。',
			'1.',
			'Dr.',
			'-',
			'>',
			'*',
			'_',
			'~',
			'`',
			'```',
			'x'.repeat(70),
		),
		webUrl(),
		fc
			.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 20 })
			.chain((words) =>
				fc.constantFrom('*', '_', '~', '`').map((mark) => mark + words.join(' ') + mark),
			),
		fc
			.array(fc.stringMatching(/^[a-z ]{0,40}$/), { minLength: 1, maxLength: 8 })
			.map((lines) => `\n\`\`\`\n${lines.join('\n')}\n\`\`\`\n`),
	);
	const gap = fc.constantFrom(' ', ' ', ' ', '\n', '\n\n', '\n \n', '  ');
	const text = fc
		.array(fc.tuple(word, gap), { minLength: 1, maxLength: 60 })
		.map((words) => words.flat().join(''));
	/** Removes white space, and marks such as `*`, which each part of a text may repeat. */
	const said = (parts: readonly string[]) => parts.join('').replace(/[\s`*_~]/g, '');

	it.each([
		['at sentences', (written: string) => splitByLength(written, 60)],
		['at blank lines', splitByParagraph],
	])('%s: no text is lost or added, and no link or character is cut', (_where, split) => {
		fc.assert(
			fc.property(text, (written) => {
				const parts = split(written);
				expectEqual(said(parts), said([written]));
				const isBad = (part: string) =>
					part.trim() === '' ||
					part !== part.trimEnd() ||
					/[\ud800-\udbff](?![\udc00-\udfff])/.test(part);
				expectEqual(parts.filter(isBad), []);
				const links = written.match(/https?:\/\/\S+/g) ?? [];
				const torn = links.filter((link) => !parts.some((part) => part.includes(link)));
				expectEqual(torn, []);
			}),
			{ numRuns: 300 },
		);
	});

	it('closes a code block in every message', () => {
		const block = fc
			.array(fc.stringMatching(/^[a-z ]{0,60}$/), { minLength: 1, maxLength: 12 })
			.map((lines) => `\`\`\`\n${lines.join('\n')}\n\`\`\``);
		const words = fc.stringMatching(/^[a-z]{1,9}( [a-z]{1,9}){0,12}\.$/);
		const written = fc.array(fc.oneof(block, words), { minLength: 1, maxLength: 8 });
		fc.assert(
			fc.property(written, (blocks) => {
				for (const split of [splitByParagraph, (whole: string) => splitByLength(whole, 70)]) {
					const isOpen = (part: string) => (part.match(/```/g) ?? []).length % 2 !== 0;
					expectEqual(split(blocks.join('\n\n')).filter(isOpen), []);
				}
			}),
			{ numRuns: 300 },
		);
	});
});

it('Split Long Text of a megabyte takes less than a second', () => {
	const odd = [
		'a ',
		'*a ',
		'`',
		'``` ',
		'\n',
		'*a b*',
		'a. ',
		'。',
		'_*~',
		' ',
		'```a b\n```',
		'a',
	];
	for (const piece of odd) {
		const parts = splitByLength(piece.repeat(100_000), 1000);
		expect(said(parts)).toBe(said([piece.repeat(100_000)]));
	}
	function said(parts: readonly string[]) {
		return parts.join('').replace(/[\s`*_~]/g, '').length;
	}
});
