import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { Connection, Target } from '../../server/adapter';
import { SERVERS } from '../../server/connection';
import type { Delivery } from '../../server/delivery';
import { isRecord } from '../../core/values/answer';
import { chatNames, parseDelivery } from '../../events/eventItems';
import { askWorkflow, type OwnEvent } from '../../hub/ask';
import { readInstanceHub } from '../../hub/changes';
import { isExpired, isWorkflow } from '../../hub/list';
import type { Event } from './deliveredEvent';
import { createScopedCache, noteCacheUse } from './scopedCache';

// Recent messages in the chats of an instance whose server stores no messages, for *Combine Messages*. They're only in the
// memory of the process that gets the deliveries: in the static data, they would be part of every export of the workflow. If
// that process is killed, the executions that wait for these messages also stop, or fail.

const MOST_MESSAGES = 1_000;
const WRITTEN_LATELY_MS = 24 * 3_600_000;

interface RecentMessage {
	readonly body: IDataObject;
	readonly chats: readonly string[];
	/** Time of the message, Unix s: when it was sent or, if that's unknown, when it came. */
	readonly seconds: number;
	/** When the message came, Unix ms. */
	readonly at: number;
	/** True if the message went to a waiting execution, in reply to its question. */
	readonly isAnswer: boolean;
	/** *Combine Messages* nodes that have run in the execution that this message started. */
	readonly askers: Set<string>;
	/** *Combine Messages* nodes that have passed the message to their workflow. */
	readonly receivers: Set<string>;
}

const unreadMessage = z.object({
	body: z.custom<IDataObject>(isRecord),
	seconds: z.number(),
	/** Whether this *Combine Messages* node has run in the message's execution. If not, another node may have answered. */
	hasExecution: z.boolean(),
});

export class WrittenLately {
	private readonly messages = new Map<string, RecentMessage>();

	note(
		delivery: Delivery,
		toRemember: (delivery: Delivery) => IDataObject,
		isAnswer = false,
	): void {
		const { event, message } = delivery;
		const id = message?.id ?? null;
		const isWritten = event === 'messages.upsert' || event === 'send.message';
		if (!isWritten || message === undefined || id === null || this.messages.has(id)) return;
		const at = Date.now();
		this.messages.set(id, {
			body: toRemember(delivery),
			chats: chatNames(delivery),
			seconds: Number.isFinite(message.seconds) ? message.seconds : Math.floor(at / 1000),
			at,
			isAnswer,
			askers: new Set(),
			receivers: new Set(),
		});
		for (const [oldest, { at: cameAt }] of this.messages) {
			if (this.messages.size <= MOST_MESSAGES && at - cameAt <= WRITTEN_LATELY_MS) return;
			this.messages.delete(oldest);
		}
	}

	/** Returns the bodies of the latest deliveries, without files, newest first. */
	newest(count: number): IDataObject[] {
		return [...this.messages.values()]
			.slice(-count)
			.reverse()
			.map(({ body }) => body);
	}

	knows(id: string): boolean {
		return this.messages.has(id);
	}

	/**
	 * Returns the messages that a *Combine Messages* node hasn't received yet, from the chat of the message `id`, oldest first.
	 * Leaves out replies to waiting executions, unless `id` itself is one.
	 */
	findUnread(id: string, reader: string): WrittenAnswer['messages'] {
		const own = this.messages.get(id);
		const chats = own?.chats ?? [];
		own?.askers.add(reader);
		const isWanted = (message: RecentMessage) =>
			!message.receivers.has(reader) &&
			(!message.isAnswer || message === own) &&
			message.chats.some((address) => chats.includes(address));
		return [...this.messages.values()]
			.filter(isWanted)
			.sort((message, other) => message.seconds - other.seconds)
			.map(({ body, seconds, askers }) => ({ body, seconds, hasExecution: askers.has(reader) }));
	}

	/** @returns IDs that the node hasn't received before */
	give(ids: readonly string[], reader: string): string[] {
		return ids.filter((id) => {
			const message = this.messages.get(id);
			const isNew = message !== undefined && !message.receivers.has(reader);
			message?.receivers.add(reader);
			return isNew;
		});
	}
}

const all = createScopedCache<WrittenLately>();

/** @param instance its name in deliveries */
function writtenLatelyOn({ baseUrl }: Connection, instance: string): WrittenLately {
	const key = JSON.stringify([baseUrl, instance]);
	noteCacheUse(key);
	return all.getOr(key, () => new WrittenLately());
}

export function noteWritten(connection: Connection, { delivery, isAnswer }: Event): void {
	const { toRemember } = SERVERS[delivery.kind].deliveries;
	if (toRemember === undefined) return;
	writtenLatelyOn(connection, delivery.instance).note(delivery, toRemember, isAnswer);
}

/**
 * Returns the recent messages of an instance whose server stores none, newest first.
 * @param instance the instance's name, as the server sends it
 * @returns only messages that this process has received
 */
export const readWrittenLately = (
	connection: Connection,
	instance: string,
	count: number,
): Delivery[] =>
	writtenLatelyOn(connection, instance)
		.newest(count)
		.flatMap((body) => parseDelivery(body, connection.server) ?? []);

// If the server stores no messages, *Combine Messages* asks the n8n process that received them. A queue worker sends a signed
// request there. Only that process hands out the messages, so each message goes to just one execution of a workflow.

/** Name of an event that only our own nodes send, as a request for messages. */
export const WRITTEN_EVENT: OwnEvent = 'evolution-hub.written';

const writtenRequest = z.object({
	/** Name of the message's instance, as it appears in deliveries. */
	of: z.string(),
	messageId: z.string(),
	/** The *Combine Messages* node that requests the messages, as `workflow/node`. */
	reader: z.string(),
	/** IDs of messages that the node wants to pass to its workflow now; undefined if it only reads the chat. */
	give: z.array(z.string()).readonly().optional(),
});

type WrittenRequest = Readonly<z.output<typeof writtenRequest>>;

const writtenAnswer = z.object({
	/** Messages in the chat that the node hasn't received, oldest first. */
	messages: z.array(unreadMessage).readonly(),
	/** IDs of the messages that the node may pass to its workflow, because no other execution has received them. */
	grants: z.array(z.string()).readonly(),
});

export type WrittenAnswer = Readonly<z.output<typeof writtenAnswer>>;

/**
 * Asks this process, then each trigger of the instance, until one remembers the message `messageId`.
 * @throws {RequestFailure} if the server doesn't return the subscribers
 */
export async function askWritten(
	target: Target,
	request: WrittenRequest,
): Promise<WrittenAnswer | undefined> {
	const { context, connection, instance } = target;
	const ownAnswer = answerTo(connection, request);
	if (ownAnswer !== undefined) return ownAnswer;
	const { subscribers, key = '' } = await readInstanceHub(target);
	const triggers = subscribers
		.filter(isWorkflow)
		.filter((subscriber) => subscriber.kind === 'trigger' && !isExpired(subscriber, Date.now()));
	const call = { event: WRITTEN_EVENT, instance, key, question: request };
	for (const trigger of triggers) {
		const { reply, body } = await askWorkflow(context, trigger, call);
		const answer = reply === 'taken' ? writtenAnswer.safeParse(body).data : undefined;
		if (answer !== undefined) return answer;
	}
	return undefined;
}

function answerTo(
	connection: Connection,
	{ of, messageId, reader, give }: WrittenRequest,
): WrittenAnswer | undefined {
	const lately = writtenLatelyOn(connection, of);
	if (!lately.knows(messageId)) return undefined;
	return give === undefined
		? { grants: [], messages: lately.findUnread(messageId, reader) }
		: { grants: lately.give(give, reader), messages: [] };
}

/** Answers askWritten() of another process; undefined for an invalid request, or for a message that isn't remembered. */
export function answerWritten(
	connection: Connection,
	question: unknown,
): WrittenAnswer | undefined {
	const { data: request } = writtenRequest.safeParse(question);
	return request && answerTo(connection, request);
}
