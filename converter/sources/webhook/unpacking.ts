import { bare, isDeep, skip, splitAt } from '../../expressions/scan';
import { originOf, type Item, type Origin, type Scope } from './origins';

// Reads code that only takes a delivery apart: it declares variables for parts of it, and then returns an object of them.

const MOST_CHARACTERS = 10_000;

const NAME = /^(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*=(?!=)/;
const NAMES = /^(?:const|let|var)\s+\{([^{}]*)\}\s*=(?!=)/;
const NEXT = /^\s*(?:const|let|var|return)\b/;
const EACH = /^(?:items|\$input\.all\(\))\.map\(\s*\(?\s*([A-Za-z_$][\w$]*)\s*\)?\s*=>/;
const ENTRY = /^(?:([A-Za-z_$][\w$]*)|"([^"]*)"|'([^']*)')\s*(?::([^]*))?$/;

const OF_ITEM = ['json', 'pairedItem', 'binary'];

/** Returns the item that code builds from parts of a delivery; undefined if the code does anything else. */
export function unpackedBy(code: string, scope: Scope): Item | undefined {
	if (code.length > MOST_CHARACTERS || isDeep(code)) return undefined;
	let rest = withoutComments(code).trim();
	const locals = new Map(scope.locals);
	const inner = { ...scope, locals };
	while (!/^return\b/.test(rest)) {
		const head = NAME.exec(rest) ?? NAMES.exec(rest);
		if (head === null) return undefined;
		const end = endOf(rest, head[0].length);
		const origin = originOf(rest.slice(head[0].length, end), inner);
		if (origin === undefined) return undefined;
		if (!giveNames(head, origin, locals)) return undefined;
		rest = rest.slice(end).replace(/^[\s;]+/, '');
	}
	return givenBack(rest.slice('return'.length), inner);
}

function endOf(text: string, from: number): number {
	let index = from;
	while (index < text.length) {
		if (text[index] === ';') return index;
		if (text[index] === '\n' && NEXT.test(text.slice(index, index + 40))) return index;
		index = skip(text, index);
	}
	return text.length;
}

function withoutComments(code: string): string {
	let text = '';
	for (let index = 0; index < code.length; ) {
		const end = skip(code, index);
		const isComment = code.startsWith('//', index) || code.startsWith('/*', index);
		// Brackets may contain comments, too.
		const piece = code.slice(index, end);
		if (!isComment) text += /^[([{]/.test(piece) ? inBrackets(piece) : piece;
		index = end;
	}
	return text;
}

const inBrackets = (piece: string) =>
	piece.length < 2 ? piece : piece[0] + withoutComments(piece.slice(1, -1)) + piece.slice(-1);

/** Adds the variables of a declaration such as `const { key, message: content } = …`. @returns false if it can't read a part */
function giveNames(head: RegExpExecArray, origin: Origin, locals: Map<string, Origin>): boolean {
	if (!head[0].includes('{')) {
		locals.set(head[1], origin);
		return true;
	}
	return splitAt(head[1], ',')
		.filter((part) => part.trim() !== '')
		.every((part) => {
			const [, key, name = key] = /^\s*(\w+)\s*(?::\s*(\w+)\s*)?$/.exec(part) ?? [];
			if (key === undefined) return false;
			const inner = originOf(`it.${key}`, {
				current: undefined,
				named: () => undefined,
				locals: new Map([['it', origin]]),
			});
			if (inner !== undefined) locals.set(name, inner);
			return inner !== undefined;
		});
}

function givenBack(given: string, scope: Scope): Item | undefined {
	let source = bare(given);
	let inner = scope;
	const [each, item] = EACH.exec(source) ?? [];
	if (each !== undefined) {
		const whole = originOf('$input.first()', scope);
		if (whole === undefined || !source.endsWith(')')) return undefined;
		inner = { ...scope, locals: new Map([...scope.locals, [item, whole]]) };
		source = bare(source.slice(each.length, -1));
	}
	const list = wholeIn(source, '[');
	if (list !== undefined) {
		const entries = splitAt(list, ',').filter((entry) => entry.trim() !== '');
		if (entries.length !== 1) return undefined;
		source = bare(entries[0]);
	}
	const entries = entriesOf(source);
	const json = entries?.get('json');
	const isItem =
		json !== undefined && [...(entries?.keys() ?? [])].every((key) => OF_ITEM.includes(key));
	return fieldsOf(isItem ? entriesOf(bare(json)) : entries, inner);
}

function fieldsOf(
	entries: ReadonlyMap<string, string> | undefined,
	scope: Scope,
): Item | undefined {
	if (entries === undefined) return undefined;
	const fields = new Map<string, Origin>();
	for (const [key, source] of entries) {
		const origin = originOf(source, scope);
		if (origin === undefined) return undefined;
		fields.set(key, origin);
	}
	return { fields };
}

function entriesOf(source: string): Map<string, string> | undefined {
	const inner = wholeIn(source, '{');
	if (inner === undefined) return undefined;
	const entries = new Map<string, string>();
	for (const part of splitAt(inner, ',').map((one) => one.trim())) {
		if (part === '') continue;
		const [, plain, double, single, value] = ENTRY.exec(part) ?? [];
		const key = plain ?? double ?? single;
		if (key === undefined || (value === undefined && plain === undefined)) return undefined;
		entries.set(key, value ?? key);
	}
	return entries;
}

const wholeIn = (source: string, bracket: string): string | undefined =>
	source.startsWith(bracket) && skip(source, 0) === source.length ? source.slice(1, -1) : undefined;
