import { z } from 'zod';

import type { Field } from '../core/values/field';

/** Fields by their labels, as n8n wants them in a collection. */
export const alphabetically = (fields: readonly Field[]): Field[] =>
	[...fields].sort((a, b) => (labelOf(a) < labelOf(b) ? -1 : 1));

const labelOf = ({ displayName }: Field) => displayName.toLowerCase();

/** Makes collections of one name, each with entries of its own. */
export const collection =
	<const Name extends string>(displayName: string, name: Name, placeholder: string) =>
	(...options: readonly Field[]) =>
		({
			displayName,
			name,
			type: 'collection',
			default: {},
			placeholder,
			options: alphabetically(options),
		}) as const;

/** For `input`: an entry with fields in it, which the editor keeps in a group. Adding it is enough. */
export const groupInput = <Shape extends z.ZodRawShape>(shape: Shape) =>
	z.object({ values: z.preprocess((given) => given ?? {}, z.object(shape)) }).optional();

export const optionsField = collection('Options', 'options', 'Add option');
export const listFilters = collection('Filters', 'filters', 'Add filter');

/**
 * For `input`: each entry of a collection may be missing, and so may all of it. A schema of zod takes 1.7 KB, and there are
 * hundreds in all collections together, so they are made when one is first used.
 */
export function collectionInput<Shape extends z.ZodRawShape>(shape: Shape) {
	const make = () => z.object(shape).partial().optional();
	let schema: ReturnType<typeof make> | undefined;
	return z.lazy(() => (schema ??= make()));
}

/** Like {@link groupInput}, but only the fields in it; undefined if they were removed and left an empty entry. */
export const entryInput = <Fields extends z.ZodTypeAny>(fields: Fields) =>
	z
		.object({ values: fields.optional() })
		.transform(({ values }) => values as z.output<Fields> | undefined)
		.optional();
