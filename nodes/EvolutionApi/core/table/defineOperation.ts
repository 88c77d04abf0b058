import { z } from 'zod';

import type { Field } from '../values/field';
import type {
	InputDefinition,
	Operation,
	OperationDefinition,
	SchemaOf,
	WithExample,
} from './operation';

/** Parameters that `core/` reads itself, so no operation has them in its `input`. */
type CoreField =
	| 'instance'
	| 'simplify'
	| 'returnAll'
	| 'limit'
	| 'outputBinaryPropertyName'
	| 'bulkSending';

/** `'/label/{id}/{instance}'` → `'id' | 'instance'` */
type PathParameter<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
	? Name | PathParameter<Rest>
	: never;

/** Names of the fields that have a value, so not of notices. */
type ValueField<Fields extends readonly Field[]> = Exclude<
	Fields[number],
	{ readonly type: 'notice' }
>['name'];

/** Compiles only if every field is in `input` (or is read by `core/`), and every key of `input` has a field. */
type FieldsMatchInput<
	Fields extends readonly Field[],
	Path extends string,
	Schema extends z.ZodTypeAny,
> =
	Exclude<ValueField<Fields>, keyof z.input<Schema> | CoreField> extends never
		? Exclude<keyof z.input<Schema>, ValueField<Fields>> extends never
			? Exclude<PathParameter<Path>, keyof z.output<Schema> | 'instance'> extends never
				? unknown
				: {
						'path parameter without an input': Exclude<PathParameter<Path>, keyof z.output<Schema>>;
					}
			: { 'input without a field': Exclude<keyof z.input<Schema>, ValueField<Fields>> }
		: { 'field without an input': Exclude<ValueField<Fields>, keyof z.input<Schema> | CoreField> };

/** One entry of the operation table; see CONTRIBUTING.md, "Add an endpoint". */
export function defineOperation<
	const Path extends string,
	const Fields extends readonly Field[],
	Input extends InputDefinition = Record<never, never>,
>(
	definition: OperationDefinition<Path, Fields, Input> &
		FieldsMatchInput<Fields, Path, SchemaOf<Input>> &
		WithExample<z.input<SchemaOf<Input>>>,
): Operation {
	const { input = {}, request } = definition;
	let schema: z.ZodTypeAny | undefined;
	return {
		example: {},
		...definition,
		request: { retry: 'always', ...request },
		// It takes 3 KB, and of most operations it is never needed.
		get input() {
			return (schema ??= input instanceof z.ZodType ? input : z.object(input));
		},
	};
}
