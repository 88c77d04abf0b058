import type { Failure } from '../failures/failure';
import type { Caller, Connection } from './adapter';
import { upTo } from '../values/upTo';

// A number without its country code is still a number, so it is looked at only when WhatsApp does not know it.

/** The shortest country code with the shortest number behind it. */
const SHORTEST = 7;

/**
 * The number with what the account's own begins with, such as `55` or `5511`; undefined if nothing can be missing.
 * @param own number of the account
 */
export function meantNumber(entered: string, own: string): string | undefined {
	const missing = own.length - entered.length;
	const hasCountry = entered.startsWith(own.slice(0, 2));
	if (missing < 1 || entered.length < SHORTEST || hasCountry) return undefined;
	return own.slice(0, missing) + entered;
}

/** By run, server and instance: the number of the account. */
const owners = new WeakMap<Caller, Map<string, Promise<string | undefined>>>();

/** What a number that is not on WhatsApp may be meant to be, as a sentence; an empty text if that cannot be told. */
export async function meantInstead(
	context: Caller,
	connection: Connection,
	instance: string | undefined,
	entered: string,
): Promise<string> {
	const number = upTo('@s.whatsapp.net', entered);
	if (instance === undefined || !/^\d+$/.test(number)) return '';
	const ofRun = owners.get(context) ?? new Map<string, Promise<string | undefined>>();
	owners.set(context, ofRun);
	const key = `${connection.baseUrl} ${instance}`;
	const asked = ofRun.get(key) ?? askNumber(context, connection, instance);
	ofRun.set(key, asked);
	const meant = meantNumber(number, (await asked) ?? '');
	return meant === undefined
		? ''
		: `Is the country code missing? Beginning like the number of this instance, it is ${meant}.`;
}

/** The failure, with what its number may be meant to be. */
export async function explainMissingNumber(
	context: Caller,
	connection: Connection,
	failure: Failure,
	instance: string | undefined,
): Promise<Failure> {
	if (failure.missingNumber === undefined) return failure;
	const hint = await meantInstead(context, connection, instance, failure.missingNumber);
	return hint === '' ? failure : { ...failure, description: `${hint} ${failure.description}` };
}

/** Its number; undefined if the server does not tell. */
const askNumber = async (context: Caller, connection: Connection, instance: string) =>
	await connection.server.instances.ownJid({ context, connection, instance }).then(
		(jid) => jid && upTo('@', upTo(':', jid)),
		() => undefined,
	);
