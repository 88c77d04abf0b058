/**
 * Parses WhatsApp's text formatting into a tree, never into HTML. The page creates the elements of the tree itself.
 *
 * A block is `{ kind: 'mono', text }` or `{ kind: 'plain' | 'quote' | 'item', nodes, marker? }`; a node is
 * `{ type: 'text' | 'code', text }`, `{ type: 'bold' | 'italic' | 'strike', nodes }`,
 * `{ type: 'link', text, href }` or `{ type: 'mention', text, jid }`.
 */

const MARKS = { '*': 'bold', _: 'italic', '~': 'strike' };
const WORD = /[\p{L}\p{N}]/u;
const LINK = /https?:\/\/[^\s<>"]+/iy;
const MENTION = /@(\d{5,20})/y;
const CODE = /```([^\n]{1,2000}?)```|`([^`\n]{1,2000})`/y;
const LINE = /^(?:(> )|([-*] |\d{1,3}\. ))?(.*)$/s;

const isWord = (character) => character !== undefined && WORD.test(character);
const isLineEnd = (character) => character === undefined || character === '\n';
const isSpace = (character) => character === undefined || /\s/.test(character);

/** Returns the URL of a link in a message if it's `http:` or `https:`; undefined for any other, such as `javascript:` or `data:`. */
export function safeHref(address) {
	try {
		const url = new URL(String(address));
		return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : undefined;
	} catch {
		return undefined;
	}
}

/** Returns where the mark at `start` is closed in the same line, or -1. */
function closingAt(text, start, lineEnd) {
	const mark = text[start];
	for (let at = start + 2; at < lineEnd; at++) {
		if (text[at] === mark && !isSpace(text[at - 1]) && !isWord(text[at + 1])) return at;
	}
	return -1;
}

const trimLink = (address) => address.replace(/[.,;:!?)\]}'*_~]+$/, '');

function specialAt(text, at, mentioned) {
	if (text[at] === '@') {
		MENTION.lastIndex = at;
		const found = MENTION.exec(text);
		const jid = found && mentioned.get(found[1]);
		return jid
			? { end: at + found[0].length, node: { type: 'mention', text: found[0], jid } }
			: undefined;
	}
	if (text[at] === '`') {
		CODE.lastIndex = at;
		const found = CODE.exec(text);
		const inner = found?.[1] ?? found?.[2];
		return inner?.trim()
			? { end: at + found[0].length, node: { type: 'code', text: inner } }
			: undefined;
	}
	if ((text[at] === 'h' || text[at] === 'H') && !isWord(text[at - 1])) {
		LINK.lastIndex = at;
		const address = trimLink(LINK.exec(text)?.[0] ?? '');
		const href = safeHref(address);
		return href
			? { end: at + address.length, node: { type: 'link', text: address, href } }
			: undefined;
	}
	return undefined;
}

/** `mentioned` maps the digits of a mention to its JID. */
function inline(text, mentioned) {
	const nodes = [];
	// If a mark isn't closed in a line, later marks of its kind aren't, either. Skipping them keeps texts with many asterisks linear.
	const hopelessUntil = {};
	let plainFrom = 0;
	let lineEnd = -1;
	const take = (from, end, node) => {
		if (from > plainFrom) nodes.push({ type: 'text', text: text.slice(plainFrom, from) });
		nodes.push(node);
		plainFrom = end;
	};
	for (let at = 0; at < text.length; at++) {
		if (at > lineEnd) lineEnd = (text.indexOf('\n', at) + 1 || text.length + 1) - 1;
		const mark = text[at];
		if (mark in MARKS) {
			const opens = !isWord(text[at - 1]) && !isSpace(text[at + 1]) && !(hopelessUntil[mark] > at);
			const end = opens ? closingAt(text, at, lineEnd) : -1;
			if (opens && end < 0) hopelessUntil[mark] = lineEnd;
			if (end < 0) continue;
			take(at, end + 1, { type: MARKS[mark], nodes: inline(text.slice(at + 1, end), mentioned) });
			at = end;
			continue;
		}
		const special = specialAt(text, at, mentioned);
		if (!special) continue;
		take(at, special.end, special.node);
		at = special.end - 1;
	}
	if (plainFrom < text.length) nodes.push({ type: 'text', text: text.slice(plainFrom) });
	return nodes;
}

function lines(text, mentioned) {
	if (!text) return [];
	const blocks = [];
	let plain = [];
	const flush = () => {
		if (plain.length) blocks.push({ kind: 'plain', nodes: inline(plain.join('\n'), mentioned) });
		plain = [];
	};
	for (const line of text.split('\n')) {
		const [, quote, marker, rest] = LINE.exec(line);
		// "* item" is a list item, but "*bold* text" isn't: only a list item has a space after the asterisk.
		if ((!quote && !marker) || !rest.trim()) {
			plain.push(line);
			continue;
		}
		flush();
		const bullet = marker && (/\d/.test(marker) ? marker.trim() : '•');
		blocks.push({
			kind: quote ? 'quote' : 'item',
			nodes: inline(rest, mentioned),
			...(bullet && { marker: bullet }),
		});
	}
	flush();
	return blocks;
}

const FENCE = /```([^]*?)```/g;

export function formatText(text, mentions = []) {
	const mentioned = new Map(mentions.map((jid) => [String(jid).replace(/[@:].*$/, ''), jid]));
	const whole = String(text ?? '');
	const blocks = [];
	let from = 0;
	for (const { 0: fence, 1: inside, index } of whole.matchAll(FENCE)) {
		const end = index + fence.length;
		const alone = isLineEnd(whole[index - 1]) && isLineEnd(whole[end]);
		// In the middle of a line, the fence is only an inline mark.
		if (!inside.trim() || !(alone || inside.includes('\n'))) continue;
		blocks.push(...lines(whole.slice(from, index).replace(/\n$/, ''), mentioned));
		blocks.push({ kind: 'mono', text: inside.replace(/^\n|\n$/g, '') });
		from = whole[end] === '\n' ? end + 1 : end;
	}
	return [...blocks, ...lines(whole.slice(from), mentioned)];
}

export function plainText(text) {
	const flat = (nodes) => nodes.map((node) => (node.nodes ? flat(node.nodes) : node.text)).join('');
	return formatText(text)
		.map((block) => (block.kind === 'mono' ? block.text : flat(block.nodes)))
		.join(' ')
		.replace(/\s+/g, ' ')
		.trim();
}

export const isBigEmoji = (text) =>
	/^(?:\p{Extended_Pictographic}[\u{FE0F}\u{1F3FB}-\u{1F3FF}]?(?:\u200D\p{Extended_Pictographic}\uFE0F?)*\s?){1,3}$/u.test(
		String(text ?? '').trim(),
	);
