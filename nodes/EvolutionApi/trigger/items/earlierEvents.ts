import type { IDataObject } from 'n8n-workflow';

import { RequestFailure } from '../../errors/failure';
import type { Caller } from '../../server/adapter';
import type { AlbumSize, DeliveredMessage, Delivery } from '../../server/delivery';
import { getChatType } from '../../core/values/addresses';
import { asRecord, asTexts, isRecord, numberOrNull, textOrNull } from '../../core/values/answer';
import { BoundedMap } from '../../core/values/boundedMap';
import { readBelonging, readContent } from '../../events/readContent';
import { createScopedCache } from '../memory/scopedCache';
import type { readServer } from '../settings/triggerSettings';

// What earlier events of an instance tell of this one: how many files an album has, that a message is delivered already, and
// what was so before in a group. It is known since n8n was started.

const MOST_ALBUMS = 1_000;
const MOST_MESSAGES = 10_000;
const MOST_GROUPS = 1_000;

class EarlierEvents {
	/** By ID of the header. */
	readonly albums = new BoundedMap<AlbumSize>(MOST_ALBUMS);
	/** IDs of own messages that have been delivered. */
	readonly delivered = new BoundedMap<true>(MOST_MESSAGES);
	/** By JID of the group: its settings, as in the items. */
	readonly groups = new BoundedMap<IDataObject>(MOST_GROUPS);
	/** By change of a group, each of which every workflow hears, and again if it comes again: what was so before. */
	readonly previous = new BoundedMap<IDataObject>(MOST_GROUPS);
}

/** By instance. */
const known = createScopedCache<EarlierEvents>();

/** The event with what earlier ones have told of it. It learns from the event. */
export function withEarlierEvents<
	Event extends { readonly delivery: Delivery; readonly eventId: string },
>(instanceId: string, event: Event): Event {
	const earlier = known.getOr(instanceId, () => new EarlierEvents());
	const { delivery, eventId } = event;
	const entries = delivery.entries.map((entry, index) =>
		completeEvent(earlier, entry, `${eventId}/${index}`),
	);
	const isSame = entries.every((entry, index) => entry === delivery.entries[index]);
	const whole = isSame ? delivery : { ...delivery, entries };
	const completed = completeEvent(earlier, whole, eventId);
	return completed === delivery ? event : { ...event, delivery: completed };
}

function completeEvent(earlier: EarlierEvents, delivery: Delivery, eventId: string): Delivery {
	const { event, message, facts } = delivery;
	if (event === 'messages.upsert' && message !== undefined) {
		const albumSize = findAlbumSize(earlier, message);
		return albumSize === undefined ? delivery : { ...delivery, message: { ...message, albumSize } };
	}
	if (!isRecord(facts)) return delivery;
	const more =
		event === 'messages.update'
			? withoutOldTick(earlier, facts)
			: event.startsWith('groups.') && withPrevious(earlier, facts, eventId);
	return more ? { ...delivery, facts: { ...facts, ...more } } : delivery;
}

/** The header comes first, and starts nothing. */
function findAlbumSize(
	{ albums }: EarlierEvents,
	message: DeliveredMessage,
): AlbumSize | undefined {
	const content = readContent(message);
	if (content.kind === 'album' && message.id !== null) {
		const { expectedImageCount, expectedVideoCount } = asRecord(content.part?.content);
		const images = numberOrNull(expectedImageCount) ?? 0;
		const videos = numberOrNull(expectedVideoCount) ?? 0;
		albums.set(message.id, { images, videos });
		return undefined;
	}
	const { type, messageId } = readBelonging(content, message) ?? {};
	return type === 'album' && messageId != null ? albums.get(messageId) : undefined;
}

const DELIVERED = ['delivered', 'read', 'played'];

/** The server says `sent` of whatever happens to a message: a star and a pin look as if it was not delivered yet. */
function withoutOldTick(
	{ delivered }: EarlierEvents,
	{ messageId, statusText }: IDataObject,
): IDataObject | undefined {
	const id = textOrNull(messageId);
	if (id === null) return undefined;
	if (DELIVERED.includes(String(statusText))) delivered.set(id, true);
	const isOld = statusText === 'sent' && delivered.get(id) !== undefined;
	return isOld ? { status: null, statusText: null } : undefined;
}

/** `previous`: what the keys in `changed` were before. */
function withPrevious(
	{ groups, previous }: EarlierEvents,
	fact: IDataObject,
	eventId: string,
): IDataObject | undefined {
	const group = textOrNull(fact.chat);
	if (group === null) return undefined;
	const before = previous.getOr(eventId, () => {
		const settings = groups.get(group) ?? {};
		const told = Object.entries(fact).filter(([, value]) => value !== null);
		groups.set(group, { ...settings, ...Object.fromEntries(told) });
		const changed = asTexts(fact.changed).filter(
			(key) => settings[key] !== undefined && settings[key] !== fact[key],
		);
		return Object.fromEntries(changed.map((key) => [key, settings[key]]));
	});
	return Object.keys(before).length === 0 ? undefined : { previous: before };
}

// What the server keeps of an earlier message.

export interface About {
	readonly delivery: Delivery;
}

/** Where more of an event can be asked. */
export interface Place {
	readonly context: Caller;
	readonly server: () => ReturnType<typeof readServer>;
}

/**
 * An edit with the chat, the author and the time of the message that was edited, as the server keeps it. It passes on what the editor's
 * phone has sent, where the chat of a customer is our own number, and the author is always "me". Never throws: without the
 * message, the chat is not known, and in a group anybody may have edited it but the account, whose own edits are rare.
 */
export async function withEditedMessage<Event extends About>(
	{ context, server }: Place,
	event: Event,
): Promise<Event> {
	const { delivery } = event;
	const { message, chat } = delivery;
	if (message?.isNamedByEditor !== true || message.id === null) return event;
	if (readContent(message).kind !== 'edited') return event;
	const kept = await findMessage({ context, server }, message.id);
	const isGroup = getChatType(chat[0] ?? '') === 'group';
	if (kept?.message !== undefined) {
		const { fromMe, author, participant, senderName, username, chatConflict } = kept.message;
		const { seconds, storedAt } = kept.message;
		const told = { fromMe, author, participant, senderName, username, chatConflict };
		const sent = { seconds, storedAt };
		return {
			...event,
			delivery: { ...delivery, chat: kept.chat, message: { ...message, ...told, ...sent } },
		};
	}
	if (!isGroup || !message.fromMe) return event;
	return {
		...event,
		delivery: { ...delivery, message: { ...message, fromMe: false, author: [] } },
	};
}

async function findMessage(
	{ context, server }: Place,
	messageId: string,
): Promise<Delivery | undefined> {
	const { connection, instance } = await server();
	const found = await connection.server.store
		?.find({ context, connection, instance }, messageId)
		.catch((error: unknown) => {
			if (!(error instanceof RequestFailure)) throw error;
			context.logger.warn('Which message was edited could not be asked: its chat is not known', {
				cause: error.message,
			});
			return [];
		});
	return found?.[0]?.delivery;
}
