/** `1. Yes`, `2. No` */
export const numbered = (labels: readonly string[], first = 1) =>
	labels.map((label, index) => `${index + first}. ${label}`).join('\n');

/** The given parts, with an empty line between them. */
export const paragraphs = (...parts: ReadonlyArray<string | undefined>) =>
	parts.filter((part) => part !== undefined && part.trim() !== '').join('\n\n');
