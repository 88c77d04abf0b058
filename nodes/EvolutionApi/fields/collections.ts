import { z } from 'zod';

import type { Field } from '../core/table/operation';

// The collections that many operations have, each with entries of its own, in alphabetical order.

export const optionsField = <const Options extends readonly Field[]>(...options: Options) =>
	({
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		default: {},
		placeholder: 'Add option',
		options,
	}) as const;

export const listFilters = <const Filters extends readonly Field[]>(...options: Filters) =>
	({
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		default: {},
		placeholder: 'Add filter',
		options,
	}) as const;

/** For `input`: each entry of a collection may be missing, and so may all of it. */
export const collectionInput = <Shape extends z.ZodRawShape>(shape: Shape) =>
	z.object(shape).partial().optional();
