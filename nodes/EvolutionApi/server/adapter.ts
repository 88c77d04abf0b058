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
	ServerProgram,
	InstanceRecord,
	Linking,
	StoredMessage,
	StoreFilter,
	WebhookRecord,
} from './records';

// The requests of this package, and its own words for answers and deliveries. A folder next to this file implements them for one
// kind of server. `connection.ts` maps credentials to servers, and a connection carries its own.

export interface ServerAdapter {
	readonly kind: ServerKind;
	readonly name: Program;

	/** Tells whether the server supports the operation. */
	can(entry: TableEntry): boolean;
	/** Names the closest alternative to an unsupported operation. */
	nearest(entry: TableEntry): string;
	/**
	 * @returns the answer in Evolution API's form (or that of the only server with this operation), or the failure
	 * @throws {InputProblem} if this server can't execute it with these values
	 */
	ask(context: Caller, connection: Connection, request: TableRequest): Promise<Result>;
	/**
	 * Checks a request that is sent later, without sending it. Not needed if the table itself checks all that this server can't
	 * do.
	 * @throws {InputProblem} if this server cannot do it with these values
	 */
	check?(context: Caller, connection: Connection, request: TableRequest): Promise<void>;
	/**
	 * Tells whether a path from the user names another instance.
	 * @param segments of the path, decoded
	 * @param instance its name; empty if none is chosen
	 */
	namesOther(segments: readonly string[], instance: string): boolean;
	/** Sends a request in its own words, with the key that it needs. */
	send(context: Caller, connection: Connection, request: Request): Promise<Result>;

	/** Explanations in order: the first match applies. */
	readonly explanations: readonly Explain[];
	/** Tells whether the server itself reports that it did nothing. */
	isRefusal(answer: ServerAnswer, messages: readonly string[]): boolean;
	/** Returns the program's version; undefined if unknown. Asked once per connection. Missing if no route returns it. */
	version?(context: Caller, connection: Connection): Promise<string | undefined>;
	/** Identifies the program at the address, with its version if known; undefined for other programs. */
	identify(ask: Ask): Promise<ServerProgram | undefined>;
	/** @throws {Error} that names the problem with the credential's keys */
	checkKeys(connection: Connection, askWith: (key: string) => Ask): Promise<void>;

	readonly linking: Linking;
	/** Reads an instance's row. Missing if the rows don't show when and why a connection was lost. */
	readRecord?(row: IDataObject): InstanceRecord;
	/** Returns details about the linking of a phone that are missing in the row. */
	readLinking?(target: Target, state: string | undefined): Promise<Partial<InstanceRecord>>;
	/**
	 * Returns the JID with the number of an instance's account.
	 * @returns undefined if the server refuses, or no phone is connected
	 * @throws {RequestFailure} if it cannot answer now
	 */
	ownJid(target: Target): Promise<string | undefined>;
	/**
	 * Tells whether the server stores files of messages; undefined if unknown. Missing if it downloads them from WhatsApp, which
	 * stores them for a while.
	 */
	keepsFiles?(target: Target): Promise<boolean | undefined>;
	/** Tells whether the instance can have templates, a feature of Meta's Cloud API; undefined if unknown. */
	hasTemplates?(target: Target): Promise<boolean | undefined>;

	readonly deliveries: Deliveries;
	readonly webhook: Webhooks;
	/** Missing if the server can't send events through WebSocket. */
	readonly sockets?: Sockets;
	/** Stored messages, for looking up sent and received ones. Missing if the server stores none. */
	readonly store?: MessageStore;
	/** The audience of a status can't be chosen. */
	readonly statusesAreForAll?: true;
	/** The server downloads a video note from its address, which others can't. */
	readonly fetchesVideoNotes?: true;
	/** Phones don't show this server's buttons and lists. */
	readonly sendsNoChoices?: true;
	/** A quote must name the author of the message, because the server doesn't look it up. */
	readonly quotesNameAuthor?: true;
	/**
	 * Completes a delivered vote with the chosen options. Missing if the delivery contains them.
	 * @returns undefined if the server doesn't know them yet
	 */
	readVote?(target: Target, vote: Delivery, poll: Poll): Promise<Delivery | undefined>;
}

/** A poll that this package has sent. */
export interface Poll {
	readonly choices: readonly string[];
	/** Secret that encrypts the poll's votes, in Base64, if the server returned it. */
	readonly secret?: string;
}

export type Authentication = 'evolutionGo' | 'globalKey' | 'instanceKey';

/** The server that the chosen credential points to. */
export interface Connection {
	readonly authentication: Authentication;
	/** The adapter for this server. */
	readonly server: ServerAdapter;
	readonly credentialType: string;
	/** Without a trailing slash; may have a path prefix. */
	readonly baseUrl: string;
	/** The instance that the key belongs to. Empty for a token of Evolution Go, which doesn't name its instance. */
	readonly instanceName?: string;
	/** Kept to remove it from every text that is shown. */
	readonly apiKey: string;
	/** The global key of Evolution Go, in addition to an instance's token or instead of it. */
	readonly globalKey?: string;
	readonly ignoreCertificateErrors: boolean;
	/** Decrypted, so that n8n doesn't read it again for each request. */
	readonly credential?: ICredentialDataDecryptedObject;
	/** Replaces `credential` for a trigger, which sends requests for days. */
	readonly cache?: CachedCredential;
}

/** The n8n context of the code that asks the server. */
export type Caller =
	| IExecuteFunctions
	| IHookFunctions
	| ILoadOptionsFunctions
	| ITriggerFunctions
	| IWebhookFunctions;

/** An instance of a server, and the n8n context that asks. */
export interface Target {
	readonly context: Caller;
	readonly connection: Connection;
	readonly instance: string;
}

/** Sends a request in the caller's way. @returns the body of the answer @throws the failure */
export type Ask = (request: Request) => Promise<unknown>;

/** The user's settings for a request in *API Request*. */
export interface CustomRequest {
	readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** Path below the base URL, with query. */
	readonly path: string;
	/** Sent as JSON, or a form. */
	readonly body?: object;
	/** Sent in addition to the key. */
	readonly headers?: Readonly<Record<string, string>>;
	readonly idempotent: boolean;
	/** Replaces an empty answer (also `null`), which is otherwise a failure. */
	readonly whenEmpty?: IDataObject | Failure;
	/** Replaces `null`, if that differs from an empty answer. */
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
	/** Limit for the whole request, see {@link TimeLimit}; by default as long as `idempotent` allows. */
	readonly timeoutMs?: number;
	/** Largest answer, if below n8n's own limit. */
	readonly maxBytes?: number;
	/** Cancels the request when its answer is no longer needed. */
	readonly signal?: AbortSignal;
}

export type Result = { readonly body: unknown } | { readonly failure: Failure };

/** A successful answer to a request with `asFile`. */
export interface AnsweredFile {
	readonly data: Buffer;
	readonly mimeType: string;
}

/**
 * Request of a table entry. Route and body are in Evolution API's words, whichever server it goes to, unless `asEntered` or
 * `onlyOn` is set.
 */
export interface TableRequest extends Omit<Request, 'path'> {
	/** The route, with parameters in braces. */
	readonly route: string;
	readonly parameters: Readonly<Record<string, string>>;
	readonly query?: Parameters<typeof queryString>[0];
	/** The checked parameters of the entry. */
	readonly input?: unknown;
	/** The user entered route and body, in the server's words. */
	readonly asEntered?: true;
	/** The only kind of server with this operation, in whose words route and body are. */
	readonly onlyOn?: ServerKind;
}

/** The parts of a table entry that decide whether a server supports it. */
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

/** Parser for one kind of server's deliveries. */
export interface Deliveries {
	/** @returns undefined if the body is not a JSON object */
	read(body: unknown): Delivery | undefined;
	/** Returns the body without keys and webhook addresses. Only output it after `cleaned`. */
	asSent(delivery: Delivery): IDataObject;
	/** Returns the body of a message for later {@link read}, without files. Missing if the server has a store. */
	toRemember?(delivery: Delivery): IDataObject;
	/**
	 * Identifies an event: the same for every delivery of it, and for the stored message. Texts are shown, other values become a
	 * checksum.
	 */
	distinguishing(delivery: Delivery): {
		readonly event: string;
		readonly parts: readonly unknown[];
	};
	/** Missing if all events have marks. @returns whether only its arrival time distinguishes the event */
	isUnmarked?(delivery: Delivery): boolean;
	/**
	 * Number of the server's attempts to deliver an event, and the pause between them, ms. Missing if it keeps trying for longer
	 * than n8n takes to start.
	 */
	readonly tries?: { readonly count: number; readonly everyMs: number };
	/**
	 * Returns the headers of a call, which some servers put into the query of the address.
	 * @param query of the call, by name
	 */
	readHeaders(
		headers: Readonly<Record<string, unknown>>,
		query: Readonly<IDataObject>,
	): Readonly<Record<string, unknown>>;
	/** Returns the settable names that the server never sends. */
	neverSent(names: readonly string[]): readonly string[];
	/** Returns the body for another webhook, without the parts for ours. */
	forOtherWebhook(
		body: IDataObject,
		webhook: { readonly url: string; readonly base64: boolean },
	): IDataObject;
}

/** Stored messages. The server may be configured to store none, and then nothing is found. */
export interface MessageStore {
	/** Returns each message once, newest first, page by page. @throws {RequestFailure} if the store cannot be read */
	pages(target: Target, filter: StoreFilter): AsyncIterable<readonly StoredMessage[]>;
	/**
	 * Reads a chat's messages, including those stored under the chat's other address.
	 * @param isEnough gets each page, newest first; true ends the reading. If the server needs two searches, each begins with the
	 * newest.
	 * @param which only messages since then; `isWholeLikely` asks for long pages, for callers that read most of the chat
	 * @throws {RequestFailure} if the store cannot be read
	 */
	readChat(
		target: Target,
		chat: string,
		isEnough: (page: readonly StoredMessage[]) => boolean,
		which?: { readonly since?: Date; readonly isWholeLikely?: boolean },
	): Promise<void>;
	/**
	 * Returns the messages of a period, perhaps of one group, as deliveries, each once, oldest first. May contain others, too.
	 * @param isEnough gets each page; true ends the reading
	 * @throws {RequestFailure} if the store cannot be read
	 */
	between(
		target: Target,
		time: { readonly from: Date; readonly to?: Date; readonly group?: string },
		isEnough: (page: readonly unknown[]) => boolean,
	): Promise<readonly Delivery[]>;
	/**
	 * Returns the newest messages of all chats, also as deliveries. One request.
	 * @throws {RequestFailure} if the store cannot be read
	 */
	recent(
		target: Target,
		count: number,
	): Promise<{
		readonly messages: readonly StoredMessage[];
		readonly deliveries: readonly Delivery[];
	}>;
	/**
	 * Returns the messages of all chats since then, newest first, page by page. May contain older ones.
	 * @throws {RequestFailure} if the store cannot be read
	 */
	writtenSince(target: Target, since: Date): AsyncIterable<readonly DeliveredStored[]>;
	/**
	 * Returns the newest messages of a chat, by one of its addresses.
	 * @throws {RequestFailure} if the store cannot be read
	 */
	newestOfChat(target: Target, chat: string, count: number): Promise<readonly DeliveredStored[]>;
	/**
	 * Returns the newest messages of a chat, by one of its addresses, optionally up to a time.
	 * @throws {RequestFailure} if the store cannot be read
	 */
	readNewest(
		target: Target,
		chat: string,
		which: { readonly count: number; readonly until?: Date },
	): Promise<readonly StoredMessage[]>;
	/**
	 * Returns the messages with this ID: several if it was used twice.
	 * @throws {RequestFailure} if the store cannot be read
	 */
	find(target: Target, messageId: string): Promise<readonly DeliveredStored[]>;
	/**
	 * Counts messages without reading them, and returns the one at a position, where 1 is the newest.
	 * @throws {RequestFailure} if the store cannot be read
	 */
	count(
		target: Target,
		filter: StoreFilter,
		place?: number,
	): Promise<{ readonly total: number; readonly atPlace: StoredMessage | undefined }>;
	/** Returns the LID of a number, or the number of a LID, as a JID. @throws {RequestFailure} if the request fails */
	otherAddress(target: Target, address: string): Promise<string | undefined>;
	/** Tells whether the server is known to store no messages. */
	keepsNothing(target: Target): Promise<boolean>;
	/** Tells the user how to store messages. */
	readonly howToKeep: string;
	/** Tells the user how to store ticks. */
	readonly howToKeepTicks: string;
}

/** The address of a genuine delivery. */
interface DeliveredAddress {
	/** The address, without the headers in it. */
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	/** Event names that the subscribers on the list need; none means all. */
	readonly events: () => readonly string[];
}

/** A webhook that the connection's key can set but not read, as this n8n process knows it. */
export interface UnreadWebhook extends Pick<Webhooks, 'find' | 'set'> {
	/** Key in deliveries: the same in all processes of this n8n, and after a restart. */
	readonly key: string;
	readonly isKnown: boolean;
	/** Marks the webhook to be set again, unread. For callers that know all listening workflows. */
	replace(): void;
	noteDelivered(address: DeliveredAddress): void;
}

interface Webhooks {
	find(
		trySend: (request: Request) => Promise<Result>,
		instance: string,
	): Promise<FoundWebhook | { readonly failure: Failure }>;
	/** Sets the whole webhook, once: a blind repetition would overwrite changes made since. */
	set(
		trySend: (request: Request) => Promise<Result>,
		instance: string,
		webhook: WebhookRecord,
	): Promise<Result>;
	/** Bytes for the list in the address. Set if webhooks have no headers, so that the address carries them. */
	readonly addressRoom?: number;
	/** The instance's secret in each delivery. Missing if the server writes none. */
	readonly secret?: {
		/** @returns null if the body has none */
		in(body: unknown): string | null;
		/** Compares in constant time. @throws {RequestFailure} if the answer isn't available now */
		isRight(target: Target, named: string): Promise<boolean>;
	};
	/** A client that restarts after a log-out uses the webhook of its first start. */
	readonly isForgottenAtLogOut?: true;
	/** Undefined or missing if the key can read the webhook. */
	unread?(target: Pick<Target, 'context' | 'connection'>): UnreadWebhook | undefined;
	/** Tells whether a record with the stored events sends those that were set. By default, they must be equal. */
	sends?(storedEvents: readonly string[], events: readonly string[]): boolean;
}

/** Events through WebSocket. @param whenOff the failure for an empty answer: WebSocket is switched off */
interface Sockets {
	/**
	 * @returns the events that it sends; none if it's switched off for the instance
	 * @throws {RequestFailure} if the request fails, or the server has WebSocket switched off
	 */
	find(target: Target, whenOff: Failure): Promise<string[]>;
	/** Sets the events to send, and removes all others. */
	set(target: Target, events: readonly string[], whenOff: Failure): Promise<Result>;
}

/** Activity that a chat shows before a message. */
export type Activity = 'composing' | 'recording';
