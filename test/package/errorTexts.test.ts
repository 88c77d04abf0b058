import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { errorTexts } from '../../dev/generate/errorTexts';

const ROOT = path.join(__dirname, '..', '..');
const DOCS = path.join(ROOT, 'docs');

/** Passages of the docs: all rows of tables, and all texts between headings. */
const PASSAGES = readdirSync(DOCS, { recursive: true, encoding: 'utf8' })
	.filter((name) => name.endsWith('.md'))
	.flatMap((name) => readFileSync(path.join(DOCS, name), 'utf8').split(/^#+ /m))
	.flatMap((section) => {
		const lines = section.toLowerCase().split('\n');
		const rows = lines.filter((line) => line.startsWith('|'));
		return [...rows, lines.filter((line) => !line.startsWith('|')).join(' ')];
	});

const searchWords = (text: string): string[] =>
	text
		.toLowerCase()
		.replace(/…/g, ' ')
		.match(/[a-z0-9]{3,}/g) ?? [];

const ERRORS = errorTexts(path.join(ROOT, 'nodes'));

describe('an error that somebody pastes into the search of the docs', () => {
	it('is read from the source', () => {
		const texts = ERRORS.map(({ text }) => text);
		expect(texts.length).toBeGreaterThan(200);
		expect(texts).toEqual(
			expect.arrayContaining([
				'No server answers at …',
				'has fewer than two choices',
				'must be a color, not …',
				'begins with no country code',
			]),
		);
	});

	it('is found with all its words in one passage (if not: npm run generate)', () => {
		const lost = ERRORS.filter(({ text }) => {
			const words = searchWords(text);
			return !PASSAGES.some((passage) => words.every((word) => passage.includes(word)));
		});
		expect(lost.map(({ text }) => text)).toEqual([]);
	});
});
