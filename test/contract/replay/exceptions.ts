// Where the simulator answers something else than the captured servers, on purpose.

interface Exception {
	readonly reason: string;
	/** the differences that it explains; a status of its own as `status 200` */
	readonly lines: RegExp;
	/** in which requests, by version; everywhere where there is none */
	readonly only?: Readonly<Record<string, readonly number[]>>;
}

const ANYTHING = /./;

const EXCEPTIONS: readonly Exception[] = [
	{
		reason: 'no video is decoded, so that videos have no thumbnail',
		lines: /\.(video|ptv)Message\.jpegThumbnail: missing/,
	},
	{
		reason: 'WhatsApp says what was wrong with a member there too; what stood in for it did not',
		lines: /\.content\.attrs\.error: not in the captured one/,
	},
	{
		reason: 'what stood in for WhatsApp knew no opening hours, and no pictures of products',
		lines:
			/\.(business_hours\.(timezone|config)|reviewStatus|imageUrls\.\w+): not in the captured one/,
	},
	{
		reason: 'what stood in for WhatsApp left out what Baileys 7 adds to all that a phone sends',
		lines: /\.key\.addressingMode: not in the captured one/,
	},
	{
		reason: 'everybody has a picture here',
		lines: /\.profilePictureUrl: null expected/,
	},
	{
		reason: 'the captured servers had no settings for Facebook',
		lines: /\.facebook\w+: not in the captured one/,
	},
	{
		reason:
			'what stood in for Meta gave all accounts the same templates, and edits have no id there',
		lines: /\.example: missing|\$\.id: not in the captured one/,
		only: { '2.3.7': [286, 288], '2.2.3': [283] },
	},
	{
		reason: 'a page of two messages, and those of one second come in any order',
		lines: /records\[0\]\.message\./,
		only: { '2.3.7': [277] },
	},
	{
		reason: 'what stood in for WhatsApp was told to fail here',
		lines: ANYTHING,
		only: { '2.3.7': [181, 491, 498], '2.2.3': [470] },
	},
];

const used = new Map<string, Set<Exception>>();

/** Whether a difference in the answer to this request is meant. */
export function exceptionFor(version: string, index: number): (line: string) => boolean {
	const here = EXCEPTIONS.filter(({ only }) => !only || only[version]?.includes(index));
	const seen = used.get(version) ?? new Set();
	used.set(version, seen);
	return (line) => {
		const explaining = here.find(({ lines }) => lines.test(line));
		if (explaining) seen.add(explaining);
		return explaining !== undefined;
	};
}

/** The reasons that were never given, in any version. */
export const strayExceptions = (): string[] =>
	EXCEPTIONS.filter((exception) => ![...used.values()].some((seen) => seen.has(exception))).map(
		({ reason }) => reason,
	);
