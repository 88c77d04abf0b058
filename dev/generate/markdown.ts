export const row = (...cells: string[]) =>
	`|${cells.map((text) => ` ${escaped(text)}`.trimEnd()).join(' |')} |`;

const escaped = (text: string) =>
	text.replace(/\|/g, '\\|').replace(/</g, '&lt;').replace(/\n/g, ' ');

export const anchor = (heading: string) =>
	heading
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\s-]/gu, '')
		.replace(/\s/g, '-');

/** @param name of the marks around the table, for example `errors` @throws {Error} if the page lacks the marks */
export function withTable(page: string, name: string, table: string): string {
	const begin = `<!-- ${name}: written by "npm run generate" -->`;
	const end = `<!-- end of ${name} -->`;
	const from = page.indexOf(begin);
	const to = page.indexOf(end);
	if (from < 0 || to < from) throw new Error(`The page lacks the lines ${begin} and ${end}`);
	return `${page.slice(0, from)}${begin}\n\n${table}\n\n${page.slice(to)}`;
}
