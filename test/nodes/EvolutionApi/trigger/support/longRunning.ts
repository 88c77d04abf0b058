/** So long after its start a process of n8n, such as a webhook processor, does not expect trigger() to run any more. */
export const LONG_RUNNING_MS = 31_000;

/** The process has run for that long. @returns puts the clock right again */
export function runForLong(): () => void {
	const now = Date.now;
	const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + LONG_RUNNING_MS);
	return () => clock.mockRestore();
}
