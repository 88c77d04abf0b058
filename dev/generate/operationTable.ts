import type { Resource } from '../../nodes/EvolutionApi/core/table/operation';
import { anchor, row } from './markdown';

const BEGIN = '<!-- operations: written by "npm run generate" -->';
const END = '<!-- end of operations -->';

/**
 * A README with its operation table replaced.
 * @param reference folder of the reference, seen from the page
 * @throws {Error} if the marks are not there
 */
export function withOperationTable(
	page: string,
	resources: readonly Resource[],
	reference: string,
): string {
	const from = page.indexOf(BEGIN);
	const to = page.indexOf(END);
	if (from < 0 || to < from) throw new Error(`The page lacks the lines ${BEGIN} and ${END}`);
	const table = operationTable(resources, reference);
	return `${page.slice(0, from)}${BEGIN}\n\n${table}\n\n${page.slice(to)}`;
}

function operationTable(resources: readonly Resource[], reference: string): string {
	const rows = resources.map(({ name, value, operations }) => {
		const page = `${reference}/${value}.md`;
		const links = operations.map((one) => `[${one.name}](${page}#${anchor(one.name)})`);
		return row(`**[${name}](${page})**`, links.join(' · '));
	});
	return [row('Resource', 'Operations'), '|---|---|', ...rows].join('\n');
}
