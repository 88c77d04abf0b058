import type { IExecuteFunctions } from 'n8n-workflow';

import { inParallel } from '../core/concurrency/limiter';
import { isPhone } from '../core/values/addresses';
import type { Message, SendResult, Sender } from './send';

interface RefusedItem {
	readonly index: number;
	readonly error: unknown;
}

export type PreparedItem = Message | RefusedItem;

export const isRefused = (item: PreparedItem): item is RefusedItem => 'error' in item;

/** Never throws, because an error is part of the result. */
type SendItem = (item: PreparedItem) => Promise<SendResult>;

/** Sends one item after another, and reads each from `items` only when its turn comes. */
export async function sendOneByOne(
	items: Iterable<PreparedItem>,
	send: SendItem,
	mayGoOn: (results: readonly SendResult[]) => boolean,
): Promise<SendResult[]> {
	const results: SendResult[] = [];
	for (const item of items) {
		results.push(await send(item));
		if (!mayGoOn(results)) break;
	}
	return results;
}

/**
 * *Concurrency*: sends to several recipients at once. Messages to the same recipient stay in the order of the items. All items
 * are checked before anything is sent.
 * @returns the results by item index; undefined for items that a failure or a cancellation left unsent
 */
export async function sendAtOnce(
	context: IExecuteFunctions,
	limit: number,
	items: readonly PreparedItem[],
	send: SendItem,
): Promise<Array<SendResult | undefined>> {
	const results = Array<SendResult | undefined>(items.length).fill(undefined);
	const mayGoOn = () =>
		context.continueOnFail() || !results.some((result) => result?.error !== undefined);
	const isCancelled = () => context.getExecutionCancelSignal()?.aborted === true;
	for (const item of items.filter(isRefused)) results[item.index] = await send(item);
	if (!mayGoOn()) return results;
	const messages = items.flatMap((item) => (isRefused(item) ? [] : [item]));
	await inParallel(context, limit, await byPerson(messages), async (group) => {
		for (const message of group) {
			if (!mayGoOn() || isCancelled()) break;
			results[message.request.index] = await send(message);
		}
		return mayGoOn();
	});
	return results;
}

/** Groups messages by person. Different items may contain different spellings of a person's number, or the person's LID. */
async function byPerson(messages: readonly Message[]): Promise<Message[][]> {
	const groups = new Map<Sender, Map<string, Message[]>>();
	for (const sender of new Set(messages.map((message) => message.sender))) {
		const ofSender = messages.filter((message) => message.sender === sender);
		const recipients = ofSender.map(({ recipient }) => recipient);
		// A failure is ignored. At worst, messages to a person's number and messages to their LID aren't sent in order.
		if (recipients.some(isPhone)) await sender.people.lookUp(recipients).catch(() => undefined);
		groups.set(sender, new Map());
	}
	const inOrder: Message[][] = [];
	for (const message of messages) {
		const { sender, recipient } = message;
		const key = JSON.stringify(sender.people.namesFor(recipient));
		const group = groups.get(sender)?.get(key);
		if (group !== undefined) {
			group.push(message);
			continue;
		}
		const newGroup = [message];
		groups.get(sender)?.set(key, newGroup);
		inOrder.push(newGroup);
	}
	return inOrder;
}
