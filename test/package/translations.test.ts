/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { withOperationTable } from '../../dev/generate/operationTable';
import { TRANSLATIONS } from '../../dev/generate/translations';
import { resources } from '../../nodes/EvolutionApi/operations';

const ROOT = path.join(__dirname, '..', '..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

const SWITCHER = /^\[English\].*\n/m;
const withoutTable = (page: string) =>
	page.replace(/<!-- operations:[\s\S]*<!-- end of operations -->/, '').replace(SWITCHER, '');
const all = (page: string, pattern: RegExp) =>
	[...withoutTable(page).matchAll(pattern)].map(([, found]) => found);

/** What a translation must have in common with the README, part by part. */
const PARTS: ReadonlyArray<[what: string, of: (page: string) => string[]]> = [
	['the levels of the headings', (page) => all(page, /^(#+) /gm)],
	['the commands', (page) => all(page, /^(?!\s*#)\s*((?:npm|mkdir|npx) [^#\n`]+)/gm)],
	['the rows of the tables', (page) => all(page, /^(\|)/gm)],
	['the questions', (page) => all(page, /^(\*\*)[^*]+[?.]\*\*/gm)],
];

/** Names of fields, operations and nodes are those of the editor, which is English. */
const namesIn = (page: string) =>
	new Set([
		...all(page, /(?<![*\w])\*([A-Z][^*\n]+)\*(?!\*)/g),
		...all(page, /(?<!`)`([^`\n]+)`(?!`)/g),
	]);

const README = read('README.md');

describe.each(TRANSLATIONS)('%s', (file) => {
	const page = read(file);

	it.each(PARTS)('has %s of the README', (_what, of) => {
		const expected = of(README);
		expect(expected.length).toBeGreaterThan(2);
		expect(of(page)).toEqual(expected);
	});

	it('calls everything in the editor and in code by the name that the README has', () => {
		const expected = namesIn(README);
		const found = namesIn(page);
		expect([...expected].filter((name) => !found.has(name))).toEqual([]);
		expect([...found].filter((name) => !expected.has(name))).toEqual([]);
	});

	it('lists the operations as they are (if not: npm run generate)', () => {
		expect(withOperationTable(page, resources, 'reference')).toBe(page);
	});

	it('leads nowhere that does not exist', () => {
		const targets = [...page.matchAll(/\]\(([^)#]+)/g)].map(([, target]) => target);
		const files = targets.filter((target) => !/^https?:/.test(target));
		expect(files.length).toBeGreaterThan(5);
		expect(files.filter((target) => !existsSync(path.join(ROOT, 'docs', target)))).toEqual([]);
	});

	it('leads to the pages that the README leads to', () => {
		const pagesIn = (text: string, folder: string) => {
			const targets = [...withoutTable(text).matchAll(/(?<!!\[[^\]]*)\]\(([^)#]+)/g)];
			const pages = targets.map(([, to]) => (/^https?:/.test(to) ? to : path.join(folder, to)));
			return [...new Set(pages)].sort();
		};
		expect(pagesIn(page, 'docs')).toEqual(pagesIn(README, ''));
	});

	it('has an image wherever the README has one', () => {
		const images = (text: string) => [...text.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].length;
		expect(images(page)).toBe(images(README));
	});
});

it('the README leads to its translations', () => {
	for (const file of TRANSLATIONS) expect(README).toContain(`](${file})`);
});
