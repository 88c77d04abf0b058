import type { ServerKind } from '../../../simulator/state/config';

/** The webhook of an instance. */
export interface WebhookFound {
	url: string;
	enabled: boolean;
	/** Names of events; for Evolution Go its own words. */
	events: string[];
	headers: Record<string, string>;
}

interface Row {
	readonly name: string;
	readonly webhook: string;
	readonly events: string;
}

/** Replaces an address, so that Evolution Go sends nothing. */
const OFF = 'disabled';

/** @param ask the server, with its global key. @returns that of the demo instance; null if it has none */
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

/** Evolution Go has no headers: ours follow the rest of the address, each as `header.<name>`. */
function partsOfAddress(address: string): { url: string; headers: Record<string, string> } {
	const [url] = address.split(/[?&]header\./);
	const query = new URLSearchParams(address.slice(url.length + 1));
	const headers = [...query].map(([name, value]) => [name.replace(/^header\./, ''), value]);
	return { url, headers: Object.fromEntries(headers) as Record<string, string> };
}
