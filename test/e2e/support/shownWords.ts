/** The words in the pictures of the docs. A test compares them with n8n's current editor. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { WorkflowNode } from '../../../dev/n8n/types';

const FILE = path.join(__dirname, '../../../docs/images/shown.json');

/** The keys are the names of the pictures in `docs/images/`. */
type ShownWords = Readonly<Record<string, readonly string[]>>;

export const readShownWords = (): ShownWords =>
	existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as ShownWords) : {};

export function keepShownWords(picture: string, words: readonly string[]): void {
	const all = Object.entries({ ...readShownWords(), [picture]: words });
	const sorted = Object.fromEntries(all.sort(([one], [other]) => (one < other ? -1 : 1)));
	writeFileSync(FILE, `${JSON.stringify(sorted, null, '\t')}\n`);
}

export const NOTE = 'n8n-nodes-base.stickyNote';

export const wordsIn = (nodes: readonly WorkflowNode[]): string[] =>
	nodes
		.map(({ type, name, parameters }) => (type === NOTE ? String(parameters?.content) : name))
		.sort();

export async function wordsOn(page: Page): Promise<string[]> {
	const fields = await page.locator('[placeholder]:visible').all();
	const hints = await Promise.all(fields.map((field) => field.getAttribute('placeholder')));
	const lines = (await page.locator('body').innerText()).split('\n');
	const words = [...hints, ...lines].map((word) => (word ?? '').trim());
	const unseen = await page.locator('.sr-only').allInnerTexts();
	return [...new Set(words)]
		.filter((word) => word !== '' && !unseen.includes(word) && !/^\d\d:\d\d$/.test(word))
		.sort();
}
