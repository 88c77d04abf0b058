import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { isRecord } from '../server/answer';
import { earliestServerTime, knowsServerTime } from '../server/clock';
import type { Connection } from '../server/connection';
import { isLid } from '../server/jid';
import { secondsOf, storePages, timeRange } from '../server/messageStore';
import { trySend } from '../server/request';
import type { People } from '../server/samePerson';
import { isSame, type MessageContent } from './messageContent';

/** A message of ours in the server's store. */
export interface Found {
	readonly jid: string;
	readonly messageId: string;
	readonly sentAt: Date;
}

interface Stored extends Found {
	readonly message: unknown;
}

/** What the store gets late, or from a clock that is slow, is found this many seconds back. */
const OVERLAP = 60;

/**
 * What this instance sent since a time, read from the server's message store
 * (`POST /chat/findMessages/{instance}`): all of it before the first lookup, then only what is new. Read
 * by time, not by chat, since a chat is stored under its number in one of two spellings or its LID, sometimes with
 * the other in `remoteJidAlt`. Only messages to the recipients of the run are kept, and those to LIDs.
 */
export class SentBefore {
	private readonly byChat = new Map<string, Map<string, Stored>>();

	/** What went to LIDs of which nobody knows yet whether they are of the run's recipients. */
	private readonly byLid = new Map<string, Map<string, Stored>>();

	/** Identity of the content that a message is of, by its ID. */
	private readonly taken = new Map<string, string>();

	/** The time asked for by the server's clock, in seconds as the store counts; see {@link startAt}. */
	private start?: number;

	private readonly since: Date;
	private readonly people: People;

	/** Seconds up to which everything was read. */
	private readUntil = 0;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly connection: Connection,
		private readonly instance: string,
		{ since, people }: { readonly since: Date; readonly people: People },
	) {
		this.since = since;
		this.people = people;
	}

	/** Before the first lookup: whose messages to keep. */
	follow(recipients: readonly string[]): void {
		for (const jid of this.namesOf(recipients)) this.byChat.set(jid, new Map());
	}

	/**
	 * A message that was found or sent stands for this content, and no other one: two that are the same
	 * to the store, such as pictures without a caption, are two messages.
	 */
	take(messageId: string, identity: string): void {
		this.taken.set(messageId, identity);
	}

	/**
	 * @param recipients the ways in which the chat may be named
	 * @param identity of the content that it belongs to
	 * @param others found for other parts of that: the same message twice is two messages
	 * @throws {RequestFailure} if the store cannot be read
	 */
	async find(
		recipients: readonly string[],
		content: MessageContent,
		identity: string,
		others: readonly Found[],
	): Promise<Found | undefined> {
		const isFree = ({ messageId }: Found) =>
			(this.taken.get(messageId) ?? identity) === identity &&
			!others.some((other) => other.messageId === messageId);
		const known = await this.findKnown(recipients, content, isFree);
		if (known !== undefined) return known;
		await this.read();
		await this.meet(content);
		return await this.findKnown(recipients, content, isFree);
	}

	/** Looks up whose the LIDs are that got this message, as it may be the person's at hand. */
	private async meet(content: MessageContent): Promise<void> {
		const lids: string[] = [];
		for (const [lid, found] of this.byLid) {
			for (const { message } of found.values()) {
				if (!(await isSame(content, message))) continue;
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
		isFree: (found: Found) => boolean,
	): Promise<Found | undefined> {
		for (const jid of this.namesOf(recipients)) {
			for (const stored of this.byChat.get(jid)?.values() ?? []) {
				if (isFree(stored) && (await isSame(content, stored.message))) return stored;
			}
		}
		return undefined;
	}

	/** Reads what is new. If that fails half way, the next time begins where this one did. */
	private async read(): Promise<void> {
		const { context, connection, instance } = this;
		const start = (this.start ??= await this.startAt());
		this.readUntil = Math.max(this.readUntil, start);
		const messageTimestamp = timeRange(new Date(this.readUntil * 1000));
		const where = { key: { fromMe: true }, messageTimestamp };
		let newest = this.readUntil;
		for await (const records of storePages(context, connection, instance, where)) {
			for (const record of records) newest = Math.max(newest, this.note(record, start));
		}
		this.readUntil = Math.max(this.readUntil, newest - OVERLAP);
	}

	/**
	 * What we send is stored with the time of the server, whose clock may be behind ours. How far shows in
	 * any answer.
	 */
	private async startAt(): Promise<number> {
		const { context, connection, since } = this;
		if (!knowsServerTime(connection)) {
			await trySend(context, connection, { method: 'GET', path: '/', retry: 'always' });
		}
		return Math.floor(earliestServerTime(connection, since.getTime()) / 1000);
	}

	/** Keeps a record of the store, if it is to one of the recipients. @returns its time in seconds */
	private note(
		{ key, message, messageTimestamp, MessageUpdate }: IDataObject,
		start: number,
	): number {
		const seconds = secondsOf(messageTimestamp);
		// 2.2.0 ignores the time.
		const isOurs = isRecord(key) && key.fromMe === true && seconds >= start;
		if (!isOurs) return 0;
		const updates = Array.isArray(MessageUpdate) ? MessageUpdate.filter(isRecord) : [];
		// WhatsApp refused it.
		if (updates.at(-1)?.status === 'ERROR') return seconds;
		const found = {
			jid: String(key.remoteJid),
			messageId: String(key.id),
			sentAt: new Date(seconds * 1000),
			message,
		};
		for (const address of [key.remoteJid, key.remoteJidAlt]) {
			this.byChat.get(String(address))?.set(found.messageId, found);
		}
		if (isLid(found.jid) && !this.byChat.has(found.jid)) {
			const ofLid = this.byLid.get(found.jid) ?? new Map<string, Stored>();
			this.byLid.set(found.jid, ofLid.set(found.messageId, found));
		}
		return seconds;
	}
}
