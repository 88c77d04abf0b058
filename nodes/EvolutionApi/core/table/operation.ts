import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { z } from 'zod';

import type { Failure } from '../failures/failure';
import type { ItemContext } from '../input/itemContext';
import type { MessageContent } from '../pacing/messageContent';
import type { Connection } from '../server/connection';
import type { Paging } from '../server/paging';
import type { CustomRequest } from '../server/request';
import type { Activity } from '../server/typing';
import type { Bulk } from './bulkDefinition';

type DeepReadonly<T> = T extends (infer Element)[]
	? ReadonlyArray<DeepReadonly<Element>>
	: T extends object
		? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
		: T;

/** A field of the editor: an n8n property, written as a literal (`as const satisfies Field`). */
export type Field = DeepReadonly<INodeProperties>;

interface RequestDefinition<Path extends string = string> {
	readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** Route with `{instance}` and other parameters in braces; each is encoded as one segment. */
	readonly path: Path;
	/**
	 * `always`: repeating does no harm (reads, settings), so it is repeated on 429, 502, 503, 504 and
	 * dropped connections. `neverAfterSent`: only when the server certainly did nothing with it.
	 */
	readonly retry: 'always' | 'neverAfterSent';
	/** Only reads: several items are asked for at once, and those that ask the same only once. */
	readonly reads?: true;
	/** Lists: the server answers 404 where nothing matches, which is an empty list. */
	readonly notFoundIsEmpty?: boolean;
	/**
	 * What an answer with nothing in it (also `null`) means, that of `readFirst`, too: the item it stands
	 * for, or the failure.
	 */
	readonly whenEmpty?: IDataObject | Failure;
	/** What `null` means, where that is something else than an answer with nothing in it. */
	readonly whenNull?: IDataObject | readonly IDataObject[];
	/** The server has the route only where it is switched on: what to say where it is not. */
	readonly whenRouteMissing?: Pick<Failure, 'message' | 'description'>;
	/** The route wants a login of its own: what to say where it does not take the one that is given. */
	readonly whenUnauthorized?: Pick<Failure, 'message' | 'description'>;
	/** The answer is plain text, which becomes `{ data }`. */
	readonly text?: boolean;
	/** A `GET` route whose answer `body` gets as `current`, to merge what the user gave into. */
	readonly readFirst?: string;
}

/** A file for the item, in the field that *Put Output File in Field* names. */
export interface OutputFile {
	readonly data: Buffer;
	readonly fileName: string;
	readonly mimeType: string;
}

/** An item of a run. */
export interface ItemOfRun {
	readonly context: IExecuteFunctions;
	/** The item's number. */
	readonly index: number;
}

/** What {@link Behaviour.run} works with, beside the item's input. */
export interface Call extends ItemOfRun {
	readonly connection: Connection;
	readonly instance: string;
	readonly item: ItemContext;
	/** Where `content` names several messages: how many of them, from the first on, are not to be sent again. */
	readonly partsSent?: number;
}

/** What an operation does, in terms of its parsed input. */
interface Behaviour<Input> {
	/** First version of the server that has the route; left out for 2.2.0 and older. */
	readonly since?: string | ((input: Input) => string | undefined);
	/**
	 * What older servers would silently do otherwise, or not at all: the server is asked for its version
	 * first. `what` begins the sentence of the error.
	 */
	readonly needs?: (
		input: Input,
	) => { readonly since: string; readonly what: string; readonly hint?: string } | undefined;
	/** Query parameters; `undefined` ones are left out. @param current the answer of `lookUp` */
	readonly query?: (
		input: Input,
		current: IDataObject,
	) => Record<string, string | number | boolean | undefined>;
	/** What is sent beside the key. */
	readonly headers?: (input: Input) => Record<string, string> | undefined;
	/**
	 * A `POST` route that reads, whose answer `body` and `query` get as `current`; undefined where the input says it
	 * all. What needs no body is `request.readFirst`.
	 */
	readonly lookUp?: (input: Input) => { readonly path: string; readonly body: object } | undefined;
	/**
	 * JSON body or multipart form. Left out: the request has no body.
	 * @param current the answer of `request.readFirst` or `lookUp`
	 */
	readonly body?: (
		input: Input,
		item: ItemContext,
		current: IDataObject,
	) => Promise<object> | object;
	/**
	 * With `paging`: bodies of further lists, which follow the first one, where the server keeps apart what belongs
	 * together. @param current the answer of `lookUp`
	 */
	readonly alsoList?: (input: Input, current: IDataObject) => readonly object[];
	/** Another route that does the same, and its body, where the input wants that. Never with `readFirst`. */
	readonly instead?: (input: Input) => { readonly path: string; readonly body: object } | undefined;
	/** Instead of `request`, `query` and `body`, where all of them are up to the user. */
	readonly custom?: (
		input: Input,
		item: ItemContext,
		instance: string | undefined,
	) => Promise<CustomRequest>;
	/**
	 * Instead of `query` and `body`, where one request does not do: several, or waiting. `request` is the
	 * most important of them. @returns what `output` and `simplify` get as the answer
	 */
	readonly run?: (input: Input, call: Call) => Promise<unknown>;
	/** The instance to use where neither the node nor the credential names one. */
	readonly instanceWhenEmpty?: (context: IExecuteFunctions, index: number) => string | undefined;
	/** Takes one input item: it puts the whole execution to wait. */
	readonly oneItem?: boolean;
	/** The list comes in pages; the operation has the fields *Return All* and *Limit*. */
	readonly paging?: Paging<Input>;
	/**
	 * With the field `pacing`: the number or JID that the message goes to, where that is not the field
	 * `recipient`. @throws {InputProblem} if there is none
	 */
	readonly goesTo?: (input: Input, place: ItemOfRun) => string;
	/**
	 * With the field `pacing`: what the message says, by which it is known again; see `pace/content.ts`.
	 * Left out where the same once more is meant so.
	 */
	readonly content?: (
		input: Input,
		item: ItemContext,
		place: ItemOfRun,
	) => MessageContent | Promise<MessageContent>;
	/** What is shown during the *Delay* before the message, where that is not "typing…". */
	readonly activity?: Activity;
	/** The route takes many items at once. Then there is no `body`. */
	readonly bulk?: Bulk<Input>;
	/**
	 * What becomes of the answer; an array becomes one item per element. Left out or undefined: the
	 * answer is the item, or each of its elements.
	 */
	readonly output?: (
		answer: IDataObject,
		input: Input,
		instance: string,
	) => IDataObject | IDataObject[] | undefined;
	/** A file in the answer that becomes binary data of the item. */
	readonly file?: (answer: IDataObject, input: Input, instance: string) => OutputFile | undefined;
	/** The public address of a file in the answer, downloaded into the item as binary data. */
	readonly fileUrl?: (
		answer: IDataObject,
		input: Input,
	) => { readonly url: string; readonly fileName: string } | undefined;
	/** The files of the input item go along. */
	readonly keepsFiles?: boolean;
	/** Keys of the answer that hold secrets: removed unless this says that the user asked for them. */
	readonly secrets?: {
		readonly keys: readonly string[];
		readonly shown: (input: Input) => boolean;
	};
}

interface Presentation {
	/** Label in the editor. Free to change. */
	readonly name: string;
	/** What saved workflows hold. Permanent. */
	readonly value: string;
	/** Label in the node picker and name of the AI tool: unique, understandable alone. */
	readonly action: string;
	readonly description: string;
	/** An item that comes out, for the output preview, where a run of the example does not show it. */
	readonly preview?: IDataObject;
	/** The short form, with the *Simplify* field. Applied to each item that `output` gives. */
	readonly simplify?: (item: IDataObject, instance: string) => IDataObject;
}

export interface OperationDefinition<
	Path extends string,
	Fields extends readonly Field[],
	Input extends z.ZodTypeAny,
> extends Presentation,
		Behaviour<z.output<Input>> {
	readonly request: RequestDefinition<Path>;
	readonly fields: Fields;
	/** Checks and converts the parameters, keyed by field name, before anything is sent. */
	readonly input: Input;
	/** Values of `input` for the documentation, the output preview and the contract test. */
	readonly example: z.input<Input>;
}

/** What the core needs of an operation, whatever its fields: its own input type is erased. */
export interface Operation extends Presentation, Behaviour<never> {
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
