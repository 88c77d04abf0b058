import { readdirSync } from 'node:fs';
import path from 'node:path';

import { exampleWorkflow } from '../../dev/workspace';
import { NOTE, readShownWords, wordsIn } from '../e2e/support/shownWords';

const PICTURES = path.join(__dirname, '../../docs/images');
const shown = readShownWords();

it('of each picture of the docs it is known what it shows', () => {
	const files = readdirSync(PICTURES, { recursive: true, encoding: 'utf8' });
	const pictures = files.filter((file) => /\.(?:gif|png|webp)$/.test(file));
	expect(Object.keys(shown)).toEqual(pictures.sort());
});

const examples = Object.keys(shown).filter((picture) => picture.startsWith('examples/'));

// Pictures of the phone page are compared in the browser (test/e2e/phone/kinds.browser.test.ts).
it.each([
	...examples.map((picture): [string, string] => [picture, path.basename(picture, '.webp')]),
	['bot.gif', 'auto-reply-by-keyword'],
])('%s shows the nodes and notes of %s as they are today', (picture, example) => {
	const { nodes } = exampleWorkflow(`${example}.json`);
	const inFilm = nodes.filter(({ type }) => type !== NOTE);
	expect(shown[picture]).toEqual(wordsIn(picture === 'bot.gif' ? inFilm : nodes));
});
