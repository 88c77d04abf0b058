import { evolutionGo } from '../../nodes/EvolutionApi/server/evolutionGo';
import { neededVersion } from '../../nodes/EvolutionApi/server/evolutionGo/neededVersions';
import type { Resource } from '../../nodes/EvolutionApi/table/operation';
import { row, withTable } from './markdown';

/** Releases of Evolution Go that differ in their operations, newest first. */
const RELEASES = [
	{ version: '0.7.2', label: '0.7.2' },
	{ version: '0.7', label: '0.7.0, 0.7.1' },
	{ version: '0.6', label: '0.6.1' },
] as const;

interface GoOperation {
	/** For example `Message → Send Text`. */
	readonly label: string;
	/** The first release that has the operation; undefined if all releases have it. */
	readonly since: string | undefined;
}

export const goOperations = (resources: readonly Resource[]): GoOperation[] =>
	resources.flatMap(({ name, value: resource, operations }) =>
		operations.flatMap(({ name: operation, value, request }) => {
			const entry = { resource, operation: value, request };
			if (!evolutionGo.can(entry)) return [];
			return { label: `${name} → ${operation}`, since: neededVersion(request) };
		}),
	);

export function withGoVersions(page: string, resources: readonly Resource[]): string {
	const all = goOperations(resources);
	const rows = RELEASES.map(({ version, label }) => {
		const lacking = all.filter(({ since }) => since !== undefined && since > version);
		const names = lacking.map(({ label: name }) => `*${name}*`).join(', ');
		return row(label, String(all.length - lacking.length), names === '' ? 'nothing' : names);
	});
	const head = [row('Release', 'Operations', 'Lacks'), '| --- | --- | --- |'];
	return withTable(page, 'releases', [...head, ...rows].join('\n'));
}
