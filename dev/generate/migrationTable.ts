import { resources } from '../../nodes/EvolutionApi/operations';
import { row } from './markdown';
import type { Rule } from '../../converter/sources/evolutionNode/rule';
import { rules } from '../../converter/sources/evolutionNode/rules';

const BEGIN = '<!-- fields: written by "npm run generate" -->';
const END = '<!-- end of fields -->';

/** The migration page with its table of fields replaced. @throws {Error} if the marks are not there */
export function withMigrationTable(page: string): string {
	const from = page.indexOf(BEGIN);
	const to = page.indexOf(END);
	if (from < 0 || to < from) throw new Error(`The page lacks the lines ${BEGIN} and ${END}`);
	const head = [row('Old operation', 'New operation', 'Fields'), '|---|---|---|'];
	const table = [...head, ...rules.map(rowOf)].join('\n');
	return `${page.slice(0, from)}${BEGIN}\n\n${table}\n\n${page.slice(to)}`;
}

function rowOf({ from, when, to: [resource, operation], fields }: Rule): string {
	const found = resources.find(({ value }) => value === resource);
	const name = found?.operations.find(({ value }) => value === operation)?.name;
	const old = [...from, ...(when === undefined ? [] : [`${when[0]}: ${String(when[1])}`])];
	const pairs = Object.entries(fields).map(([path, target]) => {
		const place = typeof target === 'string' ? target : target.to;
		return path === place ? `\`${path}\`` : `\`${path}\` → \`${place}\``;
	});
	return row(old.join(' / '), `${found?.name} → ${name}`, pairs.join(', '));
}
