import MarkdownIt from 'markdown-it';

// Returns what a reader sees of a text: each character except white space, with its style.

/** The characters that a reader sees, each with its styles, e.g. `a bold italic`. */
type Shown = readonly string[];

function show(text: string, styles: readonly string[]): string[] {
	const looks = [...new Set(styles)].sort().map((style) => ` ${style}`);
	return [...text.replace(/\s/g, '')].map((character) => character + looks.join(''));
}

type Token = ReturnType<InstanceType<typeof MarkdownIt>['parse']>[number];

const library = new MarkdownIt('default');

/** Returns what a Markdown library shows. List items begin with `-` or their number, `|` separates cells, and a URL follows its link text. */
export function shownByLibrary(markdown: string): Shown {
	const styles: string[] = [];
	const lists: Array<number | undefined> = [];
	const shown: string[] = [];
	let cells = 0;
	for (const token of library.parse(markdown, {})) {
		const { type, content } = token;
		if (type === 'heading_open' || type === 'th_open') styles.push('bold');
		if (type === 'heading_close' || type === 'th_close') styles.pop();
		if (type === 'tr_open') cells = 0;
		if (type === 'th_open' || type === 'td_open') {
			if (cells > 0) shown.push('|');
			cells += 1;
		}
		if (type === 'bullet_list_open') lists.push(undefined);
		if (type === 'ordered_list_open') lists.push(Number(token.attrGet('start') ?? 1));
		if (/_list_close$/.test(type)) lists.pop();
		if (type === 'list_item_open') {
			const number = lists.at(-1);
			shown.push(...show(number === undefined ? '-' : `${number}.`, []));
			if (number !== undefined) lists[lists.length - 1] = number + 1;
		}
		if (type === 'fence') shown.push(...show(content, ['code']));
		// Indented code counts as text, because our conversion to WhatsApp's formatting treats it as text.
		if (type === 'code_block') shown.push(...show(content, []));
		if (type === 'inline') shown.push(...inlineOf(token.children ?? [], styles));
	}
	return shown;
}

const STYLES: Record<string, string> = { em: 'italic', s: 'strike', strong: 'bold' };

function inlineOf(tokens: readonly Token[], around: readonly string[]): string[] {
	const styles = [...around];
	const shown: string[] = [];
	const targets: string[] = [];
	for (const token of tokens) {
		const [, tag = '', side] = /^(em|strong|s)_(open|close)$/.exec(token.type) ?? [];
		if (side === 'open') styles.push(STYLES[tag] ?? '');
		if (side === 'close') styles.splice(styles.lastIndexOf(STYLES[tag] ?? ''), 1);
		if (token.type === 'text') shown.push(...show(token.content, styles));
		if (token.type === 'code_inline') shown.push(...show(token.content, ['code', ...styles]));
		if (token.type === 'link_open') targets.push(String(token.attrGet('href')));
		if (token.type === 'link_close') shown.push(...show(`(${targets.pop() ?? ''})`, styles));
	}
	return shown;
}

const MARKS: Record<string, string> = { '*': 'bold', _: 'italic', '~': 'strike' };

/** WhatsApp formats whole words within a line, and shows quotes without their mark. */
export function shownByWhatsapp(text: string): Shown {
	return text.split(/(```[^]*?```)/).flatMap((part, index) => {
		if (index % 2 === 1) return show(part.slice(3, -3), ['code']);
		return part.split('\n').flatMap((line) => shownLine(line.replace(/^\s*> /, ''), []));
	});
}

const MARKED = /(?<![\p{L}\p{N}])(?:(`)([^`]+)`|([*_~])(?=\S)(.+?)(?<=\S)\3(?![\p{L}\p{N}]))/u;

function shownLine(line: string, styles: readonly string[]): string[] {
	const found = MARKED.exec(line);
	if (found === null) return show(line, styles);
	const [whole, tick, code = '', mark = '', inner = ''] = found;
	return [
		...show(line.slice(0, found.index), styles),
		...(tick === undefined
			? shownLine(inner, [...styles, MARKS[mark] ?? ''])
			: show(code, ['code', ...styles])),
		...shownLine(line.slice(found.index + whole.length), styles),
	];
}
