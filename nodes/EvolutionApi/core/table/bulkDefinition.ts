import type { IDataObject } from 'n8n-workflow';

/** A route that takes many at once: the items of the run share its requests. */
export interface Bulk<Input = never> {
	/** Most units in a request. */
	readonly size: number;
	/** What an item asks about; each unit becomes an output item. */
	readonly units: (input: Input) => readonly unknown[];
	/** Items share a request only where this is equal; left out: all of the same instance. */
	readonly target?: (input: Input) => string;
	/** The body for some units; `input` is one of those that share the request. */
	readonly body: (units: readonly unknown[], input: Input) => object;
	/** The result of a unit that the server is not asked about; undefined for one that it is. */
	readonly known?: (unit: unknown) => IDataObject | undefined;
	/** What the answer says about each of the units, in their order. */
	readonly results: (answer: unknown, units: readonly unknown[]) => IDataObject[];
}
