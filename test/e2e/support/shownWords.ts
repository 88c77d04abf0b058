/** What the pictures of the docs show, in words beside them: a test compares these with the pages of today. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { WorkflowNode } from '../../../dev/n8n/types';

const FILE = path.join(__dirname, '../../../docs/images/shown.json');

/** By the picture, as `docs/images/` has it. */
type ShownWords = Readonly<Record<string, readonly string[]>>;

export const readShownWords = (): ShownWords =>
	existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as ShownWords) : {};

/** For whoever takes a picture. */
export function keepShownWords(picture: string, words: readonly string[]): void {
	const all = Object.entries({ ...readShownWords(), [picture]: words });
	const sorted = Object.fromEntries(all.sort(([one], [other]) => (one < other ? -1 : 1)));
	writeFileSync(FILE, `${JSON.stringify(sorted, null, '\t')}\n`);
}

export const NOTE = 'n8n-nodes-base.stickyNote';

/** What a picture of a workflow shows: how its nodes are called, and what its notes say. */
export const wordsIn = (nodes: readonly WorkflowNode[]): string[] =>
	nodes
		.map(({ type, name, parameters }) => (type === NOTE ? String(parameters?.content) : name))
		.sort();

/** Each line that a page shows, and what it says in empty fields, without times of day. */
export async function wordsOn(page: Page): Promise<string[]> {
	const hints = await page
		.locator('[placeholder]:visible')
		.evaluateAll((fields) =>
			fields.map((field: { getAttribute(name: string): string | null }) =>
				field.getAttribute('placeholder'),
			),
		);
	const lines = (await page.locator('body').innerText()).split('\n');
	const words = [...hints, ...lines].map((word) => (word ?? '').trim());
	return [...new Set(words)].filter((word) => word !== '' && !/^\d\d:\d\d$/.test(word)).sort();
}
