import type { Resource } from '../../nodes/EvolutionApi/table/operation';
import { documentedRoutes } from '../operationRoutes';

const INTRODUCTION = `# Routes

Every route of Evolution API that the node calls, with the operations that call it and the first version of
the server that has it. *API Request* calls any other route. The routes of
[Evolution Go](#evolution-go) are below. Written by \`npm run generate\`.`;

export function coverageTable(resources: readonly Resource[]): string {
	const byRoute = new Map<string, { labels: string[]; since: string }>();
	for (const { method, path, label, since = '2.3.0 or before' } of documentedRoutes(resources)) {
		const route = `\`${method} ${path}\``;
		const labels = [...(byRoute.get(route)?.labels ?? []), label];
		byRoute.set(route, { labels, since });
	}
	const rows = [...byRoute].map(
		([route, { labels, since }]) => `| ${route} | ${labels.join(', ')} | ${since} |`,
	);
	const table = ['| Route | Operation | Since |', '|---|---|---|', ...rows].join('\n');
	return `${INTRODUCTION}\n\n${table}\n`;
}
