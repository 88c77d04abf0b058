import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { isRecord } from '../answer';
import type { Connection } from '../connection';
import { spellings } from '../jid';
import { readPages, type Paging } from '../paging';
import { send } from '../request';
import { fillRoute } from '../route';
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

const secondsOf = (time: Date) => Math.floor(time.getTime() / 1000);

/** What the store gets late, or from a clock that is slow, is found this many seconds back. */
const OVERLAP = 60;

const FAR_FUTURE = '2100-01-01T00:00:00.000Z';

const PAGES: Paging = {
	size: 100,
	// The server's `offset` is the length of a page.
	ask: (page, size) => ({ page, offset: size }),
	records: (answer) => {
		const messages = isRecord(answer) && isRecord(answer.messages) ? answer.messages : {};
		return Array.isArray(messages.records) ? messages.records : [];
	},
};

/**
 * What this instance sent since a time, read from the server's message store
 * (`POST /chat/findMessages/{instance}`): all of it before the first lookup, then only what is new. Read
 * by time, not by chat, since a chat is stored under its number in one of two spellings or its LID, with
 * the other in `remoteJidAlt`. Only messages to the recipients of the run are kept.
 */
export class SentBefore {
	private readonly byChat = new Map<string, Map<string, Stored>>();

	/** Seconds up to which everything was read. */
	private readUntil: number;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly connection: Connection,
		private readonly instance: string,
		private readonly since: Date,
	) {
		this.readUntil = secondsOf(since);
	}

	/** Before the first lookup: whose messages to keep. */
	follow(recipients: readonly string[]): void {
		for (const jid of recipients.flatMap(spellings)) this.byChat.set(jid, new Map());
	}

	/**
	 * @param recipients the ways in which the chat may be named
	 * @throws {RequestFailure} if the store cannot be read
	 */
	async find(recipients: readonly string[], content: Content): Promise<Found | undefined> {
		const known = await this.findKnown(recipients, content);
		if (known !== undefined) return known;
		await this.read();
		return await this.findKnown(recipients, content);
	}

	private async findKnown(
		recipients: readonly string[],
		content: Content,
	): Promise<Found | undefined> {
		for (const jid of recipients.flatMap(spellings)) {
			for (const stored of this.byChat.get(jid)?.values() ?? []) {
				if (await isSame(content, stored.message)) return stored;
			}
		}
		return undefined;
	}

	/** Reads what is new. If that fails half way, the next time begins where this one did. */
	private async read(): Promise<void> {
		const { context, connection, instance } = this;
		const where = {
			key: { fromMe: true },
			// The server takes a time only with both ends.
			messageTimestamp: { gte: new Date(this.readUntil * 1000).toISOString(), lte: FAR_FUTURE },
		};
		let newest = this.readUntil;
		const keep = (record: IDataObject) => {
			newest = Math.max(newest, this.note(record));
			// Noted as far as it is needed; the reading itself is to hold nothing.
			return false;
		};
		await readPages({ ...PAGES, keep }, undefined, Infinity, async (page) => {
			return await send(context, connection, {
				method: 'POST',
				path: fillRoute('/chat/findMessages/{instance}', { instance }),
				body: { where, ...page },
				retry: 'always',
				instance,
			});
		});
		this.readUntil = Math.max(this.readUntil, newest - OVERLAP);
	}

	/** Keeps a record of the store, if it is to one of the recipients. @returns its time in seconds */
	private note({ key, message, messageTimestamp }: IDataObject): number {
		const seconds = Number(isRecord(messageTimestamp) ? messageTimestamp.low : messageTimestamp);
		// Older servers ignore the time.
		const isOurs = isRecord(key) && key.fromMe === true && seconds >= secondsOf(this.since);
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
