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
	/** Route with `{instance}` and other parameters in braces. Each value is encoded as one segment. */
	readonly path: Path;
	/**
	 * True, also for what only reads: a retry does no harm, so there is one after 429, 502, 503, 504 and dropped
	 * connections. False: it is retried only if the server certainly did nothing.
	 */
	readonly idempotent: boolean;
	/** The route only reads: the requests of several items go out at once, and equal ones only once. */
	readonly reads?: true;
	/**
	 * What an empty answer (also `null`, also that of `readFirst`) means: an item, or a failure.
	 */
	readonly whenEmpty?: IDataObject | Failure;
	/** The answer is plain text. It becomes `{ data }`. */
	readonly text?: boolean;
	/**
	 * Only this kind of server has it: path, body and answer are in its words, the answer without its envelope. It is
	 * always about an instance, also where the path does not name one.
	 */
	readonly onlyOn?: ServerKind;
	/** Where a server's having this route does not tell whether it can do it: `run` asks something else, or more. */
	readonly supportedBy?: Readonly<Partial<Record<ServerKind, boolean>>>;
}

/** A file for the output item, in the field that *Put Output File in Field* names. */
export interface OutputFile {
	readonly data: Buffer;
	readonly fileName: string;
	readonly mimeType: string;
}

/** What an operation may ask of its item, beside the parameters. */
export interface ItemContext {
	/** @throws {InputProblem} if the item has no such binary field, or the file is empty */
	openFile(binaryPropertyName: string): Promise<InputFile>;
	/** @throws {InputProblem} for that field, if there is no file at the address */
	fetchFile(url: string, field: string): Promise<InputFile>;
	/** The server that gets the item fetches video notes itself. */
	readonly serverFetchesVideoNotes?: boolean;
}

/** An item of a run. */
export interface ItemOfRun {
	readonly context: IExecuteFunctions;
	/** Of the item, from 0. */
	readonly index: number;
}

/** What {@link Behavior.run} gets besides the item's input. */
export interface Call extends ItemOfRun {
	readonly connection: Connection;
	readonly instance: string;
	readonly item: ItemContext;
	/** The message was refused: it is sent once more, as a text. */
	readonly asText?: boolean;
	/** If `content` names several messages: how many of them the chat has already, counted from the first. */
	readonly partsSent?: number;
	/** In a paced run: how long to show "typing…" before a message that follows the first, in ms. */
	readonly typingTime?: (typed: string) => number;
	/** Of a list: the most elements that are returned. */
	readonly wanted?: number;
	/**
	 * Sends the request of the entry, for the item's input. @returns the answer; for a list in pages its elements
	 * @throws {RequestFailure} if the server did not do it
	 */
	readonly ask: (changes?: Changes) => Promise<unknown>;
}

/** What is otherwise than the entry says. Another route has its own query, and no pages. */
export interface Changes extends Partial<CustomRequest> {
	/** What the entry makes its body of. */
	readonly input?: unknown;
	readonly query?: Query;
	readonly wanted?: number;
	/** Path and body are the user's own: no other words are put in their place. */
	readonly asEntered?: true;
}

/** Query parameters; those that are undefined are left out. */
type Query = Record<string, string | number | boolean | undefined>;

/** See `locate` of an operation. */
export interface Located {
	readonly instance?: string;
	readonly recipient?: string;
}

interface ByInput<Input> {
	since(this: void, input: Input): string | undefined;
	readFirst(this: void, input: Input): { path: string; body: object } | undefined;
}

/** A route that takes many units at once: items whose requests differ in nothing else share them. */
export interface Bulk<Input = unknown> {
	/** The most units in one request. */
	readonly size: number;
	/** What an item asks about. Each unit becomes an output item. */
	units(this: void, input: Input): readonly unknown[];
	/** @param input of one of the items that share the request */
	body(this: void, units: readonly unknown[], input: Input): object;
	/** The result of each unit, in the order of the units. */
	readonly results: (answer: unknown, units: readonly unknown[]) => IDataObject[];
}

/**
 * What an operation does with its parsed input. Methods, so that the table can hold operations of any input: of an
 * entry, {@link Strict} checks that they fit its own.
 */
interface Behavior<Input> {
	/** The first version of the server that has the route; left out for 2.3.0. */
	readonly since?: string | ByInput<Input>['since'];
	/**
	 * The version that this input needs, because older servers would silently ignore a part of it. The server is
	 * asked for its version first. `what` is the beginning of the error.
	 */
	needs?(
		this: void,
		input: Input,
	): { readonly since: string; readonly what: string; readonly hint?: string } | undefined;
	/**
	 * What is asked before: `body` gets the answer as `current`. A path is a `GET` route, and what has a body a
	 * `POST` route that only reads. Undefined if the input is enough.
	 */
	readonly readFirst?: string | ByInput<Input>['readFirst'];
	/** Addresses that the server is to call later, as far as they are given. */
	opens?(this: void, input: Input): ReadonlyArray<string | undefined>;
	/** Puts into the input what it only names, and the server knows. @throws {RequestFailure} if the server does not tell */
	complete?(this: void, input: Input, target: Target): Promise<Input>;
	query?(this: void, input: Input): Query;
	/** JSON body or multipart form. By default the request has no body. */
	body?(
		this: void,
		input: Input,
		item: ItemContext,
		current: IDataObject,
	): Promise<object | undefined> | object | undefined;
	/** Whether `request` is all that this input needs, so that there is nothing for `run` to do. */
	isOneRequest?(this: void, input: Input): boolean;
	/**
	 * For several requests, for what is special about one, or for waiting. `request` is the most important request, and
	 * `call.ask` sends it. @returns the answer for `output` and `simplify`; an `ItemWithFiles` if it has made files
	 */
	run?(this: void, input: Input, call: Call): Promise<unknown>;
	/**
	 * What no field names, but the message that started the workflow: the instance, and of what sends the number or JID of
	 * the recipient.
	 * @throws {InputProblem} if the input needs something that would name it
	 */
	locate?(this: void, input: Input, itemOfRun: ItemOfRun): Located;
	/** It sends, but only one message, in answer to another: without the field `bulkSending`. */
	readonly isAnswer?: true;
	/** The list comes in pages; the operation has the fields *Return All* and *Limit*. */
	readonly paging?: Paging<Input>;
	/**
	 * With the field `bulkSending`: what the message says, to recognize it in a chat; see `server/messageContent.ts`.
	 * Left out if sending the same again is intended.
	 */
	content?(
		this: void,
		input: Input,
		item: ItemContext,
		itemOfRun: ItemOfRun,
	): MessageContent | Promise<MessageContent>;
	/** For a route that takes many units at once; instead of `body`. */
	readonly bulk?: Bulk<Input>;
	/**
	 * Makes output items of the answer; an array becomes one item per element. Left out or undefined: the
	 * answer itself is the item, or each of its elements is one.
	 */
	output?(
		this: void,
		answer: IDataObject,
		input: Input,
		instance: string,
	): IDataObject | IDataObject[] | undefined;
	/** A file in the answer, or one that it leads to. It becomes binary data of the item. */
	file?(
		this: void,
		answer: IDataObject,
		input: Input,
		instance: string,
		context: IExecuteFunctions,
	): OutputFile | undefined | Promise<OutputFile | undefined>;
	/** Keys of the answer with secrets. They are removed, unless `shown` says that the user asked for them. */
	readonly secrets?: {
		readonly keys: readonly string[];
		readonly shown: (input: Input) => boolean;
	};
}

interface Presentation {
	/** Label in the editor. Free to change. */
	readonly name: string;
	/** What saved workflows contain. Permanent. */
	readonly value: string;
	/** Label in the node picker and name of the AI tool: unique, and understandable on its own. */
	readonly action: string;
	readonly description: string;
	/** An output item for the preview, if running the example does not produce one. */
	readonly preview?: IDataObject;
	/**
	 * For the field *Simplify*: the short form of each item of `output`.
	 */
	readonly simplify?: (item: IDataObject, instance: string) => IDataObject;
}

/** What is checked of each field, by its name; a schema where that is not enough. */
type InputDefinition = z.ZodRawShape | z.ZodTypeAny;

type SchemaOf<Input extends InputDefinition> = Input extends z.ZodTypeAny
	? Input
	: Input extends z.ZodRawShape
		? z.ZodObject<Input>
		: never;

/** Methods as functions, which are compared strictly: an entry's own may expect no more than its input has. */
type Strict<Methods> = {
	[Name in keyof Methods]: Methods[Name] extends
		| ((this: void, ...given: infer Given) => infer Result)
		| undefined
		? (this: void, ...given: Given) => Result
		: Methods[Name];
};

interface OperationDefinition<
	Path extends string,
	Fields extends readonly Field[],
	Input extends InputDefinition,
> extends Presentation,
		Strict<Behavior<z.output<SchemaOf<Input>>>> {
	/** What only reads needs no `idempotent`. */
	readonly request:
		| RequestDefinition<Path>
		| (Omit<RequestDefinition<Path>, 'idempotent' | 'reads'> & { readonly reads: true });
	readonly fields: Fields;
	/** Checks and converts the parameters before anything is sent. Left out if there are none. */
	readonly input?: Input;
}

/**
 * Values of the fields for the documentation, the output preview and the contract test. Left out if it works without any.
 */
type WithExample<Values> =
	Record<never, never> extends Values
		? { readonly example?: Values }
		: { readonly example: Values };

/** An operation with any fields and any input. */
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

/** Whether it writes to people, so that `sending/` decides when, whether and how often. */
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
		// It takes 3 KB, and of most operations it is never needed.
		get input() {
			return (schema ??= input instanceof z.ZodType ? input : z.object(input));
		},
	};
}
