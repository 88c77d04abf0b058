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

/** The message of one item to one recipient. All messages of a *Send Sequence* are a single `Message`. */
export interface Message {
	readonly request: ItemRequest;
	readonly sender: Sender;
	/** Recipient from the item's parameters: a number or JID. */
	readonly recipient: string;
	/** Address to send to: the JID that a lookup returned, or `recipient` itself if there was no lookup. */
	readonly address: string;
	/** Content and its hash, added by `skipDuplicates`; undefined before that, and for operations without `content`. */
	readonly fingerprint?: Fingerprint;
}

/** @throws any error of the request */
export type Send = (message: Message) => Promise<SendResult>;

export interface Policy {
	/** Beginning of the error if the server stores no messages: `Opt-Out cannot know who wants no messages`. */
	readonly needOfStore?: string;
	/** Called once per instance, before its first message is sent. @returns the reason why nothing can be sent, if any */
	prepare?(recipients: readonly string[]): Promise<string | undefined> | undefined;
	send(message: Message, next: Send): Promise<SendResult>;
}

export const compose = (policies: readonly Policy[], last: Send): Send =>
	policies.reduceRight<Send>(
		(next, policy) => async (message) => await policy.send(message, next),
		last,
	);

/** Possible outcomes of an item, in the order of the run's summary. */
const STATUSES = [
	/** The server accepted the message, and no rejection by WhatsApp is known. */
	'sent',
	'rejected',
	'alreadySent',
	/** An earlier item has the same message for the same person. */
	'duplicate',
	/** Not sent, because of the quiet hours, or because the account has reached a limit. */
	'deferred',
	'notOnWhatsApp',
	'optedOut',
	/** The run was stopped, or has reached *Max Items per Run*. */
	'skipped',
	'failed',
	/** The server's answer was lost, so the message may have arrived. */
	'unknown',
] as const;

export type Status = (typeof STATUSES)[number];

export interface SendResult {
	readonly status: Status;
	readonly reason?: string;
	/** JID of the chat: from the server's answer, or else the address that the message was for. */
	readonly jid?: string;
	readonly messageId?: string | null;
	readonly sentAt?: Date;
	/** When a deferred item can be sent; missing if the item alone already exceeds a limit. */
	readonly deferredUntil?: Date;
	readonly items?: readonly INodeExecutionData[];
	readonly error?: unknown;
	/** Kind of the recipient's other address, if the message was sent there after WhatsApp rejected it at the first address. */
	readonly deliveredBy?: 'lid' | 'phone';
	/** The sent message, if its delivery is watched. */
	readonly attempt?: SendAttempt;
}

interface SendAttempt {
	readonly message: Message;
	readonly messages: readonly WatchedMessage[];
	again?: SendResult;
}

export const latest = (result: SendResult): SendResult => result.attempt?.again ?? result;

export const CANCELLATION = 'The execution was cancelled';

export const notSent = (status: Status, reason: string, address?: string): SendResult => ({
	status,
	reason,
	...(address === undefined ? {} : { jid: asJid(address) }),
});

/** Thrown if the server's message store can't be read: without it, a policy can't tell whether a message may be sent. */
export class StoreUnread extends Error {
	constructor(
		what: string,
		readonly cause: RequestFailure,
	) {
		super(`The message was not sent, since ${what} could not be read: ${cause.message}`);
	}
}

export async function fromStore<Value>(what: string, reading: Promise<Value>): Promise<Value> {
	return await reading.catch((error: unknown) => {
		throw error instanceof RequestFailure ? new StoreUnread(what, error) : error;
	});
}

/** Tells whether it's certain that nothing was sent. *Send Sequence* may have sent some messages before one failed. */
export const isUnsent = (error: unknown, { fingerprint }: Message): boolean =>
	error instanceof RequestFailure
		? !mayHaveArrived(error.failure) && error.failure.someSent !== true
		: error instanceof InputProblem && fingerprint?.content.rest === undefined;

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

export const makeReport = (result: SendResult): IDataObject => ({
	status: result.status,
	reason: result.reason ?? null,
	jid: result.jid ?? null,
	messageId: result.messageId ?? null,
	sentAt: result.sentAt?.toISOString() ?? null,
	deferredUntil: result.deferredUntil?.toISOString() ?? null,
});

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

export class Sender {
	stopReason?: string;

	/** WhatsApp's JID for each number that was looked up, or null if the number is not on WhatsApp. */
	addresses: ReadonlyMap<string, string | null> = new Map();

	readonly people: People;
	readonly watch: DeliveryWatch;

	constructor(
		readonly context: IExecuteFunctions,
		readonly connection: Connection,
		readonly instance: string,
	) {
		this.people = sharePeople({ context, connection, instance });
		this.watch = new DeliveryWatch(this);
	}

	addressFor(recipient: string): string {
		return this.addresses.get(recipient) ?? recipient;
	}

	namesFor(recipient: string): string[] {
		const addresses = [recipient, this.addressFor(recipient)];
		return addresses.flatMap((address) => this.people.namesFor(address));
	}
}
