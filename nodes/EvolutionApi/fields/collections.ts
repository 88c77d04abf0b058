import { z } from 'zod';

import type { Field } from '../core/values/field';

/** Makes collections of one name, each with entries of its own, in alphabetical order. */
export const collection =
	<const Name extends string>(displayName: string, name: Name, placeholder: string) =>
	<const Options extends readonly Field[]>(...options: Options) =>
		({
			displayName,
			name,
			type: 'collection',
			default: {},
			placeholder,
			options,
		}) as const;

export const optionsField = collection('Options', 'options', 'Add option');
export const listFilters = collection('Filters', 'filters', 'Add filter');

/** For `input`: each entry of a collection may be missing, and so may all of it. */
export const collectionInput = <Shape extends z.ZodRawShape>(shape: Shape) =>
	z.object(shape).partial().optional();
