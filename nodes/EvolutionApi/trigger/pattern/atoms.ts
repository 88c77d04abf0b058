import { InputProblem } from '../../core/inputProblem';

// Single characters of a regular expression, each checked by JavaScript's own engine: on one character
// at a time it has nothing to go back to.

/** Whether a character (one code point) is meant. */
export type CharacterTest = (character: string) => boolean;

export interface Flags {
	readonly ignoreCase: boolean;
	/** `.` takes line breaks, too. */
	readonly dotAll: boolean;
	/** `^` and `$` mean lines. */
	readonly multiline: boolean;
}

/** @throws {InputProblem} without a path: what is wrong with the pattern */
export const refuse = (problem: string, hint?: string): never => {
	throw new InputProblem([], problem, hint);
};

/** A letter or digit, for `\b`. */
export const isWordCharacter = (character: string | undefined) =>
	character !== undefined && /^\w$/.test(character);

/**
 * @param source `[a-z]`, `\d`, `.` or a literal, as in a regular expression
 * @throws {InputProblem} if JavaScript does not know it
 */
export function characterTest(source: string, { ignoreCase, dotAll }: Flags): CharacterTest {
	const known = new Map<string, boolean>();
	const expression = compiled(source, `u${ignoreCase ? 'i' : ''}${dotAll ? 's' : ''}`);
	return (character) => {
		const before = known.get(character);
		if (before !== undefined) return before;
		const matches = expression.test(character);
		known.set(character, matches);
		return matches;
	};
}

function compiled(source: string, flags: string): RegExp {
	try {
		return new RegExp(`^(?:${source})$`, flags);
	} catch {
		return refuse(
			`"${source}" in it is no part of a regular expression`,
			'Check its brackets and backslashes.',
		);
	}
}

/** In brackets: escapes that JavaScript refuses in its Unicode mode, and people write all the same. */
export const withoutNeedlessEscapes = (source: string) =>
	source.replace(/\\([^\w\s])/gu, (escape, character: string) =>
		'^$\\.*+?()[]{}|/-'.includes(character) ? escape : character,
	);

/** `a.b` → `a\.b` */
export const literally = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
