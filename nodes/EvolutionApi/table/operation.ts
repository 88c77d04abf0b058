import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import type { Failure } from '../errors/failure';
import type { InputFile } from '../core/input/inputFile';
import type { Connection, CustomRequest, Target } from '../server/adapter';
import type { ServerKind } from '../server/delivery';
import type { MessageContent } from '../server/messageContent';
import type { Paging } from '../server/paging';
import type { Field } from '../core/values/field';

interface RequestDefinition<Path extends string = string> {
	readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** Route with `{instance}` and other parameters in braces. Each value is encoded as one path segment. */
	readonly path: Path;
	/**
	 * True if a retry is harmless, as for every route that only reads. The request is then retried after 429, 502, 503, 504 and
	 * dropped connections. If false, it's retried only if the server certainly did nothing.
	 */
	readonly idempotent: boolean;
	/** True if the route only reads. Requests of several items then run at the same time, and identical ones only once. */
	readonly reads?: true;
	/** Item or failure that replaces an empty or `null` answer. */
	readonly whenEmpty?: IDataObject | Failure;
	/** True if the answer is plain text, which becomes `{ data }`. */
	readonly text?: boolean;
	/**
	 * The only kind of server with this route. Path, body and answer use that server's names. Of the answer, only `data` is kept.
	 * The route always concerns an instance, even if the path doesn't name one.
	 */
	readonly onlyOn?: ServerKind;
	/** Overrides which servers support the operation. Needed if `run` also uses other routes than `path`. */
	readonly supportedBy?: Readonly<Partial<Record<ServerKind, boolean>>>;
}

export interface OutputFile {
	readonly data: Buffer;
	readonly fileName: string;
	readonly mimeType: string;
}

export interface ItemContext {
	/** @throws {InputProblem} if the field doesn't exist, or the file is empty */
	openFile(binaryPropertyName: string): Promise<InputFile>;
	/** @throws {InputProblem} that names the field `field`, if there's no file at the address */
	fetchFile(url: string, field: string): Promise<InputFile>;
	readonly serverFetchesVideoNotes?: boolean;
}

export interface ItemOfRun {
	readonly context: IExecuteFunctions;
	readonly index: number;
}

export interface Call extends ItemOfRun {
	readonly connection: Connection;
	readonly instance: string;
	readonly item: ItemContext;
	/** True if the message is sent again as text, because WhatsApp rejected its original form. */
	readonly asText?: boolean;
	/** How many of this item's messages the chat already has, counted from the first. Set only if `content` describes several. */
	readonly partsSent?: number;
	/** Returns how long to show "typing…" before the second and later messages, in ms. Set only in *Bulk Sending*. */
	readonly typingTime?: (text: string) => number;
	/** Maximum number of elements to return, from the field *Limit*; Infinity for all. */
	readonly limit?: number;
	/** @returns the answer; for a paged list, its elements @throws {RequestFailure} if the request fails */
	readonly ask: (changes?: Changes) => Promise<unknown>;
}

/** If the path is changed, the operation's query and paging don't apply. */
export interface Changes extends Partial<CustomRequest> {
	/** Input for the operation's `body` and `query`, instead of the item's input. */
	readonly input?: unknown;
	readonly query?: Query;
	readonly limit?: number;
	/** True if the user entered path and body, which then stay unchanged. */
	readonly asEntered?: true;
}

/** Query parameters; undefined ones are left out. */
type Query = Record<string, string | number | boolean | undefined>;

export interface SendTarget {
	readonly instance?: string;
	readonly recipient?: string;
}

interface ByInput<Input> {
	since(this: void, input: Input): string | undefined;
	readFirst(this: void, input: Input): { path: string; body: object } | undefined;
}

/** A route for many units (such as phone numbers) at once. Items that only differ in their units share a request. */
export interface Bulk<Input = unknown> {
	readonly size: number;
	/** Returns the units in an item's input, such as phone numbers. The node outputs one item for each unit. */
	units(this: void, input: Input): readonly unknown[];
	body(this: void, units: readonly unknown[], input: Input): object;
	/** Splits an answer into one result for each unit (such as a phone number), in the order of `units`. */
	readonly results: (answer: unknown, units: readonly unknown[]) => IDataObject[];
}

/**
 * Behavior of an operation. Its functions receive the parsed input. The table contains operations with different inputs, so the
 * functions are methods, which TypeScript compares loosely. {@link Strict} checks that each operation's methods fit its input.
 */
interface Behavior<Input> {
	/** The first version of the server that has the route; by default 2.3.0. */
	readonly since?: string | ByInput<Input>['since'];
	/**
	 * Returns the server version that this input needs, if older servers would silently ignore a part of it. The node then looks
	 * up the server's version before the request. The error message begins with the returned `what`, e.g. "A filter by labels".
	 */
	needs?(
		this: void,
		input: Input,
	): { readonly since: string; readonly what: string; readonly hint?: string } | undefined;
	/**
	 * Reads a record first, and hands it to `body` as `current`. A string is the path of a `GET` request. A function returns a
	 * `POST` request, which must not change anything, or undefined if no record is needed.
	 */
	readonly readFirst?: string | ByInput<Input>['readFirst'];
	/** Returns the addresses that the server will call later, if the input has any. */
	opens?(this: void, input: Input): ReadonlyArray<string | undefined>;
	/** Completes or checks the input, with requests to the server if necessary. @throws {RequestFailure} if a request fails */
	complete?(this: void, input: Input, target: Target): Promise<Input>;
	query?(this: void, input: Input): Query;
	/** JSON body or multipart form. By default the request has no body. */
	body?(
		this: void,
		input: Input,
		item: ItemContext,
		current: IDataObject,
	): Promise<object | undefined> | object | undefined;
	/** Tells whether `request` is enough for this input, so that `run` has nothing to do. */
	isOneRequest?(this: void, input: Input): boolean;
	/**
	 * Runs instead of the single request. `call.ask` sends `request`.
	 * @returns the answer for `output` and `simplify`; an `ItemWithFiles` if `run` made files
	 */
	run?(this: void, input: Input, call: Call): Promise<unknown>;
	/**
	 * Returns values that come from the message that started the workflow instead of from a field: the instance, and the
	 * recipient's number or JID.
	 * @throws {InputProblem} if the input needs a value that the message lacks
	 */
	locate?(this: void, input: Input, itemOfRun: ItemOfRun): SendTarget;
	/** True if the operation only sends a reply to another message, and so has no field `bulkSending`. */
	readonly isAnswer?: true;
	readonly limitedByMeta?: true;
	/** An operation with `paging` has the fields *Return All* and *Limit*. */
	readonly paging?: Paging<Input>;
	/**
	 * Returns the message's content, which identifies it in a chat. For operations with `bulkSending`. Missing if the same
	 * message may be sent again on purpose.
	 */
	content?(
		this: void,
		input: Input,
		item: ItemContext,
		itemOfRun: ItemOfRun,
	): MessageContent | Promise<MessageContent>;
	/** Replaces `body` if items can share a request. */
	readonly bulk?: Bulk<Input>;
	/**
	 * Converts the answer to one output item, or to several as an array. By default, or if this returns undefined, the answer
	 * becomes an item unchanged. If the answer is a list, each element becomes an item.
	 */
	output?(
		this: void,
		answer: IDataObject,
		input: Input,
		instance: string,
	): IDataObject | IDataObject[] | undefined;
	/** Returns the file in the answer, or at an address in the answer. */
	file?(
		this: void,
		answer: IDataObject,
		input: Input,
		instance: string,
		context: IExecuteFunctions,
	): OutputFile | undefined | Promise<OutputFile | undefined>;
	/** Keys with secrets in the answer. They're removed, unless the user asked for them (`isShown`). */
	readonly secrets?: {
		readonly keys: readonly string[];
		readonly isShown: (input: Input) => boolean;
	};
}

interface Presentation {
	/** Label in the editor. It may change in any version. */
	readonly name: string;
	/** The value in saved workflows. It must never change. */
	readonly value: string;
	/** Label in the node picker and name of the AI tool: unique, and understandable on its own. */
	readonly action: string;
	readonly description: string;
	/** An output item for n8n's preview of the output's fields, if running the example doesn't produce one. */
	readonly preview?: IDataObject;
	readonly simplify?: (item: IDataObject, instance: string) => IDataObject;
}

type InputDefinition = z.ZodRawShape | z.ZodTypeAny;

type SchemaOf<Input extends InputDefinition> = Input extends z.ZodTypeAny
	? Input
	: Input extends z.ZodRawShape
		? z.ZodObject<Input>
		: never;

/** Turns methods into functions. Only then does TypeScript reject a `body` that expects fields which `input` doesn't have. */
type Strict<Methods> = {
	[Name in keyof Methods]: Methods[Name] extends
		| ((this: void, ...args: infer Arguments) => infer Result)
		| undefined
		? (this: void, ...args: Arguments) => Result
		: Methods[Name];
};

interface OperationDefinition<
	Path extends string,
	Fields extends readonly Field[],
	Input extends InputDefinition,
> extends Presentation,
		Strict<Behavior<z.output<SchemaOf<Input>>>> {
	readonly request:
		| RequestDefinition<Path>
		| (Omit<RequestDefinition<Path>, 'idempotent' | 'reads'> & { readonly reads: true });
	readonly fields: Fields;
	readonly input?: Input;
}

/** Field values for the documentation, the output preview and the contract test. Missing if the operation needs none. */
type WithExample<Values> =
	Record<never, never> extends Values
		? { readonly example?: Values }
		: { readonly example: Values };

export interface Operation extends Presentation, Behavior<unknown> {
	readonly request: RequestDefinition;
	readonly fields: readonly Field[];
	readonly input: z.ZodTypeAny;
	readonly example: Record<string, unknown>;
}

export interface Resource {
	readonly name: string;
	readonly value: string;
	readonly description: string;
	readonly operations: readonly Operation[];
}

/** Parameters that `table/prepare`, `run/` and `sending/` read themselves, so `input` doesn't contain them. */
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

/** Notices have no value. */
type ValueField<Fields extends readonly Field[]> = Exclude<
	Fields[number],
	{ readonly type: 'notice' }
>['name'];

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

export const isSend = ({ isAnswer, fields }: Pick<Operation, 'isAnswer' | 'fields'>): boolean =>
	isAnswer === true || fields.some(({ name }) => name === 'bulkSending');

/** One entry of the operation table; see CONTRIBUTING.md, "Add an operation". */
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
		request: { idempotent: true, ...request },
		// Made on first use: a schema takes 3 KB, and most operations are never used.
		get input() {
			return (schema ??= input instanceof z.ZodType ? input : z.object(input));
		},
	};
}
