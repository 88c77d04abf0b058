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
