/** So long after a trigger has started in a process of n8n, it does not expect that of another workflow to run any more. */
export const LONG_RUNNING_MS = 181_000;

/** The process has run for that long. @returns puts the clock right again */
export function runForLong(): () => void {
	const now = Date.now;
	const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + LONG_RUNNING_MS);
	return () => clock.mockRestore();
}
