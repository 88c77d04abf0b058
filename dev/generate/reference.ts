import type { Operation, Resource } from '../../nodes/EvolutionApi/core/table/operation';
import { fieldTable } from './fieldTable';
import { anchor, row } from './markdown';
import type { OutputSchema } from './outputSchema';

export const REFERENCE = 'docs/reference';

/** The page of a resource: Markdown. @param outputs by the operation's value */
export function referencePage(
	resource: Resource,
	outputs: ReadonlyMap<string, OutputSchema>,
): string {
	const { name, description, operations } = resource;
	const list = operations.map(
		(operation) => `- [${operation.name}](#${anchor(operation.name)}): ${operation.description}`,
	);
	return [
		`# ${name}`,
		`${description}. [All resources](README.md)`,
		list.join('\n'),
		...operations.map((operation) => section(operation, outputs.get(operation.value))),
	]
		.join('\n\n')
		.concat('\n');
}

function section(operation: Operation, output: OutputSchema | undefined): string {
	const { name, description, request, custom, since, fields } = operation;
	const route = custom ? 'any' : `\`${request.method} ${request.path}\``;
	const version = typeof since === 'string' ? ` · Evolution API ${since} or newer` : '';
	const keys = Object.keys(output?.properties ?? {}).map((key) => `\`${key}\``);
	return [
		`## ${name}`,
		`${description.replace(/\.$/, '')}.`,
		`Route: ${route}${version}`,
		fieldTable(fields),
		...(keys.length === 0 ? [] : [`Output: ${keys.join(', ')}`]),
	].join('\n\n');
}

/** The page that leads to those of the resources: Markdown. */
export function referenceIndex(resources: readonly Resource[]): string {
	const rows = resources.map(({ name, value, description, operations }) =>
		row(
			`**[${name}](${value}.md)**`,
			description,
			operations.map((one) => `[${one.name}](${value}.md#${anchor(one.name)})`).join(' · '),
		),
	);
	const table = [row('Resource', 'What it is', 'Operations'), '|---|---|---|', ...rows];
	return [
		'# Reference',
		'Every operation of the node. Each leads to its fields, its route and what comes out, and says if it needs a newer server than 2.2.\nWhich route belongs to which operation: [routes](../coverage.md). Written by `npm run generate`.',
		`${table.join('\n')}\n`,
	].join('\n\n');
}
