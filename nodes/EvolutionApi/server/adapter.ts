import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	ILoadOptionsFunctions,
	ITriggerFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

import type { Explain, Failure, Program, ServerAnswer } from '../errors/failure';
import type { CachedCredential } from '../core/http/cachedCredential';
import type { queryString } from '../core/http/route';
import type { Delivery, ServerKind } from './delivery';
import type {
	DeliveredStored,
	FoundWebhook,
	Identified,
	InstanceRecord,
	Linking,
	StoredMessage,
	Wanted,
	WebhookRecord,
} from './records';

// What this package asks a server, and what it reads from the answers and deliveries, in words of its own. A folder beside
// this file implements it for one kind of server. `connection.ts` says which credential is for which of them, and a connection
// carries its own.

export interface ServerAdapter {
	readonly kind: ServerKind;
	readonly name: Program;

	/** Whether it can do this at all. */
	can(entry: TableEntry): boolean;
	/** For what it cannot do: what comes nearest. */
	nearest(entry: TableEntry): string;
	/**
	 * @returns the answer as Evolution API gives it (or as the only server that has it does), or the failure
	 * @throws {InputProblem} if this server cannot do it with these values
	 */
	ask(context: Caller, connection: Connection, request: TableRequest): Promise<Result>;
	/**
	 * Checks a request without sending it, for what goes out only after something else. Left out: the table itself checks all
	 * that this server cannot do.
	 * @throws {InputProblem} if this server cannot do it with these values
	 */
	check?(context: Caller, connection: Connection, request: TableRequest): Promise<void>;
	/**
	 * Whether a path that a user has entered names another instance.
	 * @param segments of the path, decoded
	 * @param instance its name; empty if none is chosen
	 */
	namesOther(segments: readonly string[], instance: string): boolean;
	/** Sends a request in its own words, with the key that it needs. */
	send(context: Caller, connection: Connection, request: Request): Promise<Result>;

	/** Their order matters: the first that knows an answer explains it. */
	readonly explanations: readonly Explain[];
	/** Whether it says, as the server itself, that it did not do what was asked. */
	isRefusal(answer: ServerAnswer, messages: readonly string[]): boolean;
	/** Of the program; undefined if it does not say that. It is asked once for each connection. Left out: no route tells it. */
	version?(context: Caller, connection: Connection): Promise<string | undefined>;
	/** Which program answers at the address; undefined if it is another one. A version only if it says that. */
	identify(ask: Ask): Promise<Identified | undefined>;
	/** @throws {Error} that says what is wrong with the keys of the credential */
	checkKeys(connection: Connection, askWith: (key: string) => Ask): Promise<void>;

	readonly linking: Linking;
	/** What it keeps of an instance, in its row of the list. Left out: nothing tells when and why a connection was lost. */
	readRecord?(row: IDataObject): InstanceRecord;
	/** What it tells of the linking of a phone beside the state, where that is not in the row. */
	readLinking?(target: Target, state: string | undefined): Promise<Partial<InstanceRecord>>;
	/**
	 * The JID with the number of an instance's account.
	 * @returns undefined if the server refuses to tell, or no phone is connected
	 * @throws {RequestFailure} if it cannot answer now
	 */
	ownJid(target: Target): Promise<string | undefined>;
	/**
	 * Whether it keeps the files of messages; undefined if the server does not tell. Left out: it fetches them from WhatsApp,
	 * which keeps them for a while.
	 */
	keepsFiles?(target: Target): Promise<boolean | undefined>;
	/** Whether the instance can have templates, which only Meta's Cloud API has; undefined if the server does not tell. */
	hasTemplates?(target: Target): Promise<boolean | undefined>;

	readonly deliveries: Deliveries;
	readonly webhook: Webhooks;
	/** Left out: it is not heard through WebSocket. */
	readonly sockets?: Sockets;
	/** The messages that it keeps, so that what was sent and written can be looked up. Left out: it keeps none. */
	readonly store?: MessageStore;
	/** It lets nobody choose who sees a status. */
	readonly statusesAreForAll?: true;
	/** It fetches a video note from its address, which others cannot. */
	readonly fetchesVideoNotes?: true;
	/** Phones do not show what it sends as buttons and lists. */
	readonly sendsNoChoices?: true;
	/** A quote has to name who wrote the message, because the server does not look it up. */
	readonly quotesNameAuthor?: true;
	/**
	 * Where a vote is delivered without what was voted for: the same delivery with that. Left out: it is in the delivery.
	 * @returns undefined if the server does not know it, or not yet
	 */
	readVote?(target: Target, vote: Delivery, poll: Poll): Promise<Delivery | undefined>;
}

/** A poll that this package has sent. */
export interface Poll {
	readonly choices: readonly string[];
	/** With which its votes are encrypted, in Base64, where the server has told it. */
	readonly secret?: string;
}

export type Authentication = 'evolutionGo' | 'globalKey' | 'instanceKey';

/** The server that the chosen credential points to. */
export interface Connection {
	readonly authentication: Authentication;
	/** What is asked and read there. */
	readonly server: ServerAdapter;
	readonly credentialType: string;
	/** Without a trailing slash; may have a path prefix. */
	readonly baseUrl: string;
	/** For the key of an instance: that instance. Empty if nobody knows its name: with a token of Evolution Go. */
	readonly instanceName?: string;
	/** Kept to take it out of every text that is shown. */
	readonly apiKey: string;
	/** Beside the token of an instance of Evolution Go, or in its place. */
	readonly globalKey?: string;
	readonly ignoreCertificateErrors: boolean;
	/** Decrypted, so that n8n does not read it again for each request. */
	readonly credential?: ICredentialDataDecryptedObject;
	/** Instead of it, for a trigger, whose requests go on for days. */
	readonly kept?: CachedCredential;
}

/** What n8n passes to the code that asks the server. */
export type Caller =
	| IExecuteFunctions
	| IHookFunctions
	| ILoadOptionsFunctions
	| ITriggerFunctions
	| IWebhookFunctions;

/** An instance of a server, and who asks. */
export interface Target {
	readonly context: Caller;
	readonly connection: Connection;
	readonly instance: string;
}

/** Sends a request, in the way of whoever asks. @returns the body of the answer @throws what went wrong */
export type Ask = (request: Request) => Promise<unknown>;

/** What the user says of a request in *API Request*. */
export interface CustomRequest {
	readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** Path below the base URL, with query. */
	readonly path: string;
	/** Sent as JSON, or a form. */
	readonly body?: object;
	/** Sent beside the key. */
	readonly headers?: Readonly<Record<string, string>>;
	readonly idempotent: boolean;
	/** What an empty answer (also `null`) means; left out: a failure. */
	readonly whenEmpty?: IDataObject | Failure;
	/** What `null` means, if that is something else. */
	readonly whenNull?: IDataObject | readonly IDataObject[];
	/** Accepts plain text as an answer, which becomes `{ data }`. */
	readonly text?: boolean;
	/** The answer is a file: it becomes an {@link AnsweredFile}. */
	readonly asFile?: boolean;
}

/** A request as it is sent, with the route filled in. */
export interface Request extends CustomRequest {
	/** For the explanation of a failure. */
	readonly instance?: string;
	readonly since?: string;
	/** For the whole request, as {@link TimeLimit} has it; left out: as long as `idempotent` allows. */
	readonly timeoutMs?: number;
	/** How many bytes the answer may have, if not as many as n8n can hold. */
	readonly maxBytes?: number;
	/** Breaks the request off: nobody wants the answer any more. */
	readonly signal?: AbortSignal;
}

export type Result = { readonly body: unknown } | { readonly failure: Failure };

/** A successful answer to a request with `asFile`. */
export interface AnsweredFile {
	readonly data: Buffer;
	readonly mimeType: string;
}

/**
 * What an entry of the table asks. Its route and body are those of Evolution API, whatever server it goes to, unless it
 * says otherwise.
 */
export interface TableRequest extends Omit<Request, 'path'> {
	/** With parameters in braces. */
	readonly route: string;
	readonly parameters: Readonly<Record<string, string>>;
	readonly query?: Parameters<typeof queryString>[0];
	/** The checked parameters of the entry. */
	readonly input?: unknown;
	/** The user has entered route and body, in the words of the server. */
	readonly asEntered?: true;
	/** The only kind of server that has it, in whose words route and body are. */
	readonly onlyOn?: ServerKind;
}

/** An entry of the table, as far as it matters whether a kind of server can do it. */
export interface TableEntry {
	/** Value of the resource. */
	readonly resource: string;
	/** Value of the operation. */
	readonly operation: string;
	readonly request: {
		readonly method: string;
		readonly path: string;
		readonly onlyOn?: ServerKind;
		readonly supportedBy?: Readonly<Partial<Record<ServerKind, boolean>>>;
	};
}

/** Parser of what one kind of server delivers. */
export interface Deliveries {
	/** @returns undefined if the body is not a JSON object */
	read(body: unknown): Delivery | undefined;
	/** The body as the server sent it, without keys and addresses of webhooks. Only what is `cleaned` of it may be output. */
	asSent(delivery: Delivery): IDataObject;
	/**
	 * Where there is no store: the body of a message, to be remembered and {@link read} again, without files.
	 */
	toRemember?(delivery: Delivery): IDataObject;
	/**
	 * What tells an event from all others: the same for every delivery of one event, and for the message that the store has
	 * of it. Texts are shown, everything else becomes a checksum.
	 */
	distinguishing(delivery: Delivery): {
		readonly event: string;
		readonly parts: readonly unknown[];
	};
	/** Left out where all have marks. @returns whether only the time when it came tells the event from another one */
	isUnmarked?(delivery: Delivery): boolean;
	/**
	 * How often the server tries to deliver an event before it forgets it, and how long after one another, ms. Left out: for
	 * longer than n8n takes to start.
	 */
	readonly tries?: { readonly count: number; readonly everyMs: number };
	/**
	 * The headers of a call, also where the server has them in the query of the address.
	 * @param query of the call, by name
	 */
	readHeaders(
		headers: Readonly<Record<string, unknown>>,
		query: Readonly<IDataObject>,
	): Readonly<Record<string, unknown>>;
	/** Those of these settable names that the server never sends. */
	neverSent(names: readonly string[]): readonly string[];
	/** The body for another webhook: what only ours is to get is taken out. */
	forOtherWebhook(
		body: IDataObject,
		webhook: { readonly url: string; readonly base64: boolean },
	): IDataObject;
}

/** It may be set to keep nothing: then nothing is found. */
export interface MessageStore {
	/** Newest first, each once, page by page. @throws {RequestFailure} if the store cannot be read */
	pages(target: Target, wanted: Wanted): AsyncIterable<readonly StoredMessage[]>;
	/**
	 * All that was written in a chat, also what is kept under another address, with this one beside it.
	 * @param isEnough gets page after page, newest first; after a true nothing older is read. Where the server needs two
	 *   searches, each begins with the newest.
	 * @param which only what was sent since then; `isWholeLikely` asks for long pages, where mostly all is read
	 * @throws {RequestFailure} if the store cannot be read
	 */
	readChat(
		target: Target,
		chat: string,
		isEnough: (page: readonly StoredMessage[]) => boolean,
		which?: { readonly since?: Date; readonly isWholeLikely?: boolean },
	): Promise<void>;
	/**
	 * Those of a time, perhaps only of a group, as the server would deliver them, oldest first, each once. A server may give
	 * others, too.
	 * @param isEnough gets each page while it is read; true ends the reading
	 * @throws {RequestFailure} if the store cannot be read
	 */
	between(
		target: Target,
		time: { readonly from: Date; readonly to?: Date; readonly group?: string },
		isEnough: (page: readonly unknown[]) => boolean,
	): Promise<readonly Delivery[]>;
	/**
	 * The newest of all chats, also as the server would deliver them. One request.
	 * @throws {RequestFailure} if the store cannot be read
	 */
	recent(
		target: Target,
		count: number,
	): Promise<{ readonly kept: readonly StoredMessage[]; readonly deliveries: readonly Delivery[] }>;
	/**
	 * All chats since then, newest first, page by page. A server may give older ones, too.
	 * @throws {RequestFailure} if the store cannot be read
	 */
	writtenSince(target: Target, since: Date): AsyncIterable<readonly DeliveredStored[]>;
	/**
	 * The newest of one chat, by an address of the chat.
	 * @throws {RequestFailure} if the store cannot be read
	 */
	newestOfChat(target: Target, chat: string, count: number): Promise<readonly DeliveredStored[]>;
	/**
	 * The newest of one chat, up to a time if there is one, by an address of the chat.
	 * @throws {RequestFailure} if the store cannot be read
	 */
	readNewest(
		target: Target,
		chat: string,
		which: { readonly count: number; readonly until?: Date },
	): Promise<readonly StoredMessage[]>;
	/**
	 * Those with this ID: several if it was given twice.
	 * @throws {RequestFailure} if the store cannot be read
	 */
	find(target: Target, messageId: string): Promise<readonly DeliveredStored[]>;
	/**
	 * How many there are, without reading them, and the one at a place, counted from 1 at the newest.
	 * @throws {RequestFailure} if the store cannot be read
	 */
	count(
		target: Target,
		wanted: Wanted,
		place?: number,
	): Promise<{ readonly total: number; readonly atPlace: StoredMessage | undefined }>;
	/** The LID of a number, or the number of a LID, as a JID. @throws {RequestFailure} if the server cannot be asked */
	otherAddress(target: Target, address: string): Promise<string | undefined>;
	/** Whether it is known to be set to keep none. */
	keepsNothing(target: Target): Promise<boolean>;
	/** What to do about that. */
	readonly howToKeep: string;
	/** What to do if it keeps no ticks. */
	readonly howToKeepTicks: string;
}

/** The address that a genuine delivery of the server came by. */
interface DeliveredAddress {
	/** Without the headers in it. */
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	/** Settable names of what those want who are on its list; none: all. */
	readonly events: () => readonly string[];
}

/** A webhook that the key of a connection can set, and not read. It is what this process of n8n knows of it. */
export interface UnreadWebhook extends Pick<Webhooks, 'find' | 'set'> {
	/** What deliveries carry: the same in all processes of this n8n, and after a restart. */
	readonly key: string;
	readonly isKnown: boolean;
	/** For somebody who knows all workflows that listen: one that is not known is to be set, whatever it is. */
	replace(): void;
	noteDelivered(address: DeliveredAddress): void;
}

interface Webhooks {
	find(
		trySend: (request: Request) => Promise<Result>,
		instance: string,
	): Promise<FoundWebhook | { readonly failure: Failure }>;
	/** It is always set as a whole, and once: a blind repetition would undo what others have set since. */
	set(
		trySend: (request: Request) => Promise<Result>,
		instance: string,
		webhook: WebhookRecord,
	): Promise<Result>;
	/**
	 * Where webhooks have no headers: they stand in the address, which has room for a list of so many bytes.
	 */
	readonly addressRoom?: number;
	/** The secret of the instance that the server writes into each delivery. Left out: it writes none. */
	readonly secret?: {
		/** @returns null if there is none in it */
		in(body: unknown): string | null;
		/** In constant time. @throws {RequestFailure} if that cannot be found out now */
		isRight(target: Target, named: string): Promise<boolean>;
	};
	/** A client that the server starts anew after a log-out knows the webhook that was there at its first start. */
	readonly isForgottenAtLogOut?: true;
	/** Undefined, or left out, where the key reads it. */
	unread?(target: Pick<Target, 'context' | 'connection'>): UnreadWebhook | undefined;
	/** Whether a record with the stored events sends those that were set. Left out: if they are the same. */
	sends?(stored: readonly string[], set: readonly string[]): boolean;
}

/** Events through WebSocket. @param whenOff what an empty answer means: WebSocket is switched off */
interface Sockets {
	/**
	 * @returns the events that it sends; none if it is switched off for the instance
	 * @throws {RequestFailure} if the server cannot be asked, or has WebSocket switched off
	 */
	find(target: Target, whenOff: Failure): Promise<string[]>;
	/** Which events it is to send, and no others. */
	set(target: Target, events: readonly string[], whenOff: Failure): Promise<Result>;
}

/** What the chat shows before a message. */
export type Activity = 'composing' | 'recording';
