import type { Resource } from '../../nodes/EvolutionApi/table/operation';
import { goRouteFacts } from '../../test/support/goFacts';
import { anonymousGoRoute, goRoutesAsked } from '../goRoutesAsked';
import { isOfAnyRoute } from '../operationRoutes';
import { routeVariants } from '../routeVariants';
import reasons from './goCoverage.json';
import { row } from './markdown';
import { evolutionGo } from '../../nodes/EvolutionApi/server/evolutionGo';

interface GoCoverage {
	/** `POST /send/text` */
	readonly route: string;
	readonly labels: readonly string[];
	/** Reason why no operation uses the route. */
	readonly reason: string | undefined;
}

const INTRODUCTION = `## Evolution Go

Every route of Evolution Go up to 0.7.2, with the operations that call it, or why none does. *API Request* calls any of them.
The table leaves out calls of \`GET /instance/all\` that only find an instance's key.`;

export function goCoverage(resources: readonly Resource[]): GoCoverage[] {
	const knownRoutes = goRouteFacts.map(({ route }) => route);
	const requests = goRoutesAsked(knownRoutes);
	const byRoute = new Map<string, string[]>(knownRoutes.map((route) => [route, []]));
	for (const { name: resource, value, operations } of resources) {
		for (const operation of operations) {
			const { request, name } = operation;
			const entry = { resource: value, operation: operation.value, request };
			if (isOfAnyRoute(operation) || !evolutionGo.can(entry)) continue;
			const routes = routeVariants(operation).flatMap((variant) => {
				const own = `${variant.request.method} ${variant.request.path}`;
				const isOwn = (route: string) => anonymousGoRoute(route) === anonymousGoRoute(own);
				return requests.get(own) ?? knownRoutes.filter(isOwn);
			});
			for (const route of new Set(routes)) byRoute.get(route)?.push(`${resource} → ${name}`);
		}
	}
	const ownReasons: Readonly<Record<string, string>> = reasons;
	return knownRoutes.map((route) => ({
		route,
		labels: byRoute.get(route) ?? [],
		reason: ownReasons[route],
	}));
}

export function goCoverageTable(resources: readonly Resource[]): string {
	const rows = goCoverage(resources).map(({ route, labels, reason = '' }) =>
		row(`\`${route}\``, labels.join(', '), reason),
	);
	return [
		INTRODUCTION,
		[row('Route', 'Operation', 'Why there is none'), '|---|---|---|', ...rows].join('\n'),
	]
		.join('\n\n')
		.concat('\n');
}
