import { z } from 'zod';

import type { Field } from '../core/values/field';

// n8n's lint can't read a field made with a call such as `textField(…)`, so description.long.test.ts lints all fields.

type More = Partial<Omit<Field, 'displayName' | 'name' | 'type'>>;

/** Turns keys that n8n doesn't know into compile errors. */
type KnownKeys<Given> = Given & { readonly [Key in Exclude<keyof Given, keyof Field>]: never };

/** @param empty the default, unless the field has its own */
const kind =
	<const Kind extends Field['type'], Needed extends More>(type: Kind, empty: Field['default']) =>
	<const Name extends string, const Given extends Needed>(
		displayName: string,
		name: Name,
		details: KnownKeys<Given>,
	): Readonly<{ displayName: string; name: Name; type: Kind; default: Field['default'] }> &
		Given => ({
		displayName,
		name,
		type,
		default: empty,
		...details,
	});

export const textField = kind<'string', More>('string', '');
export const numberField = kind<'number', More>('number', 0);
export const jsonField = kind<'json', More>('json', '');
export const timeField = kind<'dateTime', More>('dateTime', '');
export const choiceField = kind<'options', More & Pick<Field, 'options' | 'default'>>(
	'options',
	'',
);
export const choicesField = kind<'multiOptions', More & Pick<Field, 'options' | 'default'>>(
	'multiOptions',
	[],
);
/** A switch that is only shown under conditions. Use `toggle` for other switches. */
export const switchField = kind<'boolean', More>('boolean', false);
export const collectionField = kind<'collection', More & Pick<Field, 'options'>>('collection', {});
export const groupsField = kind<'fixedCollection', More & Pick<Field, 'options'>>(
	'fixedCollection',
	{},
);
export const locatorField = kind<'resourceLocator', More & Pick<Field, 'modes'>>(
	'resourceLocator',
	{ mode: 'list', value: '' },
);

export const fieldGroup = <const Name extends string, const Values extends readonly Field[]>(
	displayName: string,
	name: Name,
	values: Values,
) => ({ displayName, name, values });

export const entryField = <const Name extends string>(
	displayName: string,
	name: Name,
	{ values, ...details }: Omit<More, 'options'> & { readonly values: readonly Field[] },
) =>
	groupsField(displayName, name, { ...details, options: [fieldGroup('Values', 'values', values)] });

/** Hides the type from n8n's lint, which rejects a boolean field if its default is a variable, such as `isOn` below. */
const SWITCH = { type: 'boolean' } as const;

export const toggle = <const Name extends string>(
	displayName: string,
	name: Name,
	description: `Whether ${string}`,
	isOn = false,
) => ({ displayName, name, ...SWITCH, default: isOn, description });

/** In a constant, because n8n's lint mistakes an object with a literal name and type for a field, and requires a default. */
const LABEL = { displayName: 'From List', name: 'list' } as const;

/** @param method name of a method in `pickers/listSearch.ts` */
export const fromList = (method: string, placeholder: string) =>
	({
		...LABEL,
		type: 'list',
		placeholder,
		typeOptions: { searchListMethod: method, searchable: true },
	}) as const;

const TEXT = { type: 'string' } as const;

export const byHand = (displayName: string, name: string, placeholder: string) =>
	({ displayName, name, ...TEXT, placeholder }) as const;

/** Sorts fields by label, as n8n requires in a collection. */
export const alphabetically = (fields: readonly Field[]): Field[] =>
	[...fields].sort((a, b) => (a.displayName.toLowerCase() < b.displayName.toLowerCase() ? -1 : 1));

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

/** Input for an entry with several fields, which n8n saves as `{ values: { … } }`. The values may be missing. */
export const fieldGroupInput = <Shape extends z.ZodRawShape>(shape: Shape) =>
	z.object({ values: z.preprocess((entry) => entry ?? {}, z.object(shape)) }).optional();

export const optionsField = collection('Options', 'options', 'Add option');
export const listFilters = collection('Filters', 'filters', 'Add filter');

/** Zod schemas take 1.7 KB each, and there are hundreds, so they're made on first use. */
export function collectionInput<Shape extends z.ZodRawShape>(shape: Shape) {
	const make = () => z.object(shape).partial().optional();
	let schema: ReturnType<typeof make> | undefined;
	return z.lazy(() => (schema ??= make()));
}

/** Input for an {@link entryField}. Returns the values of its fields; undefined if the user has removed the fields. */
export const entryInput = <Fields extends z.ZodTypeAny>(fields: Fields) =>
	z
		.object({ values: fields.optional() })
		.transform(({ values }) => values as z.output<Fields> | undefined)
		.optional();
