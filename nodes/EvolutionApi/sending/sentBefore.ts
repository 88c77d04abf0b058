import type { IExecuteFunctions } from 'n8n-workflow';

import type { Connection, KeptMessage } from '../core/server/adapter';
import { earliestServerTime } from '../core/server/clock';
import { saysTheSame, type MessageContent } from '../core/server/messageContent';
import type { People } from '../core/ask/people';
import { isLid } from '../core/values/addresses';
import { storeOf } from '../core/server/connection';

/** A message of ours in the server's store. */
export interface SentMessage {
	readonly jid: string;
	readonly messageId: string;
	readonly sentAt: Date;
}

interface StoredMessage extends SentMessage {
	readonly message: unknown;
}

/** Read again each time, for what reaches the store late. */
const OVERLAP_SECONDS = 60;

/**
 * What this instance sent since a time, read from the server's message store: everything before the first lookup, then only
 * what is new. It is read by time, not by chat: a chat is stored under its number in one of two spellings or under its LID,
 * sometimes with the other beside it. Only messages to the recipients of the run and to LIDs are kept.
 */
export class SentBefore {
	private readonly byChat = new Map<string, Map<string, StoredMessage>>();

	/** Messages to LIDs that may or may not belong to recipients of the run. */
	private readonly byLid = new Map<string, Map<string, StoredMessage>>();

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
		for (const jid of this.namesOf(recipients)) this.byChat.set(jid, new Map());
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
			const names = this.people.namesOf(lid);
			for (const stored of this.byLid.get(lid)?.values() ?? []) {
				for (const name of names) this.byChat.get(name)?.set(stored.messageId, stored);
			}
			this.byLid.delete(lid);
		}
	}

	private namesOf(addresses: readonly string[]): Set<string> {
		return new Set(addresses.flatMap((address) => this.people.namesOf(address)));
	}

	private async findKnown(
		recipients: readonly string[],
		content: MessageContent,
		isFree: (found: SentMessage) => boolean,
	): Promise<SentMessage | undefined> {
		for (const jid of this.namesOf(recipients)) {
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
		for await (const page of storeOf(connection).pages(this, { own: true, since })) {
			for (const message of page) newest = Math.max(newest, this.keep(message, start));
		}
		this.readUntil = Math.max(readUntil, newest - OVERLAP_SECONDS);
	}

	/** Keeps a message of the store if it is to one of the recipients. @returns its time in seconds */
	private keep(message: KeptMessage, start: number): number {
		const { chat: jid, messageId, seconds, content } = message;
		// A server may ignore which are wanted.
		if (!message.fromMe || !(seconds >= start)) return 0;
		if (message.outcome === 'rejected') return seconds;
		const found = { jid, messageId, sentAt: new Date(seconds * 1000), message: content };
		for (const address of message.addresses) this.byChat.get(address)?.set(messageId, found);
		if (isLid(jid) && !this.byChat.has(jid)) {
			const ofLid = this.byLid.get(jid) ?? new Map<string, StoredMessage>();
			this.byLid.set(jid, ofLid.set(messageId, found));
		}
		return seconds;
	}
}
