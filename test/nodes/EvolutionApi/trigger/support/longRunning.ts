/** Longer than the three minutes for which the node assumes that n8n is still starting. */
export const LONG_RUNNING_MS = 181_000;

export function runForLong(): () => void {
	const now = Date.now;
	const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + LONG_RUNNING_MS);
	return () => clock.mockRestore();
}
