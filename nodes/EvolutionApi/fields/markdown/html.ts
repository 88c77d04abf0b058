// Converts HTML within Markdown, as models and CRMs write it. Tags that WhatsApp can't show are removed.
// Blocks become Markdown. Bold, italic and struck text is left to `inlineMarkdown.ts`.

const CODE = /(```[^]*?(?:```|$)|`[^`\n]+`)/;

/** Elements whose tags are left out. A tag that isn't HTML, such as `<name>`, stays. */
const LEFT_OUT =
	'a|article|body|center|div|figure|font|footer|header|html|iframe|img|input|li|main|mark|ol|p|pre|section|small|span|sub|sup|table|tbody|td|tfoot|th|thead|tr|u|ul|video';

const KNOWN_TAG = new RegExp(
	`<(?:!--|/?(?:${LEFT_OUT}|blockquote|h[1-6]|head|hr|script|style)\\b)`,
	'i',
);

export function htmlAsMarkdown(text: string): string {
	if (!text.includes('<') || !KNOWN_TAG.test(text)) return text;
	return text
		.split(CODE)
		.map((part, index) => (index % 2 === 1 ? part : convertTags(part)))
		.join('');
}

const convertTags = (text: string): string =>
	REPLACEMENTS.reduce(
		(result, [tag, by]) => result.replace(tag, by),
		text.replace(element('ol'), (list) => list.replace(ITEM, '\n1. ')),
	).replace(/\n[ \t]*\n(?:[ \t]*\n)+/g, '\n\n');

/** Matches an element with its content. Stops at the next start tag of that name, so that unclosed tags don't make it slow. */
const element = (name: string, attributes = '[^<>]*') =>
	new RegExp(`<${name}\\b${attributes}>((?:(?!<${name}\\b)[^])*?)</${name}>`, 'gi');

const LINK = element('a', '[^<>]*?\\bhref\\s*=\\s*(["\']?)([^"\'\\s<>]+)\\1(?=[\\s>])[^<>]*');

const ITEM = /<li\b[^<>]*>\s*/gi;

const REPLACEMENTS: ReadonlyArray<readonly [tag: RegExp, by: string]> = [
	[/<!--(?:(?!<!--)[^])*?-->/g, ''],
	[element('head'), ''],
	[element('script'), ''],
	[element('style'), ''],
	[ITEM, '\n- '],
	[/<\/li>\s*/gi, '\n'],
	[LINK, '[$3]($2)'],
	[/<h[1-6]\b[^<>]*>\s*/gi, '\n\n## '],
	[/<blockquote\b[^<>]*>\s*(?:<p\b[^<>]*>)?\s*/gi, '\n\n> '],
	[/<hr\b[^<>]*>/gi, '\n\n---\n\n'],
	[/<\/(?:td|th)>\s*(?=<t[dh]\b)/gi, ' | '],
	[/<\/(?:p|ul|ol|h[1-6]|table|blockquote|section|article|header|footer|main|figure)>/gi, '\n\n'],
	[/<\/(?:div|tr|center)>/gi, '\n'],
	[new RegExp(`</?(?:${LEFT_OUT})\\b[^<>]*>`, 'gi'), ''],
];
