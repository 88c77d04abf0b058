import { type CharacterTest, refuse } from './atoms';
import type { Tree } from './parse';

/** A step of the search; the numbers are the steps that may come next. */
export type Step =
	| { readonly character: CharacterTest; readonly next: number }
	| { readonly place: 'start' | 'end' | 'wordEdge' | 'noWordEdge'; readonly next: number }
	| { readonly either: number[] }
	| { readonly found: true };

/** `a{500}` is 500 steps. What a person writes has some dozens. */
const MOST_STEPS = 500;

/** The tree as steps, the first of which is number 0. @throws {InputProblem} if there are too many */
export function stepsOf(tree: Tree): readonly Step[] {
	const steps: Step[] = [];
	const add = (step: Step): number => {
		if (steps.length >= MOST_STEPS) refuse('is too long', 'Use smaller numbers of repetitions.');
		return steps.push(step) - 1;
	};
	emit(tree, add, steps);
	add({ found: true });
	return steps;
}

type Add = (step: Step) => number;

/** Each part ends at the step that is added next. */
function emit(tree: Tree, add: Add, steps: Step[]): void {
	if ('character' in tree) add({ character: tree.character, next: steps.length + 1 });
	else if ('place' in tree) add({ place: tree.place, next: steps.length + 1 });
	else if ('sequence' in tree) for (const part of tree.sequence) emit(part, add, steps);
	else if ('either' in tree) emitEither(tree.either, add, steps);
	else emitRepeated(tree, add, steps);
}

function emitEither(branches: readonly Tree[], add: Add, steps: Step[]): void {
	const fork: number[] = [];
	add({ either: fork });
	const exits: number[][] = [];
	for (const branch of branches) {
		fork.push(steps.length);
		emit(branch, add, steps);
		const exit: number[] = [];
		exits.push(exit);
		add({ either: exit });
	}
	for (const exit of exits) exit.push(steps.length);
}

function emitRepeated(
	{ repeated, min, max }: Extract<Tree, { repeated: Tree }>,
	add: Add,
	steps: Step[],
): void {
	for (let count = 0; count < min; count++) {
		const before = steps.length;
		emit(repeated, add, steps);
		// Nothing, a billion times, is nothing, and would take as long.
		if (steps.length === before) break;
	}
	if (max === Infinity) {
		const loop: number[] = [];
		const again = add({ either: loop });
		loop.push(steps.length);
		emit(repeated, add, steps);
		add({ either: [again] });
		loop.push(steps.length);
		return;
	}
	const skips: number[][] = [];
	for (let count = min; count < max; count++) {
		const skip = [steps.length + 1];
		skips.push(skip);
		add({ either: skip });
		emit(repeated, add, steps);
	}
	for (const skip of skips) skip.push(steps.length);
}
