import type { NodePromise } from './promise';

/** A parameter of an operation. */
interface Withdrawn {
	readonly place: string;
	readonly path: string;
}

/**
 * What nobody can set any more because it did harm, until the next `npm run record`. Workflows that were saved with it go on
 * working: their value is ignored.
 */
export const WITHDRAWN: readonly Withdrawn[] = [
	// Numbers that were looked up ten requests at once got accounts banned.
	{ place: 'contact/checkNumbers', path: 'concurrency.requestsAtOnce' },
];

/** What a node promised, without that. */
export function withoutWithdrawn(
	{ parameters, ...rest }: NodePromise,
	withdrawn: readonly Withdrawn[],
): NodePromise {
	const kept = Object.entries(parameters).map(([path, variants]) => {
		const places = withdrawn.filter((one) => one.path === path).map(({ place }) => place);
		return [
			path,
			variants.map((variant) => ({
				...variant,
				in: variant.in.filter((place) => !places.includes(place)),
			})),
		] as const;
	});
	return { ...rest, parameters: Object.fromEntries(kept) };
}
