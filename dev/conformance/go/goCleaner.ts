import { Cleaner, type Answer } from '../exchange';

/** Numbers of phones, LIDs and groups, in JIDs and on their own. */
const NUMBERS = /\d{6,}(?:[.:-]\d+)*(?=@)|(?<![\w-])\+?\d{8,}(?![\w-])/g;

/** Replaces all texts in an answer, because answers contain contacts, groups and log-in codes. */
function withoutTexts(value: unknown): unknown {
	if (typeof value === 'string') return value === '' ? '' : '…';
	if (Array.isArray(value)) return value.slice(0, 2).map(withoutTexts);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, inner]) => [key, withoutTexts(inner)]),
	);
}

/** Also removes all phone numbers, and from answers all texts that people may have written. */
export class GoCleaner extends Cleaner {
	override clean(text: string): string {
		return super.clean(text).replace(NUMBERS, 'NUMBER');
	}

	override answer({ text, status }: Answer): string {
		if (status >= 400) return super.answer({ text, status });
		try {
			return this.shorten(JSON.stringify(withoutTexts(JSON.parse(text))));
		} catch {
			return `${text.length} characters`;
		}
	}
}
