import type { AxiosStatic } from 'axios';

/**
 * From now on n8n's requests of this test file time out after so many milliseconds at the latest.
 * @param isMeant asked before each request; all, where left out
 */
export async function shortenTimeouts(
	milliseconds: number,
	isMeant: () => boolean = () => true,
): Promise<void> {
	const ofN8n = require.resolve('axios', { paths: [require.resolve('n8n-core')] });
	const { default: axios }: { default: AxiosStatic } = await import(ofN8n);
	axios.interceptors.request.use((config) =>
		isMeant()
			? { ...config, timeout: Math.min(config.timeout ?? milliseconds, milliseconds) }
			: config,
	);
}
