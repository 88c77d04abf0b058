import type { Resource } from '../../nodes/EvolutionApi/core/operation';

const BEGIN = '<!-- operations: written by "npm run generate" -->';
const END = '<!-- end of operations -->';

/** The README with its operation table replaced. @throws {Error} if the marks are not there */
export function withOperationTable(readme: string, resources: readonly Resource[]): string {
	const from = readme.indexOf(BEGIN);
	const to = readme.indexOf(END);
	if (from < 0 || to < from) throw new Error(`README.md lacks the lines ${BEGIN} and ${END}`);
	const table = operationTable(resources);
	return `${readme.slice(0, from)}${BEGIN}\n\n${table}\n\n${readme.slice(to)}`;
}

function operationTable(resources: readonly Resource[]): string {
	const head = [
		row('Resource', 'Operation', 'What it does', 'Route', 'Since'),
		'|---|---|---|---|---|',
	];
	const rows = resources.flatMap((resource) =>
		resource.operations.map(({ name, description, request, since, custom }, index) => {
			const label = index === 0 ? `**${resource.name}**` : '';
			const route = custom ? 'any' : `\`${request.method} ${request.path}\``;
			// Where it depends on what is chosen, it does not hold for the operation.
			const version = typeof since === 'string' ? since : '';
			return row(label, name, description, route, version);
		}),
	);
	return [...head, ...rows].join('\n');
}

const row = (...cells: string[]) =>
	`|${cells.map((text) => ` ${escaped(text)}`.trimEnd()).join(' |')} |`;

const escaped = (text: string) => text.replace(/\|/g, '\\|').replace(/\n/g, ' ');
