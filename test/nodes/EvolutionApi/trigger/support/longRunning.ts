/** Age of a process at which it no longer expects other workflows to start. */
export const LONG_RUNNING_MS = 181_000;

export function runForLong(): () => void {
	const now = Date.now;
	const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + LONG_RUNNING_MS);
	return () => clock.mockRestore();
}
