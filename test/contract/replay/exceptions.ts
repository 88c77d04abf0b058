// Intended differences between the simulator's answers and the captured server's.

interface Exception {
	readonly reason: string;
	/** pattern for the allowed differences; `status 200` means that only the simulator answers with the status 200 */
	readonly lines: RegExp;
	/** indexes of the requests for which `lines` applies; if left out, all requests */
	readonly only?: readonly number[];
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
		lines:
			/\.key\.(addressingMode|participant): not in the captured one|\.participant: null expected, got string/,
	},
	{
		reason: 'everybody has a picture here',
		lines: /\.profilePictureUrl: null expected/,
	},
	{
		reason: 'the captured server had no settings for Facebook',
		lines: /\.facebook\w+: not in the captured one/,
	},
	{
		reason:
			'what stood in for Meta gave all accounts the same templates, and edits have no id there',
		lines: /\.example: missing|\$\.id: not in the captured one/,
		only: [286, 288],
	},
	{
		reason: 'a page of two messages, and those of one second come in any order',
		lines: /records\[0\]\.message\./,
		only: [277],
	},
	{
		reason: 'what stood in for WhatsApp was told to fail here',
		lines: ANYTHING,
		only: [181, 491, 498],
	},
];

const used = new Set<Exception>();

export function exceptionFor(index: number): (line: string) => boolean {
	const here = EXCEPTIONS.filter(({ only }) => only?.includes(index) ?? true);
	return (line) => {
		const explaining = here.find(({ lines }) => lines.test(line));
		if (explaining) used.add(explaining);
		return explaining !== undefined;
	};
}

export const strayExceptions = (): string[] =>
	EXCEPTIONS.filter((exception) => !used.has(exception)).map(({ reason }) => reason);
