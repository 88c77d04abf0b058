import type { IDataObject, INodeExecutionData, IExecuteFunctions } from 'n8n-workflow';

import { sharePeople, type People } from '../server/ask/people';
import { RequestFailure, mayHaveArrived } from '../errors/failure';
import { toNodeError, wholeText } from '../errors/nodeErrors';
import { InputProblem } from '../core/input/inputProblem';
import type { AskingRun, ItemRequest } from '../table/prepare/prepare';
import type { Connection } from '../server/adapter';
import type { Fingerprint } from '../server/messageContent';
import { asJid } from '../core/values/addresses';
import { type WatchedMessage, DeliveryWatch } from './deliveryWatch';

/** An item's message to a recipient, on its way through the policies. A sequence of messages is one. */
export interface Message {
	readonly request: ItemRequest;
	readonly sender: Sender;
	/** The recipient as the item names it. */
	readonly recipient: string;
	/** WhatsApp's address for the recipient, if it was looked up. */
	readonly address: string;
	/** Content, once a policy has asked for it; undefined also for content that can't be recognized. */
	readonly fingerprint?: Fingerprint;
}

/** Sends a message, or returns why it wasn't sent. @throws any error of the request */
export type Send = (message: Message) => Promise<SendResult>;

/** A rule that decides whether and when a message is sent, or acts on its outcome. */
export interface Policy {
	/** The missing information if a server stores no messages, for a policy that reads its store. */
	readonly needOfStore?: string;
	/**
	 * Called once, before the first message of an instance.
	 * @param recipients of all items
	 * @returns why nothing can be sent; undefined if it can
	 */
	prepare?(recipients: readonly string[]): Promise<string | undefined> | undefined;
	/** Sends the message with `next`, or answers without. */
	send(message: Message, next: Send): Promise<SendResult>;
}

/** Combines policies. Each one decides before the ones after it, and sees their result. */
export const compose = (policies: readonly Policy[], last: Send): Send =>
	policies.reduceRight<Send>(
		(next, policy) => async (message) => await policy.send(message, next),
		last,
	);

/** Outcomes of an item, in the order in which the summary counts them. */
const STATUSES = [
	/** WhatsApp accepted it. */
	'sent',
	/** The server accepted it, and WhatsApp rejected it. */
	'rejected',
	/** The chat had it already. */
	'alreadySent',
	/** An earlier item has the same message for the same person. */
	'duplicate',
	/** It was due during the quiet hours, or the number has reached a limit. */
	'deferred',
	'notOnWhatsApp',
	/** The recipient wrote that they want no messages. */
	'optedOut',
	/** The run was stopped, or had reached its limit. */
	'skipped',
	/** The server refused it, or it cannot be sent at all. */
	'failed',
	/** The answer was lost: it may have arrived. */
	'unknown',
] as const;

export type Status = (typeof STATUSES)[number];

/** Outcome of an item. */
export interface SendResult {
	readonly status: Status;
	/** Why the recipient does not get it. */
	readonly reason?: string;
	/** The chat, by the name that the server gave it, if it did. */
	readonly jid?: string;
	readonly messageId?: string | null;
	readonly sentAt?: Date;
	/** When a deferred item may be sent; missing if it never may. */
	readonly deferredUntil?: Date;
	/** The output, if it was sent. */
	readonly items?: readonly INodeExecutionData[];
	/** Why it has none, if something went wrong. */
	readonly error?: unknown;
	/** The address that it was sent to, if WhatsApp had rejected it at the other one. */
	readonly deliveredBy?: 'lid' | 'phone';
	/** The sent message, if a policy follows it. */
	readonly attempt?: SendAttempt;
}

interface SendAttempt {
	readonly message: Message;
	readonly messages: readonly WatchedMessage[];
	/** Outcome of the second attempt after a rejection. */
	again?: SendResult;
}

/** Returns the current result, after a second attempt. */
export const latest = (result: SendResult): SendResult => result.attempt?.again ?? result;

export const CANCELLED = 'The execution was cancelled';

/** @param address of the recipient, if it is known */
export const notSent = (status: Status, reason: string, address?: string): SendResult => ({
	status,
	reason,
	...(address === undefined ? {} : { jid: asJid(address) }),
});

/** The store of the server could not be read, so that a policy cannot tell whether the message may go. */
export class StoreUnread extends Error {
	constructor(
		what: string,
		readonly cause: RequestFailure,
	) {
		super(`The message was not sent, since ${what} could not be read: ${cause.message}`);
	}
}

/** @param what the store contains, for the reason in the output */
export async function fromStore<Value>(what: string, reading: Promise<Value>): Promise<Value> {
	return await reading.catch((error: unknown) => {
		throw error instanceof RequestFailure ? new StoreUnread(what, error) : error;
	});
}

/** Tells whether it is certain that nothing of a message was sent. One of several may have been, before another failed. */
export const isUnsent = (error: unknown, { fingerprint }: Message): boolean =>
	error instanceof RequestFailure
		? !mayHaveArrived(error.failure) && error.failure.someSent !== true
		: error instanceof InputProblem && fingerprint?.content.rest === undefined;

/** Returns the result of a failed item. @param address of the recipient, if it is known */
export function makeFailedResult(
	{ context, operation }: AskingRun,
	index: number,
	error: unknown,
	address?: string,
): SendResult {
	if (error instanceof StoreUnread) {
		return { ...notSent('failed', error.message, address), error };
	}
	const text = wholeText(toNodeError(context.getNode(), error, operation.fields, index));
	return { ...notSent(classifyError(error), text, address), error };
}

function classifyError(error: unknown): Status {
	if (!(error instanceof RequestFailure)) return 'failed';
	if (error.failure.notOnWhatsApp === true) return 'notOnWhatsApp';
	return mayHaveArrived(error.failure) ? 'unknown' : 'failed';
}

/** `broadcast` in the output of an item. */
export const makeReport = (result: SendResult): IDataObject => ({
	status: result.status,
	reason: result.reason ?? null,
	jid: result.jid ?? null,
	messageId: result.messageId ?? null,
	sentAt: result.sentAt?.toISOString() ?? null,
	deferredUntil: result.deferredUntil?.toISOString() ?? null,
});

/** Counts the results of the run. */
export function summarizeRun(
	results: readonly SendResult[],
	run: { readonly startedAt: Date; readonly stopReason?: string },
): IDataObject {
	const count = (status: Status) => results.filter((result) => result.status === status).length;
	return {
		items: results.length,
		...Object.fromEntries(STATUSES.map((status) => [status, count(status)])),
		stopReason: run.stopReason ?? null,
		startedAt: run.startedAt.toISOString(),
		finishedAt: new Date().toISOString(),
	};
}

/** An instance that messages of a run are sent with. Nearly always there is only one. */
export class Sender {
	/** Why nothing else is sent. */
	stopReason?: string;

	/** WhatsApp's JID for each number, or null if it is not on WhatsApp. */
	addresses: ReadonlyMap<string, string | null> = new Map();

	readonly people: People;
	/** Watches the delivery of sent messages. */
	readonly watch: DeliveryWatch;

	constructor(
		readonly context: IExecuteFunctions,
		readonly connection: Connection,
		readonly instance: string,
	) {
		this.people = sharePeople({ context, connection, instance });
		this.watch = new DeliveryWatch(this);
	}

	/** Returns the address to send to, as far as it's known. */
	addressFor(recipient: string): string {
		return this.addresses.get(recipient) ?? recipient;
	}

	/** Returns all addresses of a recipient. */
	namesFor(recipient: string): string[] {
		const addresses = [recipient, this.addressFor(recipient)];
		return addresses.flatMap((address) => this.people.namesFor(address));
	}
}
