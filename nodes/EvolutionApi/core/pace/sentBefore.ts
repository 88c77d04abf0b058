import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { isRecord } from '../answer';
import type { Connection } from '../connection';
import { spellings } from '../jid';
import { secondsOf, storePages, timeRange } from '../messageStore';
import { isSame, type Content } from './content';

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
 * by time, not by chat, since a chat is stored under its number in one of two spellings or its LID, with
 * the other in `remoteJidAlt`. Only messages to the recipients of the run are kept.
 */
export class SentBefore {
	private readonly byChat = new Map<string, Map<string, Stored>>();

	/** The time asked for, in seconds as the store counts. */
	private readonly start: number;

	/** Seconds up to which everything was read. */
	private readUntil: number;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly connection: Connection,
		private readonly instance: string,
		since: Date,
	) {
		this.start = Math.floor(since.getTime() / 1000);
		this.readUntil = this.start;
	}

	/** Before the first lookup: whose messages to keep. */
	follow(recipients: readonly string[]): void {
		for (const jid of recipients.flatMap(spellings)) this.byChat.set(jid, new Map());
	}

	/**
	 * @param recipients the ways in which the chat may be named
	 * @param others found for other contents: the same message twice is two messages
	 * @throws {RequestFailure} if the store cannot be read
	 */
	async find(
		recipients: readonly string[],
		content: Content,
		others: readonly Found[],
	): Promise<Found | undefined> {
		const known = await this.findKnown(recipients, content, others);
		if (known !== undefined) return known;
		await this.read();
		return await this.findKnown(recipients, content, others);
	}

	private async findKnown(
		recipients: readonly string[],
		content: Content,
		others: readonly Found[],
	): Promise<Found | undefined> {
		for (const jid of recipients.flatMap(spellings)) {
			for (const stored of this.byChat.get(jid)?.values() ?? []) {
				const isOther = others.some(({ messageId }) => messageId === stored.messageId);
				if (!isOther && (await isSame(content, stored.message))) return stored;
			}
		}
		return undefined;
	}

	/** Reads what is new. If that fails half way, the next time begins where this one did. */
	private async read(): Promise<void> {
		const { context, connection, instance } = this;
		const messageTimestamp = timeRange(new Date(this.readUntil * 1000));
		const where = { key: { fromMe: true }, messageTimestamp };
		let newest = this.readUntil;
		for await (const records of storePages(context, connection, instance, where)) {
			for (const record of records) newest = Math.max(newest, this.note(record));
		}
		this.readUntil = Math.max(this.readUntil, newest - OVERLAP);
	}

	/** Keeps a record of the store, if it is to one of the recipients. @returns its time in seconds */
	private note({ key, message, messageTimestamp }: IDataObject): number {
		const seconds = secondsOf(messageTimestamp);
		// Older servers ignore the time.
		const isOurs = isRecord(key) && key.fromMe === true && seconds >= this.start;
		if (!isOurs) return 0;
		const found = {
			jid: String(key.remoteJid),
			messageId: String(key.id),
			sentAt: new Date(seconds * 1000),
			message,
		};
		for (const address of [key.remoteJid, key.remoteJidAlt]) {
			this.byChat.get(String(address))?.set(found.messageId, found);
		}
		return seconds;
	}
}
