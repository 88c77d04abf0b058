import { recordOf, recordsIn } from '../core/server/answer';
import type { Caller, Connection } from '../core/server/connection';
import { RequestFailure, trySend } from '../core/server/request';
import { fillRoute, queryString } from '../core/server/route';
import { addressedIn, comparable } from '../events';
import { firstText, textsOf } from '../events/values';
import { hubOf } from './activeTriggers';
import type { Event } from './deliveredEvent';
import type { readServer, TriggerSettings } from './triggerSettings';

// All addresses of the account itself. Groups that hide numbers mention it by its LID, which no delivery names.

type Server = Awaited<ReturnType<typeof readServer>>;

/** What the server did not tell is asked for again after this, and so is the number: another phone may be connected. */
const ASK_AGAIN_MS = 10 * 60_000;

interface Found {
	/** Unix ms */
	readonly at: number;
	readonly jid: Promise<string | undefined>;
	/** Of a LID: the number, as `comparable` gives it. */
	readonly account?: string;
}

/** By instance: the JID with the number. */
const owners = new Map<string, Found>();
/** By instance: the LID, which stays the same as long as the number does. */
const lids = new Map<string, Found>();

/**
 * The event, with all addresses of the account if a filter needs them. The server is asked once for each account, when
 * a LID is mentioned for the first time.
 * @throws {RequestFailure} if the server cannot tell now: the event may come again
 */
export async function withAccount(
	context: Caller,
	settings: TriggerSettings,
	event: Event,
	server: () => Promise<Server>,
): Promise<Event> {
	const { delivery } = event;
	if (!settings.asksForAccount || delivery.account !== undefined) return event;
	const addressed = addressedIn(delivery) ?? [];
	const { remoteJid } = recordOf(recordOf(delivery.data).key);
	const isHidden = addressed.some((jid) => jid.endsWith('@lid'));
	if (addressed.length === 0 || (delivery.sender !== null && !isHidden)) return event;
	const { connection, instance } = await server();
	const account = await ownAddresses(
		context,
		connection,
		instance,
		String(remoteJid),
		delivery.sender,
	);
	return { ...event, delivery: { ...delivery, account } };
}

/**
 * The JID of the account and, if the server tells it, its LID.
 * @param group in which the account is
 * @param sender the JID, if a delivery has named it
 * @throws {RequestFailure} if the server cannot tell now
 */
export async function ownAddresses(
	context: Caller,
	connection: Connection,
	instance: string,
	group: string,
	sender: string | null = null,
): Promise<string[]> {
	const hub = hubOf(connection, instance);
	if (sender !== null) owners.set(hub, { at: Date.now(), jid: Promise.resolve(sender) });
	const owner = await known(
		owners,
		hub,
		async () => await askOwner(context, connection, instance),
		{ keepMs: ASK_AGAIN_MS },
	);
	if (owner === undefined) return [];
	const account = comparable(owner);
	// One for each instance: whoever calls the global webhook may name any account.
	if (lids.get(hub)?.account !== account) lids.delete(hub);
	const lid = await known(
		lids,
		hub,
		async () => {
			const found = await askLid(context, connection, instance, group, owner);
			if (found === undefined) tellUnknown(context);
			return found;
		},
		{ account },
	);
	return textsOf([owner, lid]);
}

/** @param keepMs for how long it is not asked for again */
async function known(
	all: Map<string, Found>,
	name: string,
	ask: () => Promise<string | undefined>,
	{ keepMs = Infinity, account }: { readonly keepMs?: number; readonly account?: string },
): Promise<string | undefined> {
	const found = all.get(name);
	if (found !== undefined) {
		const jid = await found.jid;
		if (Date.now() - found.at < (jid === undefined ? ASK_AGAIN_MS : keepMs)) return jid;
	}
	const jid = ask();
	all.set(name, { at: Date.now(), jid, account });
	jid.catch(() => void all.delete(name));
	return await jid;
}

/** @returns undefined if the server refuses. @throws {RequestFailure} if it cannot answer now */
async function get(
	context: Caller,
	connection: Connection,
	instance: string,
	path: string,
): Promise<unknown> {
	const request = { method: 'GET', path, retry: 'always', instance } as const;
	const result = await trySend(context, connection, request);
	if ('body' in result) return result.body;
	if (result.failure.mayHeal === true) throw new RequestFailure(result.failure);
	return undefined;
}

/** `GET /instance/fetchInstances` */
async function askOwner(
	context: Caller,
	connection: Connection,
	instance: string,
): Promise<string | undefined> {
	const path = '/instance/fetchInstances' + queryString({ instanceName: instance });
	const answer = await get(context, connection, instance, path);
	const own = recordsIn(answer).find(({ name }) => name === instance);
	return firstText(own?.ownerJid) ?? undefined;
}

/** `GET /group/participants/{instance}`: newer servers give both addresses of a member, also where numbers are hidden. */
async function askLid(
	context: Caller,
	connection: Connection,
	instance: string,
	group: string,
	owner: string,
): Promise<string | undefined> {
	const route = fillRoute('/group/participants/{instance}', { instance });
	const path = route + queryString({ groupJid: group });
	const answer = await get(context, connection, instance, path);
	const members = recordsIn(recordOf(answer).participants).map(({ id, jid, lid, phoneNumber }) =>
		textsOf([id, jid, lid, phoneNumber]),
	);
	const own = members.find((jids) => jids.some((jid) => comparable(jid) === comparable(owner)));
	return own?.find((jid) => jid.endsWith('@lid'));
}

function tellUnknown({ logger }: Caller): void {
	logger.warn(
		'The server does not tell which LID the account has. So that mentions of it in groups that hide numbers start the workflow, enter the LID in Filters → Mentions.',
	);
}
