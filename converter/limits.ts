// Pasted workflows may have any size and depth. Without a limit, the page would freeze, or the stack would overflow.

/** Far more nodes than any real workflow has. */
const MOST_NODES = 1000;

/** n8n's own limit for a request is 16 MB. */
const MOST_CHARACTERS = 16_000_000;

/** Limit for nesting. Real parameters have about ten levels. */
const MOST_LEVELS = 200;

/** Returns why JSON is too large to convert; undefined if it isn't. */
export function tooMuch(json: unknown): string | undefined {
	let characters = 0;
	// An explicit stack, because a recursive function would overflow the call stack.
	const waiting: Array<readonly [value: unknown, level: number]> = [[json, 0]];
	for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
		const [value, level] = next;
		if (level > MOST_LEVELS) {
			return `The JSON is nested more than ${MOST_LEVELS} levels deep, which no real workflow is. Nothing was changed.`;
		}
		if (typeof value === 'string') characters += value.length;
		if (characters > MOST_CHARACTERS) {
			return 'The JSON contains more than 16 MB of text, which n8n would not accept at once either. Nothing was changed. Convert it in parts.';
		}
		if (typeof value !== 'object' || value === null) continue;
		for (const inner of Object.values(value)) waiting.push([inner, level + 1]);
	}
	return undefined;
}

export const tooManyNodes = (nodes: readonly unknown[]): string | undefined =>
	nodes.length > MOST_NODES
		? `The workflow has ${nodes.length} nodes, but the converter accepts at most ${MOST_NODES} at once. Nothing was changed. Convert it in parts.`
		: undefined;
