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

/** What only HTML has, outside of code. A tag that begins may be a word in angle brackets. */
const CERTAIN =
	/<br\s*\/?>|<\/(?:a|b|blockquote|div|em|font|h[1-6]|i|li|ol|p|small|span|strong|table|td|tr|u|ul)\s*>/i;

/** Whether a text that is no Markdown was written by the editor of a CRM or a shop. */
export const isHtml = (text: string): boolean =>
	text.includes('<') && !text.includes('```') && CERTAIN.test(text);

/** Tags and addresses, in which nothing is a mark. */
const NO_MARKS = /(<[^<>]*>|https?:\/\/[^\s<>"]+)/;

/** Such a text as Markdown, in which what WhatsApp takes for marks stays what it is. */
export const escapeMarks = (html: string): string =>
	html
		.split(NO_MARKS)
		.map((part, index) => (index % 2 === 1 ? part : part.replace(/[\\`*_~[\]#|!]/g, '\\$&')))
		.join('');

const convertTags = (text: string): string =>
	REPLACED.reduce((changed, [tag, by]) => changed.replace(tag, by as string), text).replace(
		/\n[ \t]*\n(?:[ \t]*\n)+/g,
		'\n\n',
	);

type Replacement = readonly [tag: RegExp, by: string | ((...found: string[]) => string)];

const REPLACED: readonly Replacement[] = [
	[/<!--[^]*?-->/g, ''],
	[/<(script|style|head|title|iframe|video)\b[^>]*>[^]*?<\/\1>/gi, ''],
	[/<ol\b[^>]*>([^]*?)<\/ol>/gi, (_whole, items = '') => numbered(items)],
	[/<li\b[^>]*>\s*/gi, '\n- '],
	[/\s*<\/li>\s*/gi, '\n'],
	[/<a\b[^>]*?\bhref\s*=\s*(["']?)([^"'\s>]+)\1[^>]*>([^]*?)<\/a>/gi, '[$3]($2)'],
	[
		/<h[1-6]\b[^>]*>\s*([^]*?)\s*<\/h[1-6]>/gi,
		(_whole, title = '') => `\n\n## ${oneLine(title)}\n\n`,
	],
	[/<img\b[^>]*?\balt\s*=\s*(["'])(.*?)\1[^>]*>/gi, '$2'],
	[/<pre\b[^>]*>([^]*?)<\/pre>/gi, '\n```\n$1\n```\n'],
	[/<blockquote\b[^>]*>\s*(?:<p\b[^>]*>)?\s*/gi, '\n\n> '],
	[/<hr\b[^>]*>/gi, '\n\n---\n\n'],
	[/<\/(?:td|th)>\s*(?=<t[dh]\b)/gi, ' | '],
	[/<\/(?:p|ul|ol|table|blockquote|section|article|header|footer|main|figure)>/gi, '\n\n'],
	[/<\/(?:div|tr|center)>/gi, '\n'],
	[
		/<\/?(?:a|article|body|center|div|figure|font|footer|header|html|img|input|li|main|mark|ol|p|section|small|span|sub|sup|table|tbody|td|tfoot|th|thead|tr|u|ul)\b[^<>]*>/gi,
		'',
	],
];

const oneLine = (text: string) => text.replace(/\s*\n\s*/g, ' ');

function numbered(items: string): string {
	let count = 0;
	return `\n${items.replace(/<li\b[^>]*>\s*/gi, () => `\n${(count += 1)}. `)}\n\n`;
}
