import type { CaseName, Competitor } from './protocol';

export interface Comparison {
	readonly name: CaseName;
	readonly title: string;
	readonly scheme: 'http' | 'https';
	readonly latencyMs: number;
	readonly counts: Partial<Record<Competitor, number>>;
}

type Counts = Comparison['counts'];

const titles: Record<CaseName, string> = {
	texts: 'Texts, in order',
	numbers: 'Numbers checked, without a gap',
	pictures: 'Profile pictures',
	media: 'A file from a binary field',
};

export const quickComparisons = (part: number): Comparison[] =>
	comparisons(part).filter(
		({ name, scheme, latencyMs }) =>
			latencyMs === (name === 'pictures' ? 20 : 0) && (scheme === 'http' || name === 'texts'),
	);

/**
 * With a latency, competitors that send one request after the other are slow. They get fewer items, and the results are times
 * per item.
 */
export function comparisons(part = 1): Comparison[] {
	const all: Array<[CaseName, number, Counts]> = [
		['texts', 0, { axios: 2000, http: 2000, peer: 2000, ours: 200 }],
		['texts', 20, { axios: 100, http: 100, peer: 100, ours: 100 }],
		['numbers', 0, { axios: 2000, http: 2000, peer: 500, ours: 2000, oursGap: 300 }],
		['numbers', 20, { axios: 2000, http: 2000, peer: 200, ours: 2000 }],
		['pictures', 0, { axios: 500, http: 500, peer: 500, ours: 500 }],
		['pictures', 20, { axios: 500, http: 500, peer: 100, ours1: 100, ours: 500, ours20: 500 }],
	];
	// Encrypted requests take longer and vary less, so half of the items are enough.
	const parts = { http: part, https: part / 2 };
	return (['http', 'https'] as const).flatMap((scheme) =>
		all.map(([name, latencyMs, counts]) => ({
			name,
			title: titles[name],
			scheme,
			latencyMs,
			counts: Object.fromEntries(
				Object.entries(counts).map(([competitor, full]) => [
					competitor,
					Math.max(5, Math.round(full * parts[scheme])),
				]),
			),
		})),
	);
}
