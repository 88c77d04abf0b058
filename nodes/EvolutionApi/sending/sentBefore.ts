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

export interface SentMessage {
	readonly jid: string;
	readonly messageId: string;
	readonly sentAt: Date;
}

interface FoundMessage extends SentMessage {
	readonly message: unknown;
}

/** Overlap of each read with the one before, since the server may store messages late. */
const OVERLAP_SECONDS = 60;

/**
 * Messages that this instance has sent since `since`, from the server's store. They're read by time, not by chat, because the
 * server may store a chat under its number (in one of two spellings), under its LID, or under both. Only messages to the run's
 * recipients and to LIDs are kept.
 */
export class SentBefore {
	private readonly byChat = new Map<string, Map<string, FoundMessage>>();

	private readonly byLid = new Map<string, Map<string, FoundMessage>>();

	private readonly identities = new Map<string, string>();

	/** Time from which messages are looked up: Unix seconds by the server's clock. Unknown before the first read of the store. */
	private start?: number;

	private readonly since: Date;
	private readonly people: People;

	/** Message time from which the next read begins: Unix seconds by the server's clock. */
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

	/** Must be called before the first lookup. */
	keepMessagesTo(recipients: readonly string[]): void {
		for (const jid of this.allNames(recipients)) this.byChat.set(jid, new Map());
	}

	/** Notes the hash of a sent message's content: in the server's store, different pictures without a caption look the same. */
	assign(messageId: string, identity: string): void {
		this.identities.set(messageId, identity);
	}

	/**
	 * @param recipients all addresses of the chat
	 * @param identity hash of the item's whole content, which may consist of several messages
	 * @param others messages to ignore, because they were found for earlier parts of the item
	 * @throws {RequestFailure} if the server's store can't be read
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
		const match = await this.findKnown(recipients, content, isFree);
		if (match !== undefined) return match;
		await this.readNew();
		await this.resolveLids(content);
		return await this.findKnown(recipients, content, isFree);
	}

	private async resolveLids(content: MessageContent): Promise<void> {
		const lids: string[] = [];
		for (const [lid, messages] of this.byLid) {
			for (const { message } of messages.values()) {
				if (!(await saysTheSame(content, message))) continue;
				lids.push(lid);
				break;
			}
		}
		await this.people.lookUp(lids);
		for (const lid of lids) {
			const names = this.people.namesFor(lid);
			for (const message of this.byLid.get(lid)?.values() ?? []) {
				for (const name of names) this.byChat.get(name)?.set(message.messageId, message);
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
		isFree: (message: SentMessage) => boolean,
	): Promise<SentMessage | undefined> {
		for (const jid of this.allNames(recipients)) {
			for (const candidate of this.byChat.get(jid)?.values() ?? []) {
				if (isFree(candidate) && (await saysTheSame(content, candidate.message))) return candidate;
			}
		}
		return undefined;
	}

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

	/** @returns the message's time, Unix s */
	private keep(message: StoredMessage, start: number): number {
		const { chat: jid, messageId, seconds, content } = message;
		// The server may ignore the filter, so sender and time are checked again.
		if (!message.fromMe || !(seconds >= start)) return 0;
		if (message.outcome === 'rejected') return seconds;
		const sentMessage = { jid, messageId, sentAt: new Date(seconds * 1000), message: content };
		for (const address of message.addresses) this.byChat.get(address)?.set(messageId, sentMessage);
		if (isLid(jid) && !this.byChat.has(jid)) {
			const ofLid = this.byLid.get(jid) ?? new Map<string, FoundMessage>();
			this.byLid.set(jid, ofLid.set(messageId, sentMessage));
		}
		return seconds;
	}
}

/** Each hour means more entries to look up. */
const MOST_HOURS = 31 * 24;
/** Maximum entries in a node's record. Each message adds two per address, and n8n rewrites the whole record. */
const MOST_ENTRIES = 20_000;
/** Base64 characters of an entry: half of a SHA-256 checksum, so that twice as many entries fit into the same space. */
const ENTRY_LENGTH = 22;

const PLACE = ['bulkSending', 'deduplication', 'values', 'sentSince'];

/**
 * Checksums of the messages that a node has sent, for servers without a message store. n8n stores them in its database, like
 * those of *Remove Duplicates*. Each sent message has two checksums: of the message alone, and of the message and the hour of
 * sending.
 */
export class SentRecord {
	private readonly sinceHour: number;

	/** @throws {InputProblem} if `since` is too long ago to be looked up */
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
	 * @returns the time when the message was last recorded, rounded down to the hour; undefined if it was never recorded
	 * @throws {InputProblem} if n8n's database doesn't answer
	 */
	async find(names: readonly string[], identity: string): Promise<Date | undefined> {
		if (!(await this.isKnown(names, identity))) return undefined;
		const hours = new Map<string, number>();
		for (let hour = this.sinceHour; hour <= toHour(Date.now()); hour++) {
			for (const entry of this.entriesFor(names, identity, hour)) hours.set(entry, hour);
		}
		const processedEntries = await this.findProcessed([...hours.keys()]);
		const matchHours = processedEntries.map((entry) => hours.get(entry) ?? 0);
		return matchHours.length === 0 ? undefined : new Date(Math.max(...matchHours) * HOUR_MS);
	}

	private async isKnown(names: readonly string[], identity: string): Promise<boolean> {
		return (await this.findProcessed(this.entriesFor(names, identity))).length > 0;
	}

	/** n8n's lookup also records entries that it doesn't find, so this removes these entries again. */
	private async findProcessed(entries: readonly string[]): Promise<string[]> {
		const { helpers } = this.context;
		const { processed, new: newEntries } = await check(
			helpers.checkProcessedAndRecord([...entries], 'node', ENTRIES),
		);
		if (newEntries.length > 0) await check(helpers.removeProcessed(newEntries, 'node', ENTRIES));
		return processed.map(String);
	}

	/**
	 * Records a message before it's sent, so that the message isn't sent again if n8n crashes in the meantime.
	 * @returns a function that removes the entries that this call added. Call it if the message certainly wasn't sent
	 */
	async note(names: readonly string[], identity: string): Promise<() => Promise<void>> {
		const { helpers } = this.context;
		const entries = [
			...this.entriesFor(names, identity),
			...this.entriesFor(names, identity, toHour(Date.now())),
		];
		const options = { ...ENTRIES, maxEntries: MOST_ENTRIES };
		const { new: news } = await check(helpers.checkProcessedAndRecord(entries, 'node', options));
		return async () => await check(helpers.removeProcessed(news, 'node', ENTRIES));
	}

	private entriesFor(names: readonly string[], identity: string, hour?: number): string[] {
		return [...new Set(names)].map((name) => {
			const source = JSON.stringify([this.instance, name, identity, hour]);
			return createHash('sha256').update(source).digest('base64').slice(0, ENTRY_LENGTH);
		});
	}
}

const ENTRIES: ICheckProcessedOptions = { mode: 'entries' };

const toHour = (ms: number) => Math.floor(ms / HOUR_MS);

async function check<Answer>(answer: Promise<Answer>): Promise<Answer> {
	return await answer.catch((error: unknown) => {
		const cause = error instanceof Error ? `: ${error.message}` : '';
		const problem = `cannot be checked: n8n could not look up what this node has sent${cause}`;
		throw new InputProblem(PLACE, problem, 'Save the workflow, then run it again.');
	});
}
