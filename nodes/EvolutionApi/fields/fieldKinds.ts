import type { Field } from '../core/values/field';

// Fields by their kind. n8n's lint looks at the whole description: see test/package/description.long.test.ts.

/** What else is to be said of a field. */
type More = Partial<Omit<Field, 'displayName' | 'name' | 'type'>>;

/** Compiles only without keys that n8n does not know. */
type Known<Given> = Given & { readonly [Key in Exclude<keyof Given, keyof Field>]: never };

/** @param empty the default, where the field does not say another one */
const kind =
	<const Kind extends Field['type'], Needed extends More>(type: Kind, empty: Field['default']) =>
	<const Name extends string, const Given extends Needed>(
		displayName: string,
		name: Name,
		given: Known<Given>,
	): Readonly<{ displayName: string; name: Name; type: Kind; default: Field['default'] }> &
		Given => ({
		displayName,
		name,
		type,
		default: empty,
		...given,
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
/** A switch that is shown only sometimes; else there is `toggle`. */
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

/** One kind of entry in a {@link groupsField}. */
export const fieldGroup = <const Name extends string, const Values extends readonly Field[]>(
	displayName: string,
	name: Name,
	values: Values,
) => ({ displayName, name, values });
