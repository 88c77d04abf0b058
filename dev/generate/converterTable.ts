import type { RequiredField, TableOperation, TableRequest } from '../../converter/table';
import type { Operation, Resource } from '../../nodes/EvolutionApi/table/operation';
import type { Field } from '../../nodes/EvolutionApi/core/values/field';
import { isOfEvolutionApi, makesRequests } from '../operationRoutes';
import { routeVariants } from '../routeVariants';
import { requestShapes } from './requestShapes';

/** The table only contains operations of Evolution API. */
export async function converterTable(resources: readonly Resource[]): Promise<string> {
	const entries: TableOperation[] = [];
	for (const resource of resources) {
		for (const operation of resource.operations.filter(isOfEvolutionApi))
			entries.push(await entryOf(resource, operation));
	}
	return `[\n${entries.map((entry) => `\t${JSON.stringify(entry)}`).join(',\n')}\n]\n`;
}

async function entryOf(resource: Resource, operation: Operation): Promise<TableOperation> {
	const { value, name, fields, output, file, paging, bulk } = operation;
	return {
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
		required: requiredIn(fields),
		ownItems: [output, file, paging, bulk].some((part) => part !== undefined),
		requests: await requestsOf(operation),
	};
}

/** Returns the fields that prevent n8n from starting a workflow while they're empty. */
function requiredIn(fields: readonly Field[]): RequiredField[] {
	return fields
		.filter(({ required }) => required === true)
		.map(({ name, displayName, default: initial, displayOptions }) => {
			const show = Object.entries(displayOptions?.show ?? {}).map(([other, values]) => ({
				field: other.replace(/^\//, ''),
				values: (values ?? []) as unknown[],
				default: fields.find((field) => `/${field.name}`.endsWith(`/${other.replace(/^\//, '')}`))
					?.default,
			}));
			return { name, label: displayName, isFilled: initial !== '', show };
		})
		.filter(({ isFilled }) => !isFilled)
		.map(({ name, label, show }) => ({ name, label, show }));
}

async function requestsOf(operation: Operation): Promise<TableRequest[]> {
	if (makesRequests(operation)) return [];
	const requests: TableRequest[] = [];
	for (const variant of routeVariants(operation)) {
		const { method, path } = variant.request;
		const dropdown = variant.fields.find(
			({ name, type }) => type === 'options' && operation.request.path.includes(`{${name}}`),
		);
		requests.push({
			method,
			path,
			set: dropdown === undefined ? {} : { [dropdown.name]: variant.example[dropdown.name] },
			// A request reads a single page. The converter can't replace it with an operation that reads all pages.
			shapes: operation.paging === undefined ? await requestShapes(variant) : [],
		});
	}
	return requests;
}
