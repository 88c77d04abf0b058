/**
 * `n8n-workflow` for `jest.mock`, in which waiting takes `longestMs` at most. The look after a change, more than
 * ten seconds later, never comes: it would write the list beside the test.
 */
export function withShortSleep(longestMs = 20) {
	const actual = jest.requireActual<typeof import('n8n-workflow')>('n8n-workflow');
	const sleep = async (ms: number) =>
		ms > 10_000 ? await new Promise<void>(() => {}) : await actual.sleep(Math.min(ms, longestMs));
	return { ...actual, sleep };
}
