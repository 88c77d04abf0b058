import type { IDataObject } from 'n8n-workflow';

/** A route that takes many units at once, so the items of a run share its requests. */
export interface Bulk<Input = unknown> {
	/** The most units in one request. */
	readonly size: number;
	/** Whether there is a gap from one request to the next: *Gap (Seconds)*. */
	readonly hasDelay?: true;
	/** What an item asks about. Each unit becomes an output item. */
	units(this: void, input: Input): readonly unknown[];
	/** Items share a request only if this is equal. Default: all items of an instance share it. */
	target?(this: void, input: Input): string;
	/** @param input of one of the items that share the request */
	body(this: void, units: readonly unknown[], input: Input): object;
	/** The result of a unit that needs no request; undefined for all other units. */
	readonly known?: (unit: unknown) => IDataObject | undefined;
	/** The result of each unit, in the order of the units. */
	readonly results: (answer: unknown, units: readonly unknown[]) => IDataObject[];
}
