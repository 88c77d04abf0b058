import { inputSentence } from '../input/inputErrors';
import type { Field } from '../values/field';
import type { Failure } from './failure';

type Path = ReadonlyArray<string | number>;

/** The failure, with the label of the field that holds the address which the server cannot open. */
export function namingField(failure: Failure, fields: readonly Field[], input: unknown): Failure {
	const { unopened, message } = failure;
	const path = unopened === undefined ? undefined : pathTo(unopened, input);
	if (path === undefined) return failure;
	const said = message.charAt(0).toLowerCase() + message.slice(1);
	return {
		...failure,
		message: inputSentence(fields, { path, problem: `cannot be used: ${said}` }),
	};
}

function pathTo(text: string, value: unknown, path: Path = []): Path | undefined {
	if (typeof value === 'string') return value.trim() === text ? path : undefined;
	if (typeof value !== 'object' || value === null) return undefined;
	for (const [key, inner] of Object.entries(value) as Array<[string, unknown]>) {
		const found = pathTo(text, inner, [...path, Array.isArray(value) ? Number(key) : key]);
		if (found !== undefined) return found;
	}
	return undefined;
}
