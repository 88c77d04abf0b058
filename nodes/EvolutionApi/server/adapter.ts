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

// The interface between this package and a server, in this package's terms. The folders `evolutionApi` and `evolutionGo`
// implement the interface. `connection.ts` chooses the adapter for a credential and stores the adapter in the connection.

export interface ServerAdapter {
	readonly kind: ServerKind;
	readonly name: Program;

	can(entry: TableEntry): boolean;
	/** Returns a sentence for the user that names the closest alternative to an unsupported operation. */
	nearest(entry: TableEntry): string;
	/**
	 * Asks the server. If the request is in Evolution API's terms (see {@link TableRequest}), so is the answer.
	 * @throws {InputProblem} if this server doesn't support the request with these values
	 */
	ask(context: Caller, connection: Connection, request: TableRequest): Promise<Result>;
	/**
	 * Checks a request that will be sent later.
	 * @throws {InputProblem} if this server doesn't support the request with these values
	 */
	check?(context: Caller, connection: Connection, request: TableRequest): Promise<void>;
	/**
	 * Tells whether a path that the user entered names another instance.
	 * @param segments of the path, decoded
	 * @param instance name of the chosen instance; empty if none is chosen
	 */
	namesOther(segments: readonly string[], instance: string): boolean;
	/** Sends a request that is already in this server's own form, with the key that its route needs. */
	send(context: Caller, connection: Connection, request: Request): Promise<Result>;

	/** Functions that explain a failed answer, tried in order until one returns a failure. */
	readonly explanations: readonly Explain[];
	/** Tells whether the server itself, not a proxy, reports that it did nothing. */
	isRefusal(answer: ServerAnswer, messages: readonly string[]): boolean;
	/** Returns the server program's version; undefined if unknown. Not implemented for a server that can't tell its version. */
	version?(context: Caller, connection: Connection): Promise<string | undefined>;
	/** Identifies the program at the address, with its version if known; undefined for an unknown program. */
	identify(ask: Ask): Promise<ServerProgram | undefined>;
	/** Tests the credential's keys. @throws {Error} that names the problem with a key */
	checkKeys(connection: Connection, askWith: (key: string) => Ask): Promise<void>;

	readonly linking: Linking;
	/** Reads a row of the server's instance list. Not implemented if the rows don't show when and why a connection was lost. */
	readRecord?(row: IDataObject): InstanceRecord;
	/** Reads why an instance lost its link to the phone, and how to link a phone. Only for servers without {@link readRecord}. */
	readLinking?(target: Target, state: string | undefined): Promise<Partial<InstanceRecord>>;
	/**
	 * Returns the JID of an instance's account: the one with the phone number, not the LID.
	 * @returns undefined if the server refuses, or no phone is connected
	 * @throws {RequestFailure} if the server can't answer now
	 */
	ownJid(target: Target): Promise<string | undefined>;
	/**
	 * Tells whether the server stores the files of messages; undefined if unknown. Not implemented for a server that always
	 * downloads files from WhatsApp, where they stay available for a while.
	 */
	keepsFiles?(target: Target): Promise<boolean | undefined>;

	readonly deliveries: Deliveries;
	readonly webhook: Webhooks;
	/** Missing if the server can't send events through WebSocket. */
	readonly sockets?: Sockets;
	/** Stored messages, for looking up sent and received ones. Missing if the server stores none. */
	readonly store?: MessageStore;
	/** The audience of a status can't be chosen. */
	readonly statusesAreForAll?: true;
	/** The server downloads a video note from its web address. For other servers, n8n downloads it. */
	readonly fetchesVideoNotes?: true;
	/** Phones don't show this server's buttons and lists. */
	readonly sendsNoChoices?: true;
	/** A quote must name the author of the quoted message, because the server doesn't look the author up. */
	readonly quotesNameAuthor?: true;
	/**
	 * Adds the chosen options to a delivered vote. Not implemented for a server whose deliveries contain the options.
	 * @returns undefined if the server doesn't know the options yet
	 */
	readVote?(target: Target, vote: Delivery, poll: Poll): Promise<Delivery | undefined>;
}

export interface Poll {
	readonly choices: readonly string[];
	/** Secret that encrypts the poll's votes, in Base64, if the server returned it. */
	readonly secret?: string;
}

export type Authentication = 'evolutionGo' | 'globalKey' | 'instanceKey';

/** The server that the chosen credential points to. */
export interface Connection {
	readonly authentication: Authentication;
	readonly server: ServerAdapter;
	readonly credentialType: string;
	/** Address of the server, without a trailing slash; may have a path prefix. */
	readonly baseUrl: string;
	/** Name of the instance that the key belongs to. Empty for a token of Evolution Go, which doesn't name its instance. */
	readonly instanceName?: string;
	/** The API key. Every error text is searched for this key, to remove it. */
	readonly apiKey: string;
	/** The global key of Evolution Go, in addition to an instance's token or instead of it. */
	readonly globalKey?: string;
	readonly ignoreCertificateErrors: boolean;
	/** The decrypted credential, so that n8n doesn't read it again for each request. */
	readonly credential?: ICredentialDataDecryptedObject;
	/** Used instead of `credential` in a trigger. It rereads the credential now and then, because the key may change. */
	readonly cache?: CachedCredential;
}

/** The n8n context of the code that asks the server. */
export type Caller =
	| IExecuteFunctions
	| IHookFunctions
	| ILoadOptionsFunctions
	| ITriggerFunctions
	| IWebhookFunctions;

export interface Target {
	readonly context: Caller;
	readonly connection: Connection;
	readonly instance: string;
}

/** A function that sends requests with one particular API key, and returns the answer's body. @throws {RequestFailure} */
export type Ask = (request: Request) => Promise<unknown>;

/** The user's settings for a request in *API Request*. */
export interface CustomRequest {
	readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** Path below the base URL, with query. */
	readonly path: string;
	readonly body?: object;
	readonly headers?: Readonly<Record<string, string>>;
	readonly idempotent: boolean;
	/** Replaces an empty answer, including `null`. Without this, an empty answer is a failure. */
	readonly whenEmpty?: IDataObject | Failure;
	/** Replaces the answer `null`, e.g. on a route that returns `null` until a webhook is set. Overrides `whenEmpty`. */
	readonly whenNull?: IDataObject | readonly IDataObject[];
	/** Accepts plain text as an answer, which becomes `{ data }`. */
	readonly text?: boolean;
	/** The answer is a file: it becomes an {@link AnsweredFile}. */
	readonly asFile?: boolean;
}

/** A request as n8n sends it, with the route's parameters filled in. */
export interface Request extends CustomRequest {
	/** Name of the instance, for error messages. They also mention `since`, the first server version that has the route. */
	readonly instance?: string;
	readonly since?: string;
	/** Limit for the whole request, see {@link TimeLimit}. By default, sends have more time than reads. */
	readonly timeoutMs?: number;
	readonly maxBytes?: number;
	/** Cancels the request when its answer is no longer needed. */
	readonly signal?: AbortSignal;
}

export type Result = { readonly body: unknown } | { readonly failure: Failure };

export interface AnsweredFile {
	readonly data: Buffer;
	readonly mimeType: string;
}

/**
 * An operation's request. Route and body are in Evolution API's terms, even if the request is for another kind of server.
 * Requests with `asEntered` or `onlyOn` are in the server's own terms.
 */
export interface TableRequest extends Omit<Request, 'path'> {
	readonly route: string;
	readonly parameters: Readonly<Record<string, string>>;
	readonly query?: Parameters<typeof queryString>[0];
	readonly input?: unknown;
	/** Set if the user entered the route and the body, in the server's own terms. */
	readonly asEntered?: true;
	/** The only kind of server with this operation. Its route and body are written in that server's own API. */
	readonly onlyOn?: ServerKind;
}

/** The parts of an entry in the operations table that decide whether a server supports the operation. */
export interface TableEntry {
	/** Value of the node's Resource field, such as `message`. */
	readonly resource: string;
	/** Value of the node's Operation field, such as `sendText`. */
	readonly operation: string;
	readonly request: {
		readonly method: string;
		readonly path: string;
		readonly onlyOn?: ServerKind;
		readonly supportedBy?: Readonly<Partial<Record<ServerKind, boolean>>>;
	};
}

export interface Deliveries {
	/** Parses the body of a delivery; undefined if it isn't a JSON object. */
	read(body: unknown): Delivery | undefined;
	/** Returns the body as the server sent it, but without keys and webhook addresses. Output it only after `sanitize`. */
	asSent(delivery: Delivery): IDataObject;
	/** Returns a message's body without files, to keep it for a later {@link read}. Only for servers that store no messages. */
	toRemember?(delivery: Delivery): IDataObject;
	/**
	 * Returns the parts of an event's ID. They're the same if the server delivers the event again, or if its message is read from
	 * the server's store.
	 */
	distinguishing(delivery: Delivery): {
		readonly event: string;
		readonly parts: readonly unknown[];
	};
	/** Tells whether an event, such as "typing", contains no ID and no time. Two such events may be identical. */
	isUnmarked?(delivery: Delivery): boolean;
	/**
	 * Number of the server's attempts to deliver an event, and the pause between them, ms. Missing if the server keeps trying for
	 * longer than n8n takes to start.
	 */
	readonly tries?: { readonly count: number; readonly everyMs: number };
	/**
	 * Returns the headers of a webhook call. For a server that can't send our headers, the webhook's address contains them.
	 * @param query parameters of the address, by name
	 */
	readHeaders(
		headers: Readonly<Record<string, unknown>>,
		query: Readonly<IDataObject>,
	): Readonly<Record<string, unknown>>;
	/** Returns the event names that the server never sends, although they can be set. */
	neverSent(names: readonly string[]): readonly string[];
	/** Returns the body to forward to another webhook, without the parts that only our webhook needs. */
	forOtherWebhook(
		body: IDataObject,
		webhook: { readonly url: string; readonly base64: boolean },
	): IDataObject;
}

/**
 * Stored messages. If the server is configured to store none, nothing is found. Reading the store throws a RequestFailure if
 * the request fails.
 */
export interface MessageStore {
	/** Returns each message once, newest first, page by page. */
	pages(target: Target, filter: StoreFilter): AsyncIterable<readonly StoredMessage[]>;
	/**
	 * Reads a chat's messages, including those stored under the chat's other address.
	 * @param isEnough receives each page, newest first, and returns true to end the search. Some server versions need a separate
	 * search for each address, and `isEnough` then ends only the current one.
	 * @param which `since` skips older messages; `isWholeLikely` asks for long pages, for callers that read most of the chat
	 */
	readChat(
		target: Target,
		chat: string,
		isEnough: (page: readonly StoredMessage[]) => boolean,
		which?: { readonly since?: Date; readonly isWholeLikely?: boolean },
	): Promise<void>;
	/**
	 * Returns a period's messages as deliveries, each once, oldest first. May also contain messages from outside the period.
	 * @param isEnough receives each page, and returns true to stop
	 */
	between(
		target: Target,
		time: { readonly from: Date; readonly to?: Date },
		isEnough: (page: readonly unknown[]) => boolean,
	): Promise<readonly Delivery[]>;
	/** Reads the newest messages of all chats with one request. Returns them both as stored messages and as deliveries. */
	recent(
		target: Target,
		count: number,
	): Promise<{
		readonly messages: readonly StoredMessage[];
		readonly deliveries: readonly Delivery[];
	}>;
	/** Returns the messages of all chats since a time, newest first, page by page. May contain older messages, too. */
	writtenSince(target: Target, since: Date): AsyncIterable<readonly DeliveredStored[]>;
	/** Returns the newest messages of a chat. @param chat one of the chat's addresses */
	newestOfChat(target: Target, chat: string, count: number): Promise<readonly DeliveredStored[]>;
	/** Returns a chat's newest messages; with `until`, the newest up to that time. @param chat one of the chat's addresses */
	readNewest(
		target: Target,
		chat: string,
		which: { readonly count: number; readonly until?: Date },
	): Promise<readonly StoredMessage[]>;
	/** Returns the messages with this ID: several if senders used the same ID twice. */
	find(target: Target, messageId: string): Promise<readonly DeliveredStored[]>;
	/** Counts messages without reading them all. Also returns the message at `place`, counted from the newest, which is 1. */
	count(
		target: Target,
		filter: StoreFilter,
		place?: number,
	): Promise<{ readonly total: number; readonly atPlace: StoredMessage | undefined }>;
	/** Returns the LID of a number, or the number of a LID, as a JID. @throws {RequestFailure} if the request fails */
	otherAddress(target: Target, address: string): Promise<string | undefined>;
	keepsNothing(target: Target): Promise<boolean>;
	/** Tells the user how to configure the server so that it stores messages. */
	readonly howToKeep: string;
	/** Tells the user how to configure the server so that it also stores ticks (delivered, read). */
	readonly howToKeepTicks: string;
}

/** The webhook address that a genuine delivery arrived at. */
interface DeliveredAddress {
	/** The address without our parameters. Evolution Go's webhooks have no headers, so the query contains our headers. */
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	/** Event names that the webhook's subscribers need; an empty array means all events. */
	readonly events: () => readonly string[];
}

/** A webhook that the connection's key can set but not read. `find` returns what this n8n process knows of it. */
export interface UnreadWebhook extends Pick<Webhooks, 'find' | 'set'> {
	/** Key that deliveries must contain: the same in all processes of this n8n, and after a restart. */
	readonly key: string;
	readonly isKnown: boolean;
	/** Treats a webhook that this process doesn't know as missing, so that the caller sets a new webhook. */
	replace(): void;
	noteDelivered(address: DeliveredAddress): void;
}

interface Webhooks {
	find(
		trySend: (request: Request) => Promise<Result>,
		instance: string,
	): Promise<FoundWebhook | { readonly failure: Failure }>;
	/** Sets the whole webhook, in a single attempt, because a retry could overwrite a change made in the meantime. */
	set(
		trySend: (request: Request) => Promise<Result>,
		instance: string,
		webhook: WebhookRecord,
	): Promise<Result>;
	/** Maximum bytes of n8n's list of subscribers in the webhook's address. Missing if n8n stores the list in a header. */
	readonly addressRoom?: number;
	/** The instance's secret in each delivery. Missing if the server's deliveries contain no secret. */
	readonly secret?: {
		/** Returns the instance's secret from a delivery's body; null if the body has none. */
		in(body: unknown): string | null;
		/** Tells in constant time if `candidate` is the instance's secret. @throws {RequestFailure} if the server can't answer */
		isRight(target: Target, candidate: string): Promise<boolean>;
	};
	/** True if the server sends events to an earlier webhook after a log-out, so that n8n must set the current webhook again. */
	readonly isForgottenAtLogOut?: true;
	/** Returns access to webhooks for a key that can set but not read them; undefined for a key that can do both. */
	unread?(target: Pick<Target, 'context' | 'connection'>): UnreadWebhook | undefined;
	/** Tells whether a webhook set to `storedEvents` sends all of `events`. Left out if the two lists must be equal. */
	sends?(storedEvents: readonly string[], events: readonly string[]): boolean;
}

/** Events through WebSocket. @param whenOff the failure to report if the server has WebSocket switched off */
interface Sockets {
	/**
	 * @returns the events that the server sends; none if WebSocket is off for this instance only
	 * @throws {RequestFailure} if the request fails, or WebSocket is off for the whole server
	 */
	find(target: Target, whenOff: Failure): Promise<string[]>;
	set(target: Target, events: readonly string[], whenOff: Failure): Promise<Result>;
}

/** Activity that a chat shows before a message. */
export type Activity = 'composing' | 'recording';
