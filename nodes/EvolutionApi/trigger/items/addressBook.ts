import type { IDataObject } from 'n8n-workflow';

import { inTime } from '../../core/concurrency/retry';
import { lookUpLids } from '../../server/ask/numbers';
import { fetchAllMembers, ownLid } from '../../server/ask/people';
import { asFailure, RequestFailure } from '../../errors/failure';
import { makeInstanceId } from '../../server/account';
import type { Target } from '../../server/adapter';
import {
	asJid,
	comparable,
	getChatType,
	isLid,
	isPhone,
	spellings,
} from '../../core/values/addresses';
import { asTexts, isRecord, withoutNulls } from '../../core/values/answer';
import { plainNameOrNull, textBefore } from '../../core/values/text';
import { BoundedMap } from '../../core/values/boundedMap';
import type { DeliveredMessage, Delivery } from '../../server/delivery';
import { findAddressed, findMentions } from '../../events/filters';
import type { Event } from '../memory/deliveredEvent';
import { createScopedCache } from '../memory/scopedCache';
import type { Place } from '../settings/triggerSettings';

// WhatsApp names a person by number, by LID, or by both. After an event or a request has shown a LID's number, events with
// only the LID also get the number, so that all events of a person have the same address. The account itself has a LID, too:
// groups that hide numbers mention the account by that LID, and deliveries never show that it's the account's LID.

const MOST_PEOPLE = 10_000;
/** Time until the server is asked again for an unknown LID's number, or for the account's number, which may have changed. */
const ASK_AGAIN_MS = 10 * 60_000;
const FAILED_LOOK_UP_MS = 60_000;
/** Pause between requests for the members of all groups. It's long, because the server asks WhatsApp itself each time. */
const GROUPS_PAUSE_MS = 3_600_000;
/** How long a message waits for a lookup. An answer that comes later is used for the next message. */
const LOOK_UP_PATIENCE_MS = 5_000;
const MOST_NUMBERS = 10;
/** Maximum number of searches for the account's own LID within {@link FAILED_LOOK_UP_MS}. Each search reads one group. */
const MOST_LOOK_UPS = 10;

interface Answered<Answer> {
	readonly answer: Answer;
	readonly forMs: number;
}

interface LookUp {
	/** Until this time (Unix ms), the answer is reused. */
	until: number;
	readonly answer: Promise<unknown>;
}

class AddressBook {
	/** JIDs with phone numbers, keyed by LID. */
	private readonly numbers = new BoundedMap<string>(MOST_PEOPLE);
	private readonly names = new BoundedMap<string>(MOST_PEOPLE);
	private readonly lookUpsBySubject = new BoundedMap<LookUp>(MOST_PEOPLE);
	/** Times of the latest searches for the account's LID, Unix ms. */
	private lookUps: readonly number[] = [];
	/** If the account gets a new number, the LID is looked up again. */
	private own?: { readonly number: string; readonly lid: string };

	/** @param addresses all addresses of one person */
	learn(addresses: readonly string[]): void {
		const [lid, number] = [addresses.find(isLid), addresses.find(isPhone)];
		if (lid !== undefined && number !== undefined) this.numbers.set(lid, number);
	}

	learnAuthor({ author, senderName }: DeliveredMessage): void {
		this.learn(author);
		const name = plainNameOrNull(senderName);
		if (name !== null) for (const lid of author.filter(isLid)) this.names.set(lid, name);
	}

	/** Returns each mentioned person's name, or else the number, keyed by the LID's digits. Unknown people are missing. */
	nameAll(lids: readonly string[]): ReadonlyMap<string, string> {
		return new Map(
			lids.flatMap((lid) => {
				const number = this.numbers.get(lid);
				const nickname = this.names.get(lid) ?? (number && textBefore('@', number));
				return nickname === undefined ? [] : [[textBefore('@', lid), nickname] as const];
			}),
		);
	}

	complete(addresses: readonly string[]): readonly string[] {
		const lid = addresses.find(isLid);
		if (lid === undefined || addresses.some(isPhone)) return addresses;
		const number = this.numbers.get(lid);
		return number === undefined ? addresses : [...addresses, number];
	}

	/** Never throws: without an answer, the person keeps the LID. */
	async ask(target: Target, lid: string): Promise<void> {
		await this.askWhose(target, lid, async () => {
			const { store } = target.connection.server;
			const number =
				store === undefined
					? await this.findInGroups(target, lid)
					: await store.otherAddress(target, lid);
			if (number !== undefined) this.numbers.set(lid, number);
		});
	}

	/** Looks up the LIDs of numbers, for servers that can't look up the number of a LID. @param people digits of the numbers */
	async askLids(target: Target, people: readonly string[]): Promise<void> {
		const numbers = people.slice(0, MOST_NUMBERS).flatMap((number) => spellings(number));
		await this.askWhose(target, numbers.join(), async () => {
			for (const [number, lid] of await lookUpLids(target, numbers)) this.numbers.set(lid, number);
		});
	}

	/**
	 * Returns the JID of the account and, if the server returns it, its LID.
	 * @param sender the account's JID, if the delivery contains it
	 * @throws {RequestFailure} if the server cannot answer now
	 */
	async askOwn(target: Target, group: string, sender: string | null): Promise<string[]> {
		if (sender !== null)
			this.lookUpsBySubject.set('own JID', {
				until: Date.now() + ASK_AGAIN_MS,
				answer: Promise.resolve(sender),
			});
		const owner = await this.once('own JID', async () => {
			const answer = await target.connection.server.ownJid(target);
			return { answer, forMs: answer === undefined ? FAILED_LOOK_UP_MS : ASK_AGAIN_MS };
		});
		if (owner === undefined) return [];
		const number = comparable(owner);
		if (this.own?.number === number) return [owner, this.own.lid];
		// Each group has its own lookup, so a group without an answer doesn't delay other groups.
		const lid = await this.once(`${number} in ${group}`, async () => {
			const now = Date.now();
			this.lookUps = this.lookUps.filter((at) => now - at < FAILED_LOOK_UP_MS);
			if (this.lookUps.length >= MOST_LOOK_UPS) return { answer: undefined, forMs: 0 };
			this.lookUps = [...this.lookUps, now];
			const answer = await ownLid(target, group, owner);
			if (answer === null) target.context.logger.warn(NO_OWN_LID);
			return { answer, forMs: answer === null ? ASK_AGAIN_MS : FAILED_LOOK_UP_MS };
		});
		if (lid != null) this.own = { number, lid };
		return asTexts([owner, lid]);
	}

	private async askWhose({ context }: Target, name: string, ask: () => Promise<void>) {
		const asking = this.once(name, async () => {
			const failure = await ask().catch(asFailure);
			if (failure === undefined) return { answer: undefined, forMs: ASK_AGAIN_MS };
			context.logger.warn('The number of a LID could not be looked up: the chat keeps the LID', {
				cause: failure.message,
			});
			return { answer: undefined, forMs: FAILED_LOOK_UP_MS };
		});
		await inTime(asking, LOOK_UP_PATIENCE_MS);
	}

	private async findInGroups(target: Target, lid: string): Promise<string | undefined> {
		const members = await this.once('members', async () => ({
			answer: await fetchAllMembers(target),
			forMs: GROUPS_PAUSE_MS,
		}));
		return members.find(({ addresses }) => addresses.includes(lid))?.addresses.find(isPhone);
	}

	/** Returns the answer cached under `name`, or calls `ask`. @throws the error of `ask`, which isn't cached */
	private async once<Answer>(name: string, ask: () => Promise<Answered<Answer>>): Promise<Answer> {
		const lookUp = this.lookUpsBySubject.get(name);
		if (lookUp !== undefined && Date.now() < lookUp.until) return (await lookUp.answer) as Answer;
		const answer = ask().then(({ answer: reply, forMs }) => {
			entry.until = Date.now() + forMs;
			return reply;
		});
		const entry: LookUp = { until: Infinity, answer };
		this.lookUpsBySubject.set(name, entry);
		answer.catch(() => this.lookUpsBySubject.delete(name));
		return await answer;
	}
}

const NO_OWN_LID =
	'The server does not return the LID of the account, so mentions of it in groups that hide numbers do not start the workflow. Enter the LID in Filters → Mentions.';

const books = createScopedCache<AddressBook>();

const openBook = (instanceId: string): AddressBook =>
	books.getOr(instanceId, () => new AddressBook());

/** Adds all known addresses to the event's chat and people, and notes new addresses from the event. Sends no request. */
function withKnownAddresses(book: AddressBook, event: Event): Event {
	const entries = event.delivery.entries.map((entry) => completeDelivery(book, entry));
	return { ...event, delivery: { ...completeDelivery(book, event.delivery), entries } };
}

export function withKnownNames(
	deliveries: readonly Delivery[],
	instanceId: string | undefined,
): Delivery[] {
	const book = instanceId === undefined ? new AddressBook() : openBook(instanceId);
	for (const { message } of deliveries) if (message !== undefined) book.learnAuthor(message);
	return deliveries.map((delivery) => completeDelivery(book, delivery));
}

function completeDelivery(book: AddressBook, delivery: Delivery): Delivery {
	const [first] = delivery.chat;
	if (first === undefined) return delivery;
	const { message } = delivery;
	const isPrivate = getChatType(first) === 'private';
	if (isPrivate) book.learn(delivery.chat);
	if (message !== undefined) book.learnAuthor(message);
	const chat = isPrivate ? book.complete(delivery.chat) : delivery.chat;
	const author = message && book.complete(message.author);
	const facts = message === undefined ? completeFacts(book, delivery) : undefined;
	const lids = findMentions(delivery).filter(isLid);
	const mentionNames = lids.length === 0 ? undefined : book.nameAll(lids);
	const fullMessage = message && author && { ...message, author, mentionNames };
	return { ...delivery, chat, message: fullMessage, facts };
}

function completeFacts(book: AddressBook, { facts, chat }: Delivery): Delivery['facts'] {
	if (facts === undefined) return undefined;
	const complete = (fact: IDataObject) => completeFact(book, fact, chat);
	return Array.isArray(facts) ? facts.map(complete) : complete(facts as IDataObject);
}

function completeFact(book: AddressBook, fact: IDataObject, chat: readonly string[]): IDataObject {
	const find = (...addresses: unknown[]): string | null => {
		const jids = asTexts(addresses).map(asJid);
		book.learn(jids);
		const number = jids.some(isPhone) ? undefined : book.complete(jids).find(isPhone);
		return number === undefined ? null : textBefore('@', number);
	};
	const completeMember = (member: unknown) => {
		if (!isRecord(member)) return member;
		const phoneNumber = find(member.jid, member.phoneNumber, member.lid);
		return phoneNumber === null ? member : { ...member, phoneNumber };
	};
	const { participants } = fact;
	return {
		...fact,
		...withoutNulls({
			phoneNumber: fact.chatType === 'private' ? find(...chat) : null,
			senderPhone: find(fact.senderJid, fact.senderPhone, fact.senderLid),
			authorPhone: find(fact.author, fact.authorPhone),
			changedByPhone: find(fact.changedBy, fact.changedByPhone),
			participantPhone: find(fact.participant),
			participants: Array.isArray(participants) ? participants.map(completeMember) : null,
		}),
	};
}

function findHiddenPerson({ chat, message }: Delivery): string | undefined {
	const isPrivate = message !== undefined && getChatType(chat[0] ?? '') === 'private';
	return isPrivate && !chat.some(isPhone) ? chat.find(isLid) : undefined;
}

/**
 * Asks the server for the number of a private chat that only has a LID, if a workflow or a waiting execution needs that number.
 * @param decides true if a workflow needs the number, for its filters or for a takeover
 * @param chats addresses of the chats in which executions wait, as `comparable()` spells them
 */
export async function withPeople(
	{ instanceId, context, server }: Place,
	original: Event,
	decides: boolean,
	chats: readonly string[],
): Promise<Event> {
	const book = openBook(instanceId);
	const event = withKnownAddresses(book, original);
	const numbers = chats.filter((chat) => !chat.includes('@'));
	const lid = findHiddenPerson(event.delivery);
	if (lid === undefined || (!decides && numbers.length === 0)) return event;
	const target = { ...(await server()), context };
	await book.ask(target, lid);
	const completeEvent = withKnownAddresses(book, event);
	const isHidden = findHiddenPerson(completeEvent.delivery) !== undefined;
	if (!isHidden || numbers.length === 0 || target.connection.server.store !== undefined)
		return completeEvent;
	await book.askLids(target, numbers);
	return withKnownAddresses(book, completeEvent);
}

/**
 * Adds all addresses of the account to the event. If the server cannot answer now, the event gets `accountFailure` instead.
 * Filters that need the addresses then throw that failure.
 */
export async function withAccount({ context, server }: Place, event: Event): Promise<Event> {
	const { delivery } = event;
	if (delivery.account !== undefined) return event;
	const addressees = findAddressed(delivery) ?? [];
	const [chat = ''] = delivery.chat;
	if (addressees.length === 0 || (delivery.sender !== null && !addressees.some(isLid)))
		return event;
	const target = { ...(await server()), context };
	const account = await ownAddresses(target, chat, delivery.sender).catch(asFailure);
	return account instanceof RequestFailure
		? { ...event, accountFailure: account }
		: { ...event, delivery: { ...delivery, account } };
}

export const ownAddresses = async (
	target: Target,
	group: string,
	sender: string | null = null,
): Promise<string[]> =>
	await openBook(makeInstanceId(target.connection, target.instance)).askOwn(target, group, sender);
