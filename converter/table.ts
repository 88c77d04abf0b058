import operations from './operations.json';

// What the converter knows of our nodes. It is written by `npm run generate` from the table of operations, so that
// this folder stays free of what a browser does not have.

/** An operation of our node. */
export interface TableOperation {
	readonly resource: string;
	readonly operation: string;
	/** As the editor shows it: `Message → Send Text`. */
	readonly label: string;
	/** Names of its fields. */
	readonly fields: readonly string[];
	/** By field: the mode in which a locator takes what was entered by hand. */
	readonly locators: Readonly<Record<string, string>>;
}

export const table = operations as unknown as readonly TableOperation[];

export function operationOf(resource: string, operation: string): TableOperation {
	const found = table.find((entry) => entry.resource === resource && entry.operation === operation);
	if (found === undefined) throw new Error(`There is no operation ${resource}/${operation}`);
	return found;
}
