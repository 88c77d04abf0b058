import { retry } from '../../core/concurrency/retry';
import type { Caller, KeptMessage, Target } from '../../core/server/adapter';
import { isLid, isPhone, spellings } from '../../core/values/addresses';
import type { Delivery } from '../../core/server/delivery';
import type { readServer, TriggerSettings } from '../settings/triggerSettings';
import { storeOf } from '../../core/server/connection';

/** The store may have a message a moment later than the workflow. */
const TRIES = 3;
const PAUSE_MS = 500;

/**
 * What the item says of it, if that is wanted: whether the message is the first one in its chat, as far as the server's store
 * reaches. Null where that cannot be known: the server stores no messages, does not answer, or knows only the LID of a person.
 */
export async function firstContactOf(
	context: Caller,
	{ firstContact: isWanted }: Pick<TriggerSettings['options'], 'firstContact'>,
	{ event, chat, message }: Delivery,
	server: () => ReturnType<typeof readServer>,
): Promise<{ firstContact?: boolean | null }> {
	if (!isWanted || event !== 'messages.upsert') return {};
	const own = { messageId: message?.id ?? '', seconds: message?.seconds ?? NaN };
	if (own.messageId === '' || Number.isNaN(own.seconds)) return { firstContact: null };
	try {
		const target = { ...(await server()), context };
		return { firstContact: await isFirst(target, chat, own) };
	} catch (error) {
		const cause = error instanceof Error ? error.message : '';
		context.logger.warn('Whether a WhatsApp message is the first of its chat is not known', {
			cause,
		});
		return { firstContact: null };
	}
}

type Own = Pick<KeptMessage, 'messageId' | 'seconds'>;

/** @throws {RequestFailure} if the store cannot be read */
async function isFirst(target: Target, chat: readonly string[], own: Own): Promise<boolean | null> {
	if (target.connection.server.store === undefined) return null;
	const found = await retry(async () => await read(target, chat, own), {
		attempts: TRIES,
		delay: () => PAUSE_MS,
		isRetryable: (result) => result === 'nothing',
	});
	return found === 'earlier' || found === 'first' ? found === 'first' : null;
}

/** What the chat has: an earlier message, this one as its first, or neither of them. */
type Found = 'earlier' | 'first' | 'nothing';

/** @returns `hidden`: earlier ones may be kept under the number of the person, which the server does not know */
async function read(target: Target, chat: readonly string[], own: Own): Promise<Found | 'hidden'> {
	const named = await readUnder(target, chat, own);
	const [lid, isKnown] = [chat.find(isLid), chat.some(isPhone)];
	if (named !== 'first' || lid === undefined || isKnown) return named;
	// Who that is, is only asked where it decides.
	const number = await target.connection.server.store?.otherAddress(target, lid);
	if (number === undefined) return 'hidden';
	const other = await readUnder(target, [number], own);
	return other === 'earlier' ? other : named;
}

async function readUnder(target: Target, chat: readonly string[], own: Own): Promise<Found> {
	const store = storeOf(target.connection);
	const sameSecond: KeptMessage[] = [];
	let hasEarlier = false;
	for (const address of new Set(chat.flatMap((jid) => spellings(jid)))) {
		await store.readChat(target, address, (page) => {
			sameSecond.push(...page.filter(({ seconds }) => seconds === own.seconds));
			hasEarlier ||= page.some(({ seconds }) => seconds < own.seconds);
			return hasEarlier;
		});
		if (hasEarlier) return 'earlier';
	}
	const itself = sameSecond.find(({ messageId }) => messageId === own.messageId);
	const others = sameSecond.filter(({ messageId }) => messageId !== own.messageId);
	// What is stored already came before a message that is not.
	if (others.some(({ order }) => itself === undefined || order < itself.order)) return 'earlier';
	return itself === undefined ? 'nothing' : 'first';
}
