import operations from './operations.json';

// The converter's data about our nodes. `npm run generate` writes operations.json, because the converter runs in a browser and
// can't import our nodes.

export interface Say {
	/** Path in the request, such as `body.number` or `query.groupJid`. */
	readonly at: string;
	/** Path in the parameters, such as `options.typingIndicator.values.seconds`. */
	readonly field: string;
	/**
	 * `list`: a list of texts becomes one text, joined by `separator`. `values`: the list itself. `json`: any value becomes JSON
	 * text. `choice`: one of `choices`.
	 */
	readonly as: 'text' | 'number' | 'boolean' | 'list' | 'values' | 'json' | 'choice';
	readonly separator?: string;
	/** Factor by which a number is larger in the request: 1000 for seconds that are sent as milliseconds. */
	readonly times?: number;
	/** The field's value for each value in the request: `{ true: 'everyone' }`. */
	readonly choices?: Readonly<Record<string, unknown>>;
	/** Constants that are only sent together with this field: `{ 'body.webhook.enabled': true }`. */
	readonly along?: Readonly<Record<string, unknown>>;
}

/** A list in the request whose entries are rows in the editor. Paths in `rows` are relative to an entry of the list. */
export interface SayRows {
	readonly at: string;
	readonly field: string;
	readonly rows: readonly Shape[];
}

/** How our node builds a request while its dropdowns have the values in `set`: `{ mediaSource: 'url' }`. */
export interface Shape {
	readonly set: Readonly<Record<string, unknown>>;
	readonly says: ReadonlyArray<Say | SayRows>;
	/** Values that are always sent, by path. */
	readonly always: Readonly<Record<string, unknown>>;
	/** Paths of values in the request that our node derives from other values. */
	readonly also: readonly string[];
	/** Parameter for the name of the binary field. Only set if the body is a multipart form with a file. */
	readonly file?: string;
}

export interface TableRequest {
	readonly method: string;
	readonly path: string;
	/** Values of fields that determine the beginning of the path: `{ platform: 'dify' }`. */
	readonly set: Readonly<Record<string, unknown>>;
	/** Empty if the converter can't replace requests to this route with the operation. */
	readonly shapes: readonly Shape[];
}

/** A field that prevents n8n from starting a workflow while it's empty. */
export interface RequiredField {
	readonly name: string;
	readonly label: string;
	/** The editor shows the field `name` if every `field` has one of the `values`. */
	readonly show: ReadonlyArray<{
		readonly field: string;
		readonly values: readonly unknown[];
		readonly default?: unknown;
	}>;
}

export interface TableOperation {
	readonly resource: string;
	readonly operation: string;
	/** Label in the editor: `Message → Send Text`. */
	readonly label: string;
	readonly fields: readonly string[];
	/** Mode in which users type the value of a resource locator, by field: `{ instance: 'name' }`. */
	readonly locators: Readonly<Record<string, string>>;
	readonly required: readonly RequiredField[];
	/** Whether the output differs from the server's answer even with *Simplify* off. */
	readonly ownItems: boolean;
	/** One request for each route. Empty if the converter can't recognize the operation from a request. */
	readonly requests: readonly TableRequest[];
}

// TypeScript doesn't keep the literal types of texts in a JSON file. A test checks the values of every operation.
export const table = operations as unknown as readonly TableOperation[];

/** @throws {Error} if the operation doesn't exist */
export function operationOf(resource: string, operation: string): TableOperation {
	const found = table.find((entry) => entry.resource === resource && entry.operation === operation);
	if (found === undefined) throw new Error(`There is no operation ${resource}/${operation}`);
	return found;
}
