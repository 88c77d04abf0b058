// HTML within Markdown, as models and CRMs write it: blocks become Markdown, what WhatsApp cannot show is left out.
// `inlineMarkdown.ts` reads the tags of bold, italic and struck text.

/** Code is shown as it is. */
const CODE = /(```[^]*?(?:```|$)|`[^`\n]+`)/;

const KNOWN =
	/<(?:!--|\/?(?:a|article|blockquote|body|center|div|figure|font|footer|h[1-6]|head|header|hr|html|iframe|img|input|li|main|mark|ol|p|pre|script|section|small|span|style|sub|sup|table|tbody|td|tfoot|th|thead|title|tr|u|ul|video)\b)/i;

/** The text with its blocks and links as Markdown. A tag that is none of HTML, such as `<name>`, stays. */
export function htmlAsMarkdown(text: string): string {
	if (!text.includes('<') || !KNOWN.test(text)) return text;
	return text
		.split(CODE)
		.map((part, index) => (index % 2 === 1 ? part : convertTags(part)))
		.join('');
}

const convertTags = (text: string): string =>
	REPLACED.reduce(replaceTags, text).replace(/\n[ \t]*\n(?:[ \t]*\n)+/g, '\n\n');

interface Replacement {
	readonly tag: RegExp;
	readonly by: string | ((...found: string[]) => string);
	/** All up to the last end of such an element: behind it nothing is looked for, since that takes long. */
	readonly upTo?: RegExp;
}

function replaceTags(text: string, { tag, by, upTo }: Replacement): string {
	const end = upTo === undefined ? text.length : (upTo.exec(text)?.[0].length ?? 0);
	return text.slice(0, end).replace(tag, by as string) + text.slice(end);
}

/** An element with what is in it. */
const element = (name: string, by: Replacement['by'], attributes = '[^<>]*'): Replacement => ({
	tag: new RegExp(`<${name}\\b${attributes}>([^]*?)</${name}>`, 'gi'),
	by,
	upTo: new RegExp(`^[^]*</${name}>`, 'i'),
});

const REPLACED: readonly Replacement[] = [
	{ tag: /<!--[^]*?-->/g, by: '', upTo: /^[^]*-->/ },
	...['script', 'style', 'head', 'title', 'iframe', 'video'].map((name) => element(name, '')),
	element('ol', (_whole, items = '') => numbered(items)),
	{ tag: /<li\b[^<>]*>\s*/gi, by: '\n- ' },
	{ tag: /\s*<\/li>\s*/gi, by: '\n' },
	element('a', '[$3]($2)', '[^<>]*?\\bhref\\s*=\\s*(["\']?)([^"\'\\s<>]+)\\1[^<>]*'),
	...['1', '2', '3', '4', '5', '6'].map((level) =>
		element(`h${level}`, (_whole, title = '') => `\n\n## ${oneLine(title.trim())}\n\n`),
	),
	{ tag: /<img\b[^<>]*?\balt\s*=\s*(["'])([^<>]*?)\1[^<>]*>/gi, by: '$2' },
	element('pre', '\n```\n$1\n```\n'),
	{ tag: /<blockquote\b[^<>]*>\s*(?:<p\b[^<>]*>)?\s*/gi, by: '\n\n> ' },
	{ tag: /<hr\b[^<>]*>/gi, by: '\n\n---\n\n' },
	{ tag: /<\/(?:td|th)>\s*(?=<t[dh]\b)/gi, by: ' | ' },
	{
		tag: /<\/(?:p|ul|ol|table|blockquote|section|article|header|footer|main|figure)>/gi,
		by: '\n\n',
	},
	{ tag: /<\/(?:div|tr|center)>/gi, by: '\n' },
	{
		tag: /<\/?(?:a|article|body|center|div|figure|font|footer|header|html|img|input|li|main|mark|ol|p|section|small|span|sub|sup|table|tbody|td|tfoot|th|thead|tr|u|ul)\b[^<>]*>/gi,
		by: '',
	},
];

const oneLine = (text: string) => text.replace(/\s*\n\s*/g, ' ');

function numbered(items: string): string {
	let count = 0;
	return `\n${items.replace(/<li\b[^<>]*>\s*/gi, () => `\n${(count += 1)}. `)}\n\n`;
}
