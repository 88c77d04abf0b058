import type { AxiosStatic } from 'axios';

/** From now on n8n's requests of this test file time out after so many milliseconds at the latest. */
export async function shortenTimeouts(milliseconds: number): Promise<void> {
	const ofN8n = require.resolve('axios', { paths: [require.resolve('n8n-core')] });
	const { default: axios }: { default: AxiosStatic } = await import(ofN8n);
	axios.interceptors.request.use((config) => ({
		...config,
		timeout: Math.min(config.timeout ?? milliseconds, milliseconds),
	}));
}
