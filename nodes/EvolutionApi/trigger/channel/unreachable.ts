import { classifyAddress } from '../../core/values/addressKind';

/** Why a server may not reach n8n. */
interface Unreachable {
	/** What was found, as a sentence without its period. */
	readonly found: string;
	/** Otherwise it depends on the network of the server. */
	readonly isCertain: boolean;
	/** The address is wrong for every workflow of this n8n. */
	readonly isEverywhere: boolean;
}

/**
 * What the two addresses alone tell, before anything is delivered.
 * @param webhookUrl that the server is told
 * @param baseUrl of the server
 * @returns undefined if nothing speaks against it
 */
export function describeUnreachable(webhookUrl: string, baseUrl: string): Unreachable | undefined {
	const kind = classifyAddress(webhookUrl);
	const server = classifyAddress(baseUrl);
	const found = (what: string) =>
		`The server sends the events to ${new URL(webhookUrl).origin}, ${what}, and the server is elsewhere, at ${new URL(baseUrl).origin}`;
	if (kind === 'loopback' && server !== 'loopback') {
		const what = 'which for every machine is itself';
		return { found: found(what), isCertain: true, isEverywhere: true };
	}
	if (server !== 'public' || (kind !== 'private' && kind !== 'name')) return undefined;
	const isCertain = kind === 'private';
	const what = isCertain
		? 'an address in a private network'
		: 'a name that is known only in one network';
	return { found: found(what), isCertain, isEverywhere: false };
}
