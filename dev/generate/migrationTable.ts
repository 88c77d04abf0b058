import { resources } from '../../nodes/EvolutionApi/operations';
import { row, withTable } from './markdown';
import type { Rule } from '../../converter/sources/evolutionNode/rule';
import { rules } from '../../converter/sources/evolutionNode/rules';

/** @throws {Error} if the page lacks the marks around the table */
export function withMigrationTable(page: string): string {
	const head = [row('Old operation', 'New operation', 'Fields'), '|---|---|---|'];
	const table = [...head, ...rules.map(rowOf)].join('\n');
	return withTable(page, 'fields', table);
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
