const LOOK_MS = 5;

/** `n8n-workflow` for `jest.mock`, in which a sleep is over as soon as the clock says so: a test sets that ahead. */
export function withLaterSleep() {
	const actual = jest.requireActual<typeof import('n8n-workflow')>('n8n-workflow');
	const sleep = async (ms: number) => {
		const end = Date.now() + ms;
		// What still sleeps at the end of the tests keeps nobody up.
		while (Date.now() < end)
			await new Promise((resolve) => setTimeout(resolve, Math.min(ms, LOOK_MS)).unref());
	};
	return { ...actual, sleep };
}
