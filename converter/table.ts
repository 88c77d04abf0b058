import operations from './operations.json';

// The converter's data about our nodes. `npm run generate` writes it from the table of operations, so that this folder only uses
// what a browser has.

/** How a value of a request becomes the value of a field. */
export interface Say {
	/** Path in the request: `body.number`, `query.groupJid`. */
	readonly at: string;
	/** Path in the parameters: `options.typingIndicator.values.seconds`. */
	readonly field: string;
	/**
	 * `list`: a list of texts, in one text with `separator`. `values`: a list as it is. `json`: anything, as the text of
	 * JSON. `choice`: one of `choices`.
	 */
	readonly as: 'text' | 'number' | 'boolean' | 'list' | 'values' | 'json' | 'choice';
	readonly separator?: string;
	/** A number is so many times larger in the request: 1000 for seconds that are sent as milliseconds. */
	readonly times?: number;
	/** Value of the field, by value in the request, as text. */
	readonly choices?: Readonly<Record<string, unknown>>;
	/** Values that are sent with the field as soon as it is filled in, by path. */
	readonly along?: Readonly<Record<string, unknown>>;
}

/** A list of the request whose entries are rows in the editor. Paths in `rows` start at the entry. */
export interface SayRows {
	readonly at: string;
	readonly field: string;
	readonly rows: readonly Shape[];
}

/** Form of a request, with certain choices in the editor. */
export interface Shape {
	/** These choices. */
	readonly set: Readonly<Record<string, unknown>>;
	readonly says: ReadonlyArray<Say | SayRows>;
	/** Constant values, by path. */
	readonly always: Readonly<Record<string, unknown>>;
	/** Paths of what is made from other values. */
	readonly also: readonly string[];
	/** The body is a multipart form with a file, from the binary field that this parameter names. */
	readonly file?: string;
}

/** The request of an operation. */
export interface TableRequest {
	readonly method: string;
	readonly path: string;
	/** Origin of the beginning of the path: `{ platform: 'dify' }`. */
	readonly set: Readonly<Record<string, unknown>>;
	/** Empty if none of its requests can be recognised. */
	readonly shapes: readonly Shape[];
}

/** A field with which n8n does not start a workflow as long as it is empty. */
export interface RequiredField {
	readonly name: string;
	/** As the editor shows it. */
	readonly label: string;
	/** The choices with which the editor shows it: one of these values in each of these fields. */
	readonly show: ReadonlyArray<{
		readonly field: string;
		readonly values: readonly unknown[];
		readonly default?: unknown;
	}>;
}

/** An operation of our node. */
export interface TableOperation {
	readonly resource: string;
	readonly operation: string;
	/** As the editor shows it: `Message → Send Text`. */
	readonly label: string;
	/** Names of its fields. */
	readonly fields: readonly string[];
	/** A locator's mode for manual entries, by field. */
	readonly locators: Readonly<Record<string, string>>;
	/** Those that must not be empty. */
	readonly required: readonly RequiredField[];
	/** Even with *Simplify* off, its items are not what the server answered. */
	readonly ownItems: boolean;
	/** For each route. Empty if it sends whatever the user wants, or several requests. */
	readonly requests: readonly TableRequest[];
}

// TypeScript takes the texts of a JSON file for any texts; the test of every operation reads them as they are.
export const table = operations as unknown as readonly TableOperation[];

/** @throws {Error} if there is none: a mistake in the rules, which a test finds */
export function operationOf(resource: string, operation: string): TableOperation {
	const found = table.find((entry) => entry.resource === resource && entry.operation === operation);
	if (found === undefined) throw new Error(`There is no operation ${resource}/${operation}`);
	return found;
}
