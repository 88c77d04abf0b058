/** A row of a table. */
export const row = (...cells: string[]) =>
	`|${cells.map((text) => ` ${escaped(text)}`.trimEnd()).join(' |')} |`;

const escaped = (text: string) =>
	text.replace(/\|/g, '\\|').replace(/</g, '&lt;').replace(/\n/g, ' ');

/** The anchor that GitHub gives to a heading. */
export const anchor = (heading: string) =>
	heading
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\s-]/gu, '')
		.replace(/\s/g, '-');

/**
 * A page with its generated table replaced.
 * @param name of the marks between which the table is, e.g. `errors`
 * @throws {Error} if the marks are not there
 */
export function withTable(page: string, name: string, table: string): string {
	const begin = `<!-- ${name}: written by "npm run generate" -->`;
	const end = `<!-- end of ${name} -->`;
	const from = page.indexOf(begin);
	const to = page.indexOf(end);
	if (from < 0 || to < from) throw new Error(`The page lacks the lines ${begin} and ${end}`);
	return `${page.slice(0, from)}${begin}\n\n${table}\n\n${page.slice(to)}`;
}
