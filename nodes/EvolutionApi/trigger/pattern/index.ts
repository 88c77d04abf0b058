import { type Flags, isWordCharacter, refuse } from './atoms';
import { parse } from './parse';
import { type Step, stepsOf } from './steps';

// Regular expressions that cannot hang. JavaScript's engine goes back and tries again, which for
// patterns such as (a+)+$ takes longer than the universe will last, and stops all of n8n. This one reads
// the text once and follows all possibilities at the same time (Thompson, 1968), so a text of n
// characters takes at most n × steps. Look-arounds and references to groups are not possible that way.

/** Longer than any pattern that a person keeps an overview of. */
const LONGEST_PATTERN = 1000;
/** What of a text is looked at. WhatsApp's longest has 65,536 characters. */
export const LONGEST_TEXT = 10_000;

/**
 * Whether the pattern is found anywhere in a text.
 * @param entered a pattern, or `/pattern/flags` with the flags i, m, s (g, u, y change nothing)
 * @param ignoreCase for a pattern without flags
 * @throws {InputProblem} without a path
 */
export function compilePattern(entered: string, ignoreCase: boolean): (text: string) => boolean {
	if (entered.length > LONGEST_PATTERN) refuse(`is longer than ${LONGEST_PATTERN} characters`);
	const { source, flags } = flagsOf(entered, ignoreCase);
	const steps = stepsOf(parse(source, flags));
	return (text) => new Search(steps, [...text.slice(0, LONGEST_TEXT)], flags.multiline).run();
}

function flagsOf(entered: string, ignoreCase: boolean): { source: string; flags: Flags } {
	const [, source, given] = /^\/(.+)\/([gimsuy]*)$/su.exec(entered) ?? [];
	if (source === undefined) {
		return { source: entered, flags: { ignoreCase, dotAll: false, multiline: false } };
	}
	const has = (flag: string) => given.includes(flag);
	return { source, flags: { ignoreCase: has('i'), dotAll: has('s'), multiline: has('m') } };
}

class Search {
	/** At which position each step was reached last. */
	private readonly reached: Int32Array;

	constructor(
		private readonly steps: readonly Step[],
		private readonly text: readonly string[],
		private readonly multiline: boolean,
	) {
		this.reached = new Int32Array(steps.length).fill(-1);
	}

	run(): boolean {
		let active: number[] = [];
		for (let position = 0; position <= this.text.length; position++) {
			// A match may begin anywhere.
			active.push(0);
			const waiting = this.follow(active, position);
			if (waiting === undefined) return true;
			active = this.take(waiting, this.text[position]);
		}
		return false;
	}

	private take(waiting: readonly number[], character: string): number[] {
		const next: number[] = [];
		for (const number of waiting) {
			const step = this.steps[number];
			if ('character' in step && step.character(character)) next.push(step.next);
		}
		return next;
	}

	/** The steps that wait for a character, from these on. @returns undefined if the end was reached */
	private follow(from: number[], position: number): number[] | undefined {
		const waiting: number[] = [];
		for (let number = from.pop(); number !== undefined; number = from.pop()) {
			if (this.reached[number] === position) continue;
			this.reached[number] = position;
			const step = this.steps[number];
			if ('found' in step) return undefined;
			if ('either' in step) from.push(...step.either);
			else if ('character' in step) waiting.push(number);
			else if (this.isAt(step.place, position)) from.push(step.next);
		}
		return position < this.text.length ? waiting : [];
	}

	private isAt(place: Extract<Step, { place: unknown }>['place'], position: number): boolean {
		const before = this.text[position - 1];
		const after = this.text[position];
		switch (place) {
			case 'start':
				return position === 0 || (this.multiline && before === '\n');
			case 'end':
				return position === this.text.length || (this.multiline && after === '\n');
			case 'wordEdge':
				return isWordCharacter(before) !== isWordCharacter(after);
			case 'noWordEdge':
				return isWordCharacter(before) === isWordCharacter(after);
		}
	}
}
