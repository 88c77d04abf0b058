import { InputProblem } from '../../input/inputProblem';

/** @throws {InputProblem} before anything is sent, if the field has a value that Evolution Go cannot express */
export function refuseIf(
	isGiven: boolean,
	path: ReadonlyArray<string | number>,
	problem: string,
	hint: string,
): void {
	if (isGiven) throw new InputProblem(path, problem, hint);
}
