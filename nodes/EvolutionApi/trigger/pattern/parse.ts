import {
	characterTest,
	type CharacterTest,
	type Flags,
	literally,
	refuse,
	withoutNeedlessEscapes,
} from './atoms';

/** A regular expression as a tree. Which part of the text a group took does not matter here. */
export type Tree =
	| { readonly character: CharacterTest }
	| { readonly place: 'start' | 'end' | 'wordEdge' | 'noWordEdge' }
	| { readonly sequence: readonly Tree[] }
	| { readonly either: readonly Tree[] }
	| { readonly repeated: Tree; readonly min: number; readonly max: number };

const NOT_POSSIBLE =
	'Such a part can keep the server busy for hours, so filters do not have it. Use an If node after the trigger.';

const ESCAPED =
	/^\\(?:[dDwWsSnrtvf0]|c[A-Za-z]|x[\da-fA-F]{2}|u[\da-fA-F]{4}|u\{[\da-fA-F]+\}|[pP]\{[^}]*\}|[^\w\s])/u;
const CLASS = /^\[(?:\\.|[^\]\\])*\]/su;
const QUANTIFIER = /^(?:([*+?])|\{(\d+)(,(\d*))?\})\??/;

/** Deeper groups would exhaust the stack. */
const DEEPEST = 50;

/** @throws {InputProblem} without a path, for what is no regular expression or one that may go back */
export function parse(source: string, flags: Flags): Tree {
	const parser = new Parser(source, flags);
	const tree = parser.either(0);
	if (parser.rest !== '') refuse('there is a ")" too many');
	return tree;
}

class Parser {
	constructor(
		public rest: string,
		private readonly flags: Flags,
	) {}

	either(depth: number): Tree {
		if (depth > DEEPEST) refuse('has too many groups in one another');
		const branches = [this.sequence(depth)];
		while (this.take('|')) branches.push(this.sequence(depth));
		return branches.length === 1 ? branches[0] : { either: branches };
	}

	private sequence(depth: number): Tree {
		const parts: Tree[] = [];
		while (this.rest !== '' && !/^[|)]/.test(this.rest)) parts.push(this.repeated(depth));
		return { sequence: parts };
	}

	private repeated(depth: number): Tree {
		const part = this.single(depth);
		const found = this.match(QUANTIFIER);
		if (found === undefined) return part;
		if ('place' in part) refuse('repeats something that has no length');
		if (QUANTIFIER.test(this.rest)) refuse('repeats a repetition', 'Put it in brackets.');
		const [, sign, from, hasRange, to] = found;
		if (sign !== undefined) {
			return { repeated: part, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity };
		}
		const min = Number(from);
		const max = hasRange === undefined ? min : to === '' ? Infinity : Number(to);
		if (max < min) refuse(`repeats from ${min} to ${max} times`);
		return { repeated: part, min, max };
	}

	private single(depth: number): Tree {
		if (this.take('(')) return this.group(depth);
		if (this.take('^')) return { place: 'start' };
		if (this.take('$')) return { place: 'end' };
		if (this.take('\\b')) return { place: 'wordEdge' };
		if (this.take('\\B')) return { place: 'noWordEdge' };
		if (QUANTIFIER.test(this.rest)) refuse('repeats nothing', 'Write "\\*" for the sign itself.');
		if (this.rest.startsWith('\\')) return this.character(this.escaped());
		const [list] = this.match(CLASS) ?? [];
		if (list !== undefined) return this.character(withoutNeedlessEscapes(list));
		if (this.rest.startsWith('[')) refuse('there is a "]" missing');
		const [character] = this.match(/^./su) ?? [''];
		return this.character(character === '.' ? '.' : literally(character));
	}

	private group(depth: number): Tree {
		if (/^\?<?[=!]/.test(this.rest)) refuse('has a look-around', NOT_POSSIBLE);
		const [opening] = this.match(/^\?(?::|<[A-Za-z_$][\w$]*>)/) ?? [''];
		if (opening === '' && this.rest.startsWith('?')) refuse('has a group of an unknown sort');
		const inside = this.either(depth + 1);
		if (!this.take(')')) refuse('there is a ")" missing');
		return inside;
	}

	private escaped(): string {
		const [escape] = this.match(ESCAPED) ?? [];
		if (escape !== undefined) {
			const [, sign] = /^\\([^\w\s])$/u.exec(escape) ?? [];
			return sign === undefined ? escape : literally(sign);
		}
		if (/^\\[1-9k]/.test(this.rest)) refuse('refers back to a group', NOT_POSSIBLE);
		return refuse(`"${this.rest.slice(0, 2)}" in it is unknown`);
	}

	private character(source: string): Tree {
		return { character: characterTest(source, this.flags) };
	}

	private take(text: string): boolean {
		if (!this.rest.startsWith(text)) return false;
		this.rest = this.rest.slice(text.length);
		return true;
	}

	private match(expression: RegExp): RegExpExecArray | undefined {
		const found = expression.exec(this.rest) ?? undefined;
		this.rest = this.rest.slice(found?.[0].length ?? 0);
		return found;
	}
}
