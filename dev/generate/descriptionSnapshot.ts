import type {
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeTypeDescription,
} from 'n8n-workflow';

type Conditions = NonNullable<NonNullable<INodeProperties['displayOptions']>['show']>;

export const snapshotFile = ({ name }: Pick<INodeTypeDescription, 'name'>): string =>
	`test/package/description/${name}.txt`;

/**
 * Lists everything that saved workflows rely on: names, types, defaults, values and conditions of all parameters, but not their
 * texts. Fields that several operations share are listed once, below the names of these operations.
 */
export function descriptionSnapshot({ name, version, properties }: INodeTypeDescription): string {
	const lines = [`${name}, version ${String(version)}`];
	let section = '';
	for (const property of properties) {
		const heading = sectionHeading(property.displayOptions?.show);
		if (heading !== section) lines.push('', heading);
		section = heading;
		lines.push(...describeProperty(property, ''));
	}
	return `${lines.join('\n')}\n`;
}

/** Returns, for example, `[chat, group: get, getMany]`. */
function sectionHeading({ resource, operation }: Conditions = {}): string {
	if (resource === undefined) return '';
	return `[${[resource, operation].flatMap((names) => names?.join(', ') ?? []).join(': ')}]`;
}

function describeProperty(property: INodeProperties, indent: string): string[] {
	const { name, type, default: initial, required, typeOptions, modes, displayOptions } = property;
	if (type === 'notice') return [];
	const parts = [
		typeOptions?.multipleValues === true ? `${type}[]` : type,
		required === true ? 'required' : '',
		`= ${JSON.stringify(initial)}`,
		modes === undefined ? '' : `by ${modes.map((mode) => mode.name).join(' | ')}`,
		conditions('if', displayOptions?.show),
		conditions('unless', displayOptions?.hide),
	];
	const line = `${indent}${name}: ${parts.filter((part) => part !== '').join(' ')}`;
	return [line, ...describeOptions(property, `${indent}  `)];
}

/** Returns, for example, `if mediaSource = url, mediaType = image | video`. */
function conditions(word: string, shownIf: Conditions = {}): string {
	const own = Object.entries(shownIf).filter(([name]) => !['resource', 'operation'].includes(name));
	const list = own.map(([name, values = []]) => `${name} = ${values.map(String).join(' | ')}`);
	return list.length === 0 ? '' : `${word} ${list.join(', ')}`;
}

function describeOptions({ type, options = [] }: INodeProperties, indent: string): string[] {
	if (type === 'collection')
		return options.flatMap((field) => describeProperty(field as INodeProperties, indent));
	if (type === 'fixedCollection')
		return (options as INodePropertyCollection[]).flatMap(({ name, values }) => [
			`${indent}${name}:`,
			...values.flatMap((field) => describeProperty(field, `${indent}  `)),
		]);
	const values = (options as INodePropertyOptions[]).map(({ value, displayOptions }) =>
		[String(value), conditions('unless', displayOptions?.hide)].filter(Boolean).join(' '),
	);
	if (values.length === 0) return [];
	const line = `${indent}${values.join(' | ')}`;
	return line.length <= 120 ? [line] : values.map((value) => `${indent}${value}`);
}
