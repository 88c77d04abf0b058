/** n8n verifies only packages whose interface and pages are in English throughout. */

/** Names that the server itself writes. */
const MEANT = ['Você'];

/** Words with letters that English does not have, each once. */
export const foreignWords = (text: string): string[] => [
	...new Set(
		[...text.matchAll(/[\p{L}\p{M}]+/gu)]
			.map(([word]) => word)
			.filter((word) => /\P{ASCII}/u.test(word) && !MEANT.includes(word)),
	),
];
