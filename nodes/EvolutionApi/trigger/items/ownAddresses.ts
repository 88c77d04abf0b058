import { ownLid } from '../../core/ask/people';
import type { Caller, Target } from '../../core/server/adapter';
import { asTexts } from '../../core/values/answer';
import { findAddressed } from '../../events/filters';
import { comparable } from '../../core/values/addresses';
import { makeInstanceId } from '../../core/server/account';
import type { Event } from '../memory/deliveredEvent';
import { createScopedCache } from '../memory/scopedCache';
import type { readServer, TriggerSettings } from '../settings/triggerSettings';

// All addresses of the account itself. Groups that hide numbers mention it by its LID, which no delivery names.

type Server = Awaited<ReturnType<typeof readServer>>;

/** What the server did not tell is asked for again after this, and so is the number: another phone may be connected. */
const ASK_AGAIN_MS = 10 * 60_000;

/** So soon, if it refused to tell: that may have been for this moment, or this group. */
const REFUSED_MS = 60_000;

/** In so many groups of an instance the LID is asked for within {@link REFUSED_MS}, while it is unknown. */
const MOST_LOOK_UPS = 10;

interface Owner {
	/** Unix ms */
	readonly at: number;
	readonly jid: Promise<string | undefined>;
}

/** What a group says of the LID: that, or when to ask there again. */
type LidAnswer = { readonly lid: string } | { readonly againMs: number };

interface LookUp {
	/** Unix ms */
	readonly at: number;
	readonly answer: Promise<LidAnswer>;
}

/** What is known of the LID of an account, which stays the same as long as the number does. */
interface Account {
	/** The number, as `comparable` gives it. */
	readonly number: string;
	lid?: string;
	/** By group: when it did not tell. */
	readonly lookUps: Map<string, LookUp>;
}

/** By instance: the JID with the number. */
const owners = createScopedCache<Owner>();
/** By instance. */
const accounts = createScopedCache<Account>();

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
	const addressed = findAddressed(delivery) ?? [];
	const [chat = ''] = delivery.chat;
	const isHidden = addressed.some((jid) => jid.endsWith('@lid'));
	if (addressed.length === 0 || (delivery.sender !== null && !isHidden)) return event;
	const { connection, instance } = await server();
	const account = await ownAddresses({ context, connection, instance }, chat, delivery.sender);
	return { ...event, delivery: { ...delivery, account } };
}

/**
 * The JID of the account and, if the server tells it, its LID.
 * @param group in which the account is
 * @param sender the JID, if a delivery has named it
 * @throws {RequestFailure} if the server cannot tell now
 */
export async function ownAddresses(
	target: Target,
	group: string,
	sender: string | null = null,
): Promise<string[]> {
	const { context, connection, instance } = target;
	const instanceId = makeInstanceId(connection, instance);
	if (sender !== null) owners.set(instanceId, { at: Date.now(), jid: Promise.resolve(sender) });
	const owner = await fetchOwner(instanceId, async () => await connection.server.ownJid(target));
	if (owner === undefined) return [];
	const number = comparable(owner);
	const known = accounts.get(instanceId);
	const account = known?.number === number ? known : { number, lookUps: new Map() };
	accounts.set(instanceId, account);
	const lid = await fetchLid(account, group, async () => {
		const lid = await ownLid(target, group, owner);
		if (lid === undefined) return { againMs: REFUSED_MS };
		if (lid !== null) return { lid };
		tellUnknown(context);
		return { againMs: ASK_AGAIN_MS };
	});
	return asTexts([owner, lid]);
}

async function fetchOwner(
	instanceId: string,
	ask: () => Promise<string | undefined>,
): Promise<string | undefined> {
	const found = owners.get(instanceId);
	if (found !== undefined) {
		const jid = await found.jid;
		if (Date.now() - found.at < (jid === undefined ? REFUSED_MS : ASK_AGAIN_MS)) return jid;
	}
	const jid = ask();
	owners.set(instanceId, { at: Date.now(), jid });
	jid.catch(() => void owners.delete(instanceId));
	return await jid;
}

/** A group that does not tell it holds up no other group. */
async function fetchLid(
	account: Account,
	group: string,
	ask: () => Promise<LidAnswer>,
): Promise<string | undefined> {
	if (account.lid !== undefined) return account.lid;
	const { lookUps } = account;
	const before = lookUps.get(group);
	if (before !== undefined) {
		const found = await before.answer;
		if ('lid' in found) return found.lid;
		if (Date.now() - before.at < found.againMs) return undefined;
	}
	const now = Date.now();
	for (const [name, { at }] of lookUps) if (now - at >= ASK_AGAIN_MS) lookUps.delete(name);
	const recent = [...lookUps.values()].filter(({ at }) => now - at < REFUSED_MS);
	if (recent.length >= MOST_LOOK_UPS) return undefined;
	const answer = ask();
	lookUps.set(group, { at: now, answer });
	answer.catch(() => void lookUps.delete(group));
	const found = await answer;
	if (!('lid' in found)) return undefined;
	account.lid = found.lid;
	return found.lid;
}

function tellUnknown({ logger }: Caller): void {
	logger.warn(
		'The server does not tell which LID the account has. So that mentions of it in groups that hide numbers start the workflow, enter the LID in Filters → Mentions.',
	);
}
