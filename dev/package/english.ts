/** Checks the language, because n8n only verifies packages whose interface and pages are completely in English. */

/** Words that aren't English, but that the server itself writes. */
const MEANT = ['Você'];

export const foreignWords = (text: string): string[] => [
	...new Set(
		[...text.matchAll(/[\p{L}\p{M}]+/gu)]
			.map(([word]) => word)
			.filter((word) => /\P{ASCII}/u.test(word) && !MEANT.includes(word)),
	),
];
