import type { Operation, Resource } from '../../nodes/EvolutionApi/core/table/operation';
import type { TableOperation } from '../../converter/table';

/** What the converter knows of the table of operations, as the text of a JSON file. */
export function converterTable(resources: readonly Resource[]): string {
	const entries = resources.flatMap((resource) =>
		resource.operations.map((operation) => entryOf(resource, operation)),
	);
	return `[\n${entries.map((entry) => `\t${JSON.stringify(entry)}`).join(',\n')}\n]\n`;
}

const entryOf = (resource: Resource, { value, name, fields }: Operation): TableOperation => ({
	resource: resource.value,
	operation: value,
	label: `${resource.name} → ${name}`,
	fields: fields.filter(({ type }) => type !== 'notice').map((field) => field.name),
	locators: Object.fromEntries(
		fields.flatMap(({ name: field, type, modes }) => {
			const mode = modes?.find((one) => one.type === 'string')?.name;
			return type === 'resourceLocator' && mode !== undefined ? [[field, mode]] : [];
		}),
	),
});
