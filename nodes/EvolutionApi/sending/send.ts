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

/** An item's message to a recipient, on its way through the policies. A sequence counts as one message. */
export interface Message {
	readonly request: ItemRequest;
	readonly sender: Sender;
	/** The recipient as the item names it. */
	readonly recipient: string;
	/** WhatsApp's address for the recipient; the recipient itself if none was looked up. */
	readonly address: string;
	/** Content, after a policy has read it; undefined before that, and for content that can't be recognized. */
	readonly fingerprint?: Fingerprint;
}

/** Sends a message, or returns why it wasn't sent. @throws any error of the request */
export type Send = (message: Message) => Promise<SendResult>;

/** A rule that decides whether and when a message is sent, or acts on its outcome. */
export interface Policy {
	/** For policies that read the server's store: the reason to send nothing if the server stores no messages. */
	readonly needOfStore?: string;
	/**
	 * Called once, before the first message of an instance.
	 * @param recipients of all items
	 * @returns the reason why nothing can be sent, if any
	 */
	prepare?(recipients: readonly string[]): Promise<string | undefined> | undefined;
	/** Sends the message with `next`, or returns a result without sending it. */
	send(message: Message, next: Send): Promise<SendResult>;
}

/** Combines policies. Each policy decides before the policies after it, and sees their result. */
export const compose = (policies: readonly Policy[], last: Send): Send =>
	policies.reduceRight<Send>(
		(next, policy) => async (message) => await policy.send(message, next),
		last,
	);

/** Outcomes of an item, in the order in which the summary counts them. */
const STATUSES = [
	/** The server accepted the message, and no rejection by WhatsApp is known. */
	'sent',
	/** The server accepted the message, but WhatsApp rejected it. */
	'rejected',
	/** The chat already had the message. */
	'alreadySent',
	/** An earlier item has the same message for the same person. */
	'duplicate',
	/** The message was due during the quiet hours, or the number has reached a limit. */
	'deferred',
	'notOnWhatsApp',
	/** The recipient wrote that they want no messages. */
	'optedOut',
	/** The run was stopped, or has reached *Max Items per Run*. */
	'skipped',
	/** The server refused the message, or it can't be sent at all. */
	'failed',
	/** The server's answer was lost, so the message may have arrived. */
	'unknown',
] as const;

export type Status = (typeof STATUSES)[number];

/** Outcome of an item. */
export interface SendResult {
	readonly status: Status;
	/** Why the recipient doesn't get the message. */
	readonly reason?: string;
	/** JID of the chat, as in the server's answer if it contains one. */
	readonly jid?: string;
	readonly messageId?: string | null;
	readonly sentAt?: Date;
	/** When a deferred item may be sent; missing if it never may. */
	readonly deferredUntil?: Date;
	/** Output items, if the message was sent. */
	readonly items?: readonly INodeExecutionData[];
	/** The error, if something went wrong. */
	readonly error?: unknown;
	/** Kind of the address that the message was sent to after WhatsApp rejected it at the other address. */
	readonly deliveredBy?: 'lid' | 'phone';
	/** The sent message, if its delivery is watched. */
	readonly attempt?: SendAttempt;
}

interface SendAttempt {
	readonly message: Message;
	readonly messages: readonly WatchedMessage[];
	/** Outcome of the second attempt after a rejection. */
	again?: SendResult;
}

/** Returns the result of the second attempt, or of the first if there was only one. */
export const latest = (result: SendResult): SendResult => result.attempt?.again ?? result;

export const CANCELLATION = 'The execution was cancelled';

/** Makes the result for a message that wasn't sent. @param address of the recipient, if known */
export const notSent = (status: Status, reason: string, address?: string): SendResult => ({
	status,
	reason,
	...(address === undefined ? {} : { jid: asJid(address) }),
});

/** Thrown if the server's store can't be read, because a policy then can't tell whether the message may be sent. */
export class StoreUnread extends Error {
	constructor(
		what: string,
		readonly cause: RequestFailure,
	) {
		super(`The message was not sent, since ${what} could not be read: ${cause.message}`);
	}
}

/** Turns a failed read of the store into {@link StoreUnread}. @param what names the data, for the error */
export async function fromStore<Value>(what: string, reading: Promise<Value>): Promise<Value> {
	return await reading.catch((error: unknown) => {
		throw error instanceof RequestFailure ? new StoreUnread(what, error) : error;
	});
}

/** Tells whether it's certain that no part of a message was sent. A sequence may have sent some parts before one failed. */
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

/** Returns the value of `broadcast` in an item's output. */
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

/** An instance that a run sends messages with. Nearly every run has only one. */
export class Sender {
	/** Why the instance sends nothing else in this run; undefined while it may send. */
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

	/** Returns the address to send to: the one that was looked up, or else the recipient itself. */
	addressFor(recipient: string): string {
		return this.addresses.get(recipient) ?? recipient;
	}

	/** Returns all addresses of a recipient. */
	namesFor(recipient: string): string[] {
		const addresses = [recipient, this.addressFor(recipient)];
		return addresses.flatMap((address) => this.people.namesFor(address));
	}
}
