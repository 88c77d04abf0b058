import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { z } from 'zod';

import type { ItemContext } from './itemContext';

type DeepReadonly<T> = T extends (infer Element)[]
	? ReadonlyArray<DeepReadonly<Element>>
	: T extends object
		? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
		: T;

/** A field of the editor: an n8n property, written as a literal (`as const satisfies Field`). */
export type Field = DeepReadonly<INodeProperties>;

/** Parameters of the `core/` itself, which no operation declares in its `input`. */
type CoreField = 'instance' | 'simplify' | 'returnAll' | 'limit' | 'outputBinaryPropertyName';

/** `'/label/{id}/{instance}'` → `'id' | 'instance'` */
type PathParameter<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
	? Name | PathParameter<Rest>
	: never;

/** Names of the fields that hold a value: notices hold none. */
type ValueField<Fields extends readonly Field[]> = Exclude<
	Fields[number],
	{ readonly type: 'notice' }
>['name'];

export interface RequestDefinition<Path extends string = string> {
	readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** Route with `{instance}` and other parameters in braces; each is encoded as one segment. */
	readonly path: Path;
	/**
	 * `always`: repeating does no harm (reads, settings), so it is repeated on 429, 502, 503, 504 and
	 * dropped connections. `neverAfterSent`: only when the server certainly did nothing with it.
	 */
	readonly retry: 'always' | 'neverAfterSent';
	/** Reads only: asked again every second, at most ten times, until this holds. */
	readonly until?: (answer: unknown) => boolean;
	/** Lists: the server answers 404 where nothing matches, which is an empty list. */
	readonly notFoundIsEmpty?: boolean;
}

/** A file for the item, in the field that *Put Output File in Field* names. */
export interface OutputFile {
	readonly data: Buffer;
	readonly fileName: string;
	readonly mimeType: string;
}

export interface OperationDefinition<
	Path extends string,
	Fields extends readonly Field[],
	Input extends z.ZodTypeAny,
> {
	/** Label in the editor. Free to change. */
	readonly name: string;
	/** What saved workflows hold. Permanent. */
	readonly value: string;
	/** Label in the node picker and name of the AI tool: unique, understandable alone. */
	readonly action: string;
	readonly description: string;
	/** First version of the server that has the route; left out for 2.2.0 and older. */
	readonly since?: string;
	readonly request: RequestDefinition<Path>;
	readonly fields: Fields;
	/** Checks and converts the parameters, keyed by field name, before anything is sent. */
	readonly input: Input;
	/** Values of `input` for the documentation, the output preview and the contract test. */
	readonly example: z.input<Input>;
	/** Query parameters; `undefined` ones are left out. */
	readonly query?: (
		input: z.output<Input>,
	) => Record<string, string | number | boolean | undefined>;
	/** JSON body or multipart form. Left out: the request has no body. */
	readonly body?: (
		input: z.output<Input>,
		item: ItemContext,
	) => Promise<FormData | object> | object;
	/** What becomes of the answer. Left out: it is the item. An array becomes one item per element. */
	readonly output?: (
		answer: IDataObject,
		input: z.output<Input>,
		instance: string,
	) => IDataObject | IDataObject[];
	/** The short form, with the *Simplify* field. Applied to each item that `output` gives. */
	readonly simplify?: (item: IDataObject, instance: string) => IDataObject;
	/** A file in the answer that becomes binary data of the item. */
	readonly file?: (
		answer: IDataObject,
		input: z.output<Input>,
		instance: string,
	) => OutputFile | undefined;
	/** Keys of the answer that hold secrets: removed unless this says that the user asked for them. */
	readonly secrets?: {
		readonly keys: readonly string[];
		readonly shown: (input: z.output<Input>) => boolean;
	};
}

/** What the core needs of an operation, whatever its fields. */
export type Operation = Omit<
	OperationDefinition<string, readonly Field[], z.ZodTypeAny>,
	'example' | 'query' | 'body' | 'output' | 'file' | 'secrets'
> & {
	readonly example: Record<string, unknown>;
	readonly query?: (input: never) => Record<string, string | number | boolean | undefined>;
	readonly body?: (input: never, item: ItemContext) => Promise<FormData | object> | object;
	readonly output?: (
		answer: IDataObject,
		input: never,
		instance: string,
	) => IDataObject | IDataObject[];
	readonly file?: (answer: IDataObject, input: never, instance: string) => OutputFile | undefined;
	readonly secrets?: {
		readonly keys: readonly string[];
		readonly shown: (input: never) => boolean;
	};
};

export interface Resource {
	readonly name: string;
	readonly value: string;
	readonly description: string;
	readonly operations: readonly Operation[];
}

/** Compiles only if every field has a place in `input` (or is the core's), and every key of `input` a field. */
type FieldsMatchInput<
	Fields extends readonly Field[],
	Path extends string,
	Input extends z.ZodTypeAny,
> =
	Exclude<ValueField<Fields>, keyof z.input<Input> | CoreField> extends never
		? Exclude<keyof z.input<Input>, ValueField<Fields>> extends never
			? Exclude<PathParameter<Path>, keyof z.output<Input> | 'instance'> extends never
				? unknown
				: { 'path parameter without an input': Exclude<PathParameter<Path>, keyof z.output<Input>> }
			: { 'input without a field': Exclude<keyof z.input<Input>, ValueField<Fields>> }
		: { 'field without an input': Exclude<ValueField<Fields>, keyof z.input<Input> | CoreField> };

/** One entry of the operation table; see CONTRIBUTING.md, "Add an endpoint". */
export function defineOperation<
	const Path extends string,
	const Fields extends readonly Field[],
	Input extends z.ZodTypeAny,
>(
	definition: OperationDefinition<Path, Fields, Input> & FieldsMatchInput<Fields, Path, Input>,
): Operation {
	return definition;
}
