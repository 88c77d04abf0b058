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
	const { origin } = new URL(webhookUrl);
	const kind = classifyAddress(webhookUrl);
	const server = classifyAddress(baseUrl);
	const elsewhere = `the server is elsewhere, at ${new URL(baseUrl).origin}`;
	if (kind === 'loopback' && server !== 'loopback') {
		return {
			found: `The server sends the events to ${origin}, which for every machine is itself, and ${elsewhere}`,
			isCertain: true,
			isEverywhere: true,
		};
	}
	if (server !== 'public') return undefined;
	if (kind === 'private') {
		return {
			found: `The server sends the events to ${origin}, an address in a private network, and ${elsewhere}`,
			isCertain: true,
			isEverywhere: false,
		};
	}
	if (kind !== 'name') return undefined;
	return {
		found: `The server sends the events to ${origin}, a name that is known only in one network, and ${elsewhere}`,
		isCertain: false,
		isEverywhere: false,
	};
}
