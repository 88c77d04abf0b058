import { readGoFacts, type GoFact } from '../conformance/go/goFacts';

interface Keyed extends GoFact {
	readonly key: 'global' | 'instance' | 'none';
	readonly unreleased?: true;
}

export function goRouteTable(): string {
	const routes = readGoFacts<Keyed>()
		.filter(({ key, unreleased }) => key !== 'none' && unreleased === undefined)
		.map(({ route, key }) => [route.replace(/:(\w+)/g, '{$1}'), key] as const);
	return `${JSON.stringify(Object.fromEntries(routes), null, '\t')}\n`;
}
