import { createHash } from 'node:crypto';
import type { IExecuteFunctions, ICheckProcessedOptions } from 'n8n-workflow';

import type { People } from '../server/ask/people';
import { InputProblem } from '../core/input/inputProblem';
import type { Connection } from '../server/adapter';
import type { StoredMessage } from '../server/records';
import { earliestServerTime } from '../server/clock';
import { requireStore } from '../server/connection';
import { saysTheSame, type MessageContent } from '../server/messageContent';
import { isLid } from '../core/values/addresses';
import { HOUR_MS } from '../core/values/time';

/** A message of ours in the server's store. */
export interface SentMessage {
	readonly jid: string;
	readonly messageId: string;
	readonly sentAt: Date;
}

interface FoundMessage extends SentMessage {
	readonly message: unknown;
}

/** Read again each time, for what reaches the store late. */
const OVERLAP_SECONDS = 60;

/**
 * Messages that this instance sent since a time, read from the server's message store: everything before the first
 * lookup, then only what is new. It is read by time, not by chat: a chat is stored under its number in one of two
 * spellings or under its LID, sometimes under both. Only messages to the recipients of the run and to LIDs are kept.
 */
export class SentBefore {
	private readonly byChat = new Map<string, Map<string, FoundMessage>>();

	/** Messages to LIDs that may or may not belong to recipients of the run. */
	private readonly byLid = new Map<string, Map<string, FoundMessage>>();

	/** The content that a message stands for, by the ID of the message. */
	private readonly identities = new Map<string, string>();

	/** `since` at the earliest, by the server's clock, in seconds: known when it has answered. */
	private start?: number;

	private readonly since: Date;
	private readonly people: People;

	/** Everything up to this second was read. */
	private readUntil = 0;

	constructor(
		readonly context: IExecuteFunctions,
		readonly connection: Connection,
		readonly instance: string,
		{ since, people }: { readonly since: Date; readonly people: People },
	) {
		this.since = since;
		this.people = people;
	}

	/** To be called before the first lookup. */
	keepMessagesTo(recipients: readonly string[]): void {
		for (const jid of this.allNames(recipients)) this.byChat.set(jid, new Map());
	}

	/**
	 * A message that was found or sent stands for this content and for no other: two that are the same to the store, such
	 * as pictures without a caption, are two messages.
	 */
	assign(messageId: string, identity: string): void {
		this.identities.set(messageId, identity);
	}

	/**
	 * @param recipients the ways in which the chat may be named
	 * @param identity of the whole content that this message is a part of
	 * @param others found for its other parts: the same message twice is two messages
	 * @throws {RequestFailure} if the store cannot be read
	 */
	async find(
		recipients: readonly string[],
		content: MessageContent,
		identity: string,
		others: readonly SentMessage[],
	): Promise<SentMessage | undefined> {
		const isFree = ({ messageId }: SentMessage) =>
			(this.identities.get(messageId) ?? identity) === identity &&
			!others.some((other) => other.messageId === messageId);
		const known = await this.findKnown(recipients, content, isFree);
		if (known !== undefined) return known;
		await this.readNew();
		await this.resolveLids(content);
		return await this.findKnown(recipients, content, isFree);
	}

	/** Looks up to whom the LIDs belong that got this message, since one may be the recipient's. */
	private async resolveLids(content: MessageContent): Promise<void> {
		const lids: string[] = [];
		for (const [lid, found] of this.byLid) {
			for (const { message } of found.values()) {
				if (!(await saysTheSame(content, message))) continue;
				lids.push(lid);
				break;
			}
		}
		await this.people.lookUp(lids);
		for (const lid of lids) {
			const names = this.people.namesFor(lid);
			for (const stored of this.byLid.get(lid)?.values() ?? []) {
				for (const name of names) this.byChat.get(name)?.set(stored.messageId, stored);
			}
			this.byLid.delete(lid);
		}
	}

	private allNames(addresses: readonly string[]): Set<string> {
		return new Set(addresses.flatMap((address) => this.people.namesFor(address)));
	}

	private async findKnown(
		recipients: readonly string[],
		content: MessageContent,
		isFree: (found: SentMessage) => boolean,
	): Promise<SentMessage | undefined> {
		for (const jid of this.allNames(recipients)) {
			for (const stored of this.byChat.get(jid)?.values() ?? []) {
				if (isFree(stored) && (await saysTheSame(content, stored.message))) return stored;
			}
		}
		return undefined;
	}

	/** If this fails half way, the next time begins where this one did. */
	private async readNew(): Promise<void> {
		const { connection } = this;
		this.start ??= Math.floor(earliestServerTime(connection, this.since.getTime()) / 1000);
		const start = this.start;
		const readUntil = Math.max(this.readUntil, start);
		const since = new Date(readUntil * 1000);
		let newest = readUntil;
		for await (const page of requireStore(connection).pages(this, { own: true, since })) {
			for (const message of page) newest = Math.max(newest, this.keep(message, start));
		}
		this.readUntil = Math.max(readUntil, newest - OVERLAP_SECONDS);
	}

	/** Keeps a message of the store if it is to one of the recipients. @returns its time in seconds */
	private keep(message: StoredMessage, start: number): number {
		const { chat: jid, messageId, seconds, content } = message;
		// A server may ignore which are wanted.
		if (!message.fromMe || !(seconds >= start)) return 0;
		if (message.outcome === 'rejected') return seconds;
		const found = { jid, messageId, sentAt: new Date(seconds * 1000), message: content };
		for (const address of message.addresses) this.byChat.get(address)?.set(messageId, found);
		if (isLid(jid) && !this.byChat.has(jid)) {
			const ofLid = this.byLid.get(jid) ?? new Map<string, FoundMessage>();
			this.byLid.set(jid, ofLid.set(messageId, found));
		}
		return seconds;
	}
}

/** Each hour has an entry of its own to look for. */
const MOST_HOURS = 31 * 24;
/** n8n reads and writes all of them for each message: two for each address of the recipient. */
const MOST_ENTRIES = 20_000;
/** In characters of Base64, 132 bits: twice as many of half the length take the same room. */
const ENTRY_LENGTH = 22;

const PLACE = ['bulkSending', 'deduplication', 'values', 'sentSince'];

/**
 * Messages that a node has sent, for servers that keep none: in n8n's database, in a record like that of *Remove
 * Duplicates*, one per node. Unlike static data, n8n writes it at once, so it outlives a run that died.
 *
 * n8n keeps checksums without a time, and cannot look one up without recording it. So a message that was sent has two
 * entries: one without a time, and one that names the hour. A look records the first, and removes it again. If n8n dies
 * while it looks, one entry stays without the other, and the message is sent.
 */
export class SentRecord {
	private readonly sinceHour: number;

	/** @throws {InputProblem} if `since` is longer ago than it can be looked up */
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly instance: string,
		since: Date,
	) {
		this.sinceHour = toHour(since.getTime());
		if (toHour(Date.now()) - this.sinceHour <= MOST_HOURS) return;
		throw new InputProblem(
			PLACE,
			'is more than 31 days ago',
			`Enter ${MOST_HOURS} hours or less: this server keeps no messages, and n8n remembers them for 31 days.`,
		);
	}

	/**
	 * @param names all addresses of the recipient
	 * @param identity of the content
	 * @returns the start of the hour in which it was sent last, or was about to be; undefined if n8n knows nothing of it
	 * @throws {InputProblem} if n8n cannot be asked
	 */
	async find(names: readonly string[], identity: string): Promise<Date | undefined> {
		if (!(await this.isKnown(names, identity))) return undefined;
		const hours = new Map<string, number>();
		for (let hour = this.sinceHour; hour <= toHour(Date.now()); hour++) {
			for (const entry of this.entriesFor(names, identity, hour)) hours.set(entry, hour);
		}
		const processed = await this.findProcessed([...hours.keys()]);
		const found = processed.map((entry) => hours.get(entry) ?? 0);
		return found.length === 0 ? undefined : new Date(Math.max(...found) * HOUR_MS);
	}

	private async isKnown(names: readonly string[], identity: string): Promise<boolean> {
		return (await this.findProcessed(this.entriesFor(names, identity))).length > 0;
	}

	/** Which of the entries n8n has, which it then still has. */
	private async findProcessed(entries: readonly string[]): Promise<string[]> {
		const { helpers } = this.context;
		const { processed, new: unknown } = await asked(
			helpers.checkProcessedAndRecord([...entries], 'node', ENTRIES),
		);
		if (unknown.length > 0) await asked(helpers.removeProcessed(unknown, 'node', ENTRIES));
		return processed.map(String);
	}

	/**
	 * Records a message right before it is sent: if n8n dies now, it is unknown whether it went out.
	 * @returns a function that removes the record again, for when it certainly was not sent; an earlier record stays
	 */
	async note(names: readonly string[], identity: string): Promise<() => Promise<void>> {
		const { helpers } = this.context;
		const entries = [
			...this.entriesFor(names, identity),
			...this.entriesFor(names, identity, toHour(Date.now())),
		];
		const options = { ...ENTRIES, maxEntries: MOST_ENTRIES };
		const { new: noted } = await asked(helpers.checkProcessedAndRecord(entries, 'node', options));
		return async () => await asked(helpers.removeProcessed(noted, 'node', ENTRIES));
	}

	/** @param hour left out: the entries without a time */
	private entriesFor(names: readonly string[], identity: string, hour?: number): string[] {
		return [...new Set(names)].map((name) => {
			const whole = JSON.stringify([this.instance, name, identity, hour]);
			return createHash('sha256').update(whole).digest('base64').slice(0, ENTRY_LENGTH);
		});
	}
}

const ENTRIES: ICheckProcessedOptions = { mode: 'entries' };

const toHour = (ms: number) => Math.floor(ms / HOUR_MS);

async function asked<Answer>(answer: Promise<Answer>): Promise<Answer> {
	return await answer.catch((error: unknown) => {
		const cause = error instanceof Error ? `: ${error.message}` : '';
		const problem = `cannot be checked: n8n could not look up what this node has sent${cause}`;
		throw new InputProblem(PLACE, problem, 'Save the workflow, then run it again.');
	});
}
