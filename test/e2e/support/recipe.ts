/** Reads the numbered steps of a docs page, so that a test clicks exactly the words in them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '../../..');

/** Finds the words to click or enter: `*word*`, `**word**` and `` `word` ``. */
const MARKED = /\*\*([^*]+)\*\*|\*([^*]+)\*|`([^`]+)`/g;

export class Recipe {
	private readonly steps: string[];
	private readonly used = new Set<string>();

	/** @param page path, relative to the project's root */
	constructor(
		private readonly page: string,
		private readonly heading: string,
	) {
		const text = readFileSync(path.join(ROOT, page), 'utf8');
		const [, section = ''] = text.split(`## ${heading}\n`);
		const [own] = section.split(/^## /m);
		this.steps = own
			.split(/^\d+\. /m)
			.slice(1)
			.map((step) => step.replace(/\s+/g, ' '));
	}

	/** @param step number of the step, starting at 1 @throws {Error} if the step doesn't contain the word */
	says(step: number, word: string): string {
		const marked = this.wordsOf(step);
		if (!marked.includes(word)) {
			throw new Error(
				`${this.page}, "${this.heading}", step ${step} does not say "${word}", but ${marked.join(', ')}`,
			);
		}
		this.used.add(`${step} ${word}`);
		return word;
	}

	/** Highlighted words of the docs page that the test hasn't used yet, e.g. `1 Save` for the word "Save" in step 1. */
	get unused(): string[] {
		return this.steps
			.flatMap((_, index) => this.wordsOf(index + 1).map((word) => `${index + 1} ${word}`))
			.filter((word) => !this.used.has(word));
	}

	private wordsOf(step: number): string[] {
		const text = this.steps[step - 1] ?? '';
		return [...text.matchAll(MARKED)].map(([, bold, italic, code]) => bold ?? italic ?? code ?? '');
	}
}
