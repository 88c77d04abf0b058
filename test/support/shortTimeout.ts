import type { AxiosStatic, InternalAxiosRequestConfig } from 'axios';

/**
 * From now on n8n's requests time out after so many milliseconds at the latest. Undo it at the end of the test file:
 * the files of a worker share n8n's HTTP client.
 * @param isMeant asked before each request; all, where left out
 * @returns undoes it
 */
export async function shortenTimeouts(
	milliseconds: number,
	isMeant: (request: InternalAxiosRequestConfig) => boolean = () => true,
): Promise<() => void> {
	const ofN8n = require.resolve('axios', { paths: [require.resolve('n8n-core')] });
	const { default: axios }: { default: AxiosStatic } = await import(ofN8n);
	const { request } = axios.interceptors;
	const interceptor = request.use((config) =>
		isMeant(config)
			? { ...config, timeout: Math.min(config.timeout ?? milliseconds, milliseconds) }
			: config,
	);
	return () => request.eject(interceptor);
}

/** What is given a time by the clock has so many milliseconds at most. Undone by `jest.restoreAllMocks()`. */
export const shortenLimits = (milliseconds: number): void =>
	mockTimeout((ms) => Math.min(ms, milliseconds));

/** The same for what is given just this time. */
export const shortenLimit = (limitMs: number, milliseconds: number): void =>
	mockTimeout((ms) => (ms === limitMs ? milliseconds : ms));

function mockTimeout(shortened: (ms: number) => number): void {
	const { timeout } = AbortSignal;
	jest
		.spyOn(AbortSignal, 'timeout')
		.mockImplementation((ms) => timeout.call(AbortSignal, shortened(ms)));
}
