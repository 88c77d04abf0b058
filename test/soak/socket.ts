import { listedIn } from '../e2e/support/hubList';
import { isSame, type Active, type Found } from './webhook';

/** What the server sends through WebSocket. */
export interface SocketSetting {
	readonly enabled: boolean;
	readonly events: readonly string[];
}

/** Every trigger wants these, for executions that wait for a reply. */
const ALWAYS = ['MESSAGES_UPSERT', 'MESSAGES_EDITED'];

/**
 * Workflows that receive through WebSocket are on the list of the webhook, which is switched off.
 * @param foreign what was sent before us; undefined: nothing
 * @returns what is wrong, or undefined
 */
export function wrongInSocket(
	webhook: Found | null,
	websocket: SocketSetting | null,
	active: readonly Active[],
	foreign?: SocketSetting,
): string | undefined {
	if (webhook?.enabled === true) return `the server sends to ${webhook.url}`;
	const headers = webhook?.headers ?? {};
	if (active.length === 0 && Object.keys(headers).length > 0) {
		return `nobody is active, and the webhook has ${JSON.stringify(headers)}`;
	}
	const [listed, wanted] = [listedIn(headers), active.map(({ url }) => url)];
	if (!isSame(listed, wanted)) {
		return `listed are ${JSON.stringify(listed)}, active ${JSON.stringify(wanted)}`;
	}
	const own = active.length === 0 ? [] : [...ALWAYS, ...active.map(({ event }) => event)];
	const union = [...new Set([...own, ...(foreign?.events ?? [])])];
	// Those of workflows that have left stay.
	const sent = websocket?.enabled === true ? websocket.events : [];
	return union.every((event) => sent.includes(event))
		? undefined
		: `it sends ${JSON.stringify(sent)}, wanted ${JSON.stringify(union)}`;
}
