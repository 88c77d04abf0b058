import type { IDeferredPromise, IRun } from 'n8n-workflow';

import type { DeliveredStored } from '../../core/server/records';
import { requireStore } from '../../core/server/connection';
import { getChatType, comparable, isPhone, spellings } from '../../core/values/addresses';
import type { Delivery } from '../../core/server/delivery';
import { NO_REPLY } from '../../fields/events';
import { isQuiet } from '../../sending/quietHours';
import type { ActiveTrigger } from '../active/activeTrigger';
import { createScopedCache } from '../memory/scopedCache';
import { messageTime } from '../memory/deliveredEvent';
import { findSilenceMemory } from '../memory/ownEvents';
import { triggerKey, type TriggerName } from '../memory/takenEvents';
import { warnIfNothingStored } from '../channel/catchUp';
import { emitOnce } from '../start/startWorkflow';
import { saveSoon } from '../active/saveTaken';
import type { SilenceSettings } from '../settings/triggerSettings';
import { turns } from '../start/turns';
import { chatNames, findTakeovers } from '../memory/takeovers';
import {
	toChatLine,
	silenceItem,
	silenceOutputs,
	makeStageId,
	findDueStage,
	makeSilence,
	watchedSpan,
	type DueStage,
	type ChatLine,
	type Silence,
	findUnanswered,
} from './silences';

// The event *No Reply*: looks into the server's store every five minutes, in the one process that runs trigger().

/** Messages may be stored a moment later, and clocks differ. */
const OVERLAP_MS = 10 * 60_000;
/** The first look after a start reads no more messages than this; a page has a hundred. */
const MOST_READ = 20_000;
/** So many chats in a row cannot be read: the server is away. */
const MOST_FAILURES = 3;
/** The newest messages of a chat, which are read once more before a stage is told. */
const READ_OF_CHAT = 50;

/** Never throws. */
export async function findSilentChats(trigger: ActiveTrigger): Promise<void> {
	const { settings, context, connection } = trigger;
	const seen = findSeenChats(trigger);
	if (settings.silence === undefined || trigger.isLeaving || seen.isLooking) return;
	if (!isTimeOfDay(settings.silence, context.getTimezone())) return;
	seen.isLooking = true;
	try {
		const now = messageTime(connection, Date.now());
		await readNew(trigger, seen, now, watchedSpan(settings.silence.hours));
		await tellAll(trigger, seen, now, settings.silence);
	} catch (error) {
		warn(trigger, 'Which chats are silent could not be found out', error);
	} finally {
		seen.isLooking = false;
	}
}

function isTimeOfDay({ between }: SilenceSettings, timeZone: string): boolean {
	if (between === undefined) return true;
	const { from, to } = between;
	return !isQuiet(new Date(Date.now()), { from: to, to: from, timeZone });
}

function warn({ context }: ActiveTrigger, what: string, error: unknown): void {
	context.logger.warn(what, { cause: error instanceof Error ? error.message : '' });
}

/** One request, but for the first look after a start. @throws {RequestFailure} */
async function readNew(
	trigger: ActiveTrigger,
	seen: SeenChats,
	now: number,
	spanMs: number,
): Promise<void> {
	const store = requireStore(trigger.connection);
	const since = Math.max(now - spanMs, (seen.readUpTo ?? 0) - OVERLAP_MS);
	let count = 0;
	for await (const page of store.writtenSince(trigger, new Date(since))) {
		for (const message of page) noteMessage(trigger, seen, message);
		count += page.length;
		if (trigger.isLeaving || count >= MOST_READ) break;
	}
	if (count >= MOST_READ) {
		const what = `No Reply has read the newest ${count} messages: chats that have been silent for longer are not told`;
		trigger.context.logger.warn(what);
	}
	if (count === 0) await warnIfNothingStored(trigger, NO_REPLY.name);
	if (!trigger.isLeaving) seen.readUpTo = now;
	seen.forgetBefore((now - spanMs) / 1000);
}

function noteMessage({ settings }: ActiveTrigger, seen: SeenChats, message: DeliveredStored): void {
	const { delivery } = message;
	const [address] = delivery.chat;
	if (address === undefined || getChatType(address) !== 'private') return;
	const said = toChatLine(message);
	if (said !== undefined && settings.passes(asChat(delivery))) seen.note(delivery.chat, said);
}

/** Filters on chats apply, those on messages do not. */
const asChat = (delivery: Delivery): Delivery => ({
	...delivery,
	event: 'noReply',
	message: undefined,
	facts: undefined,
});

/** A chat in which a stage is due, as far as its messages were read. */
interface Candidate {
	readonly addresses: ReadonlySet<string>;
	readonly silence: Silence;
	readonly due: DueStage;
}

async function tellAll(
	trigger: ActiveTrigger,
	seen: SeenChats,
	now: number,
	{ hours }: SilenceSettings,
): Promise<void> {
	const memory = findSilenceMemory(trigger);
	const { doneUpTo = now } = memory;
	let hasFailed = false;
	let failures = 0;
	for (const candidate of findCandidates(trigger, seen, hours, { doneUpTo, now })) {
		if (!hasFailed) memory.doneUpTo = Math.max(doneUpTo, candidate.due.at - 1);
		const id = makeStageId(candidate.silence.first, candidate.due.stage);
		if (seen.done.has(id)) continue;
		try {
			await turns.inTurn(async (done) => await tellOne(trigger, candidate, hours, done));
			seen.done.add(id);
			failures = 0;
		} catch (error) {
			hasFailed = true;
			failures++;
			warn(trigger, 'Whether a chat is silent could not be found out', error);
		}
		if (trigger.isLeaving || failures >= MOST_FAILURES) return;
	}
	if (hasFailed) return;
	memory.doneUpTo = Math.max(doneUpTo, now);
	seen.done.clear();
}

/** What was due first comes first. */
const findCandidates = (
	trigger: ActiveTrigger,
	seen: SeenChats,
	hours: readonly number[],
	time: { readonly doneUpTo: number; readonly now: number },
): Candidate[] =>
	seen.all
		.flatMap(({ addresses, said }): Candidate[] => {
			const silence = getSilence(trigger, addresses, said, hours);
			const due = silence && findDueStage(silence, hours, time);
			return silence === undefined || due === undefined ? [] : [{ addresses, silence, due }];
		})
		.sort((candidate, other) => candidate.due.at - other.due.at);

const getSilence = (
	trigger: ActiveTrigger,
	addresses: Iterable<string>,
	said: readonly ChatLine[],
	hours: readonly number[],
): Silence | undefined =>
	makeSilence(
		said,
		watchedSpan(hours),
		findSilenceMemory(trigger).endedAt(chatNames([...addresses])),
	);

/**
 * Reads the chat once more, and starts the workflow.
 * @returns whether it did
 * @throws {RequestFailure} if the chat cannot be read
 */
async function tellOne(
	trigger: ActiveTrigger,
	{ addresses, silence, due }: Candidate,
	hours: readonly number[],
	done: IDeferredPromise<IRun>,
): Promise<boolean> {
	if (trigger.isLeaving || isLeftAlone(trigger, addresses)) return false;
	const messages = await readChat(trigger, addresses);
	const said = messages.flatMap((message) => toChatLine(message) ?? []);
	const current = getSilence(trigger, addresses, said, hours);
	// Somebody has answered meanwhile, or it has begun longer ago than was read at first.
	if (current?.first.messageId !== silence.first.messageId || trigger.isLeaving) return false;
	const json = silenceItem(current, due, hours.length, messages);
	const eventId = makeStageId(current.first, due.stage);
	const event = { eventId, sentAt: current.first.seconds * 1000 };
	void emitOnce(trigger, event, silenceOutputs(trigger.settings, { json }), done);
	saveSoon(trigger);
	return true;
}

/** A person is at the chat, or a workflow has paused it. */
const isLeftAlone = (trigger: ActiveTrigger, addresses: Iterable<string>): boolean =>
	findTakeovers(trigger).find(
		chatNames([...addresses]),
		messageTime(trigger.connection, Date.now()),
	) !== undefined;

/** The newest messages of a chat, under all of its addresses. @throws {RequestFailure} */
async function readChat(
	trigger: ActiveTrigger,
	addresses: ReadonlySet<string>,
): Promise<DeliveredStored[]> {
	const store = requireStore(trigger.connection);
	const phones = [...addresses].filter(isPhone);
	const asked = new Set((phones.length > 0 ? phones : [...addresses]).flatMap(spellings));
	const found = new Map<string, DeliveredStored>();
	for (const address of asked)
		for (const message of await store.newestOfChat(trigger, address, READ_OF_CHAT))
			found.set(message.kept.messageId, message);
	return [...found.values()].sort((message, other) => other.kept.seconds - message.kept.seconds);
}

// What was written in the chats of an instance, as far as it matters for silences: so that a look reads only what is new.

interface SeenChat {
	/** As the server has them: a person may have several. */
	addresses: ReadonlySet<string>;
	said: readonly ChatLine[];
}

class SeenChats {
	/** Up to when the store was read, by the clock of messages, Unix ms. */
	readUpTo?: number;
	isLooking = false;
	/** Stages that are done, while others that were due before could not be looked at: message and stage. */
	readonly done = new Set<string>();
	/** By comparable address. */
	private readonly chats = new Map<string, SeenChat>();

	get all(): SeenChat[] {
		return [...new Set(this.chats.values())];
	}

	note(addresses: readonly string[], said: ChatLine): void {
		const names = addresses.map(comparable);
		const found = [...new Set(names.flatMap((name) => this.chats.get(name) ?? []))];
		const before = found.flatMap((chat) => chat.said);
		const isKnown = before.some(({ messageId }) => messageId === said.messageId);
		const chat: SeenChat = {
			addresses: new Set([...found.flatMap((entry) => [...entry.addresses]), ...addresses]),
			said: isKnown ? before : compact([...before, said]),
		};
		for (const address of chat.addresses) this.chats.set(comparable(address), chat);
	}

	/** @param seconds what is older does not matter any more */
	forgetBefore(seconds: number): void {
		for (const [name, chat] of this.chats) {
			chat.said = chat.said.filter((line) => line.seconds >= seconds);
			if (chat.said.length === 0) this.chats.delete(name);
		}
	}
}

/** Of the answers, the last ones decide. */
function compact(said: readonly ChatLine[]): readonly ChatLine[] {
	const answers = said.filter(({ by }) => by !== 'api');
	const latest = answers.reduce<ChatLine | undefined>(
		(answer, other) => (answer !== undefined && answer.seconds > other.seconds ? answer : other),
		undefined,
	);
	const last = answers.reduce<ChatLine | undefined>(
		(answer, other) => (answer !== undefined && answer.order > other.order ? answer : other),
		undefined,
	);
	const ends = new Set([latest, last].filter((end) => end !== undefined));
	return [...findUnanswered(said), ...ends];
}

/** By trigger. */
const known = createScopedCache<SeenChats>();

/** @param isStarting trigger() starts: nothing was read yet */
export function findSeenChats(trigger: TriggerName, isStarting = false): SeenChats {
	const key = triggerKey(trigger);
	const seen = (isStarting ? undefined : known.get(key)) ?? new SeenChats();
	known.set(key, seen);
	return seen;
}
