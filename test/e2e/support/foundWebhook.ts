import type { ServerKind } from '../../../simulator/state/config';

export interface WebhookFound {
	url: string;
	enabled: boolean;
	/** Evolution Go has other names than Evolution API. */
	events: string[];
	headers: Record<string, string>;
}

interface Row {
	readonly name: string;
	readonly webhook: string;
	readonly events: string;
}

/** Evolution Go sends no events if the webhook's URL is this text. */
const OFF = 'disabled';

/** Reads the webhook of the instance `demo`; null if it has none. @param ask sends a request to the server, with the global key */
export async function foundWebhook(
	kind: ServerKind,
	ask: (method: string, route: string) => Promise<unknown>,
): Promise<WebhookFound | null> {
	if (kind === 'api') return (await ask('GET', '/webhook/find/demo')) as WebhookFound | null;
	const { data } = (await ask('GET', '/instance/all')) as { readonly data: readonly Row[] };
	const row = data.find(({ name }) => name === 'demo');
	if (row === undefined) throw new Error('There is no instance "demo"');
	const { url, headers } = partsOfAddress(row.webhook);
	return { url, enabled: url !== '' && url !== OFF, events: row.events.split(','), headers };
}

/** Evolution Go doesn't store headers. Our trigger appends them to the URL's query, each as `header.<name>`. */
function partsOfAddress(address: string): { url: string; headers: Record<string, string> } {
	const [url] = address.split(/[?&]header\./);
	const query = new URLSearchParams(address.slice(url.length + 1));
	const headers = [...query].map(([name, value]) => [name.replace(/^header\./, ''), value]);
	return { url, headers: Object.fromEntries(headers) as Record<string, string> };
}
