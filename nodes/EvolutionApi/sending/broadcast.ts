import type { INodeExecutionData } from 'n8n-workflow';

import type { WatchedMessage } from './deliveryWatch';
import { type Failure, mayHaveArrived, RequestFailure } from '../core/failures/failure';
import { toNodeError, wholeText } from '../core/failures/nodeErrors';
import { InputProblem } from '../core/input/inputProblem';
import { prepareItem } from '../core/prepare/prepare';
import type { ItemRequest, Run } from '../core/prepare/run';
import { meantInstead } from '../core/server/meantNumber';
import { identityOf, partsOf, type IdentifiedContent } from '../core/server/messageContent';
import { itemContext } from '../core/table/itemContext';
import { pause } from '../core/concurrency/retry';
import {
	alreadySentFate,
	CANCELLED,
	messagesOf,
	optedOutFate,
	overBudgetFate,
	recordedFate,
	sentFate,
	unsentFate,
	type Fate,
	type Status,
} from './fate';
import { delayAfter, delayBetweenLookups } from './gaps';
import type { InstanceRun } from './instanceRun';
import type { Settings } from './bulkSendingSettings';
import { afterQuiet, isQuiet, timeOf } from './quietHours';
import { requestToSend } from './recipients';

/** Sends one message. */
export type SendMessage = (request: ItemRequest) => Promise<INodeExecutionData[]>;

/** An item's recipient and the run of its instance, or what is wrong with the item. */
export type PacedItem =
	| { readonly instanceRun: InstanceRun; readonly recipient: string }
	| { readonly error: unknown };

/** The messages of an item, of which it is not known yet what becomes of them. */
export interface SentItem {
	readonly due: Due;
	readonly instanceRun: InstanceRun;
	readonly messages: readonly WatchedMessage[];
}

/** What became of an item, and its output if it was sent. */
export interface TurnResult {
	readonly fate: Fate;
	readonly items?: readonly INodeExecutionData[];
	/** What was sent, which may be refused later. */
	readonly sent?: SentItem;
}

/** An item whose turn it is. */
interface Due {
	readonly request: ItemRequest;
	/** As the item names it. */
	readonly recipient: string;
	readonly address: string;
	readonly identified: IdentifiedContent | undefined;
	/** How many of its messages the chat has already. */
	readonly sentBefore: number | undefined;
}

/** What a person would type of the first message that is to be sent: nothing for a file. */
function typedIn({ content }: IdentifiedContent, sentBefore = 0): string {
	const next = partsOf(content)[sentBefore];
	return next?.fileHash === undefined ? (next?.typed ?? '') : '';
}

/** Of several messages, some may have been sent before one failed. */
const hasMore = (identified: IdentifiedContent | undefined): boolean =>
	identified?.content.rest !== undefined;

const isNotSent = (error: unknown): boolean =>
	error instanceof InputProblem ||
	(error instanceof RequestFailure && !mayHaveArrived(error.failure));

/** Nothing was asked of the server. */
const NOT_TRIED: readonly Status[] = ['deferred', 'skipped', 'optedOut'];

/** How often the node checks whether the quiet hours are over. */
const QUIET_CHECK_MS = 20_000;

/** A paced run: the turns of its items, one after the other. */
export class Broadcast {
	private readonly signal: AbortSignal | undefined;
	private sentCount = 0;
	private lastSentAt = 0;

	constructor(
		private readonly run: Run,
		private readonly settings: Settings,
		private readonly sendMessage: SendMessage,
	) {
		this.signal = run.context.getExecutionCancelSignal();
	}

	/** Waits between two look-ups of numbers. @returns false if the execution was cancelled */
	async waitForCheck(): Promise<boolean> {
		await pause(delayBetweenLookups(this.settings), this.signal);
		return this.signal?.aborted !== true;
	}

	/** Sends an item if it may go. Whatever goes wrong is the fate of this item alone. */
	async takeTurn(item: PacedItem, index: number): Promise<TurnResult> {
		if ('error' in item) return { fate: this.fateOfError(item.error, index) };
		const { recipient, instanceRun } = item;
		const reason = this.reasonNotToSend(instanceRun);
		if (reason !== undefined) return { fate: unsentFate('skipped', reason, recipient) };
		return await this.attempt(instanceRun, recipient, index).catch(async (error: unknown) => ({
			fate: await this.recordFailure(instanceRun, recipient, index, error),
		}));
	}

	private fateOfError(error: unknown, index: number, recipient?: string): Fate {
		const { context, operation } = this.run;
		const text = wholeText(toNodeError(context.getNode(), error, operation.fields, index));
		const failure: Failure | undefined =
			error instanceof RequestFailure ? error.failure : undefined;
		if (failure?.notOnWhatsApp === true) return unsentFate('notOnWhatsApp', text, recipient);
		const isUnknown = failure !== undefined && mayHaveArrived(failure);
		return unsentFate(isUnknown ? 'unknown' : 'failed', text, recipient);
	}

	private reasonNotToSend({ stopReason }: InstanceRun): string | undefined {
		const { maxItems = Infinity } = this.settings;
		if (this.signal?.aborted === true) return CANCELLED;
		if (stopReason !== undefined) return stopReason;
		return this.sentCount >= maxItems ? `Max Items per Run (${maxItems}) is reached` : undefined;
	}

	private async attempt(
		instanceRun: InstanceRun,
		recipient: string,
		index: number,
	): Promise<TurnResult> {
		const { context, operation } = this.run;
		const request = prepareItem(this.run, index);
		const item = itemContext(context, index);
		const content = await operation.content?.(request.input, item, { context, index });
		const address = instanceRun.addressOf(recipient);
		const chat = address ?? recipient;
		const identified = content && { content, identity: await identityOf(content) };
		const earlierItem = identified && instanceRun.recordMessage(chat, identified.identity, index);
		if (earlierItem !== undefined) {
			// Counted from 0, as n8n counts items.
			const reason = `The same message to the same chat as item ${earlierItem}`;
			return { fate: unsentFate('duplicate', reason, chat) };
		}
		if (address === null) {
			const { connection, instance } = request;
			const hint = await meantInstead(context, connection, instance, recipient);
			const reason = [`${recipient} is not on WhatsApp`, hint].filter(Boolean).join('. ');
			return { fate: unsentFate('notOnWhatsApp', reason, recipient) };
		}
		const held = this.deferredFate(address);
		if (held !== undefined) return { fate: held };
		const sentBefore =
			identified && (await this.findSentBefore(instanceRun, recipient, identified));
		if (typeof sentBefore === 'object') return { fate: sentBefore };
		const tooLate = await this.waitForTurn(instanceRun, address);
		if (tooLate !== undefined) return { fate: tooLate };
		const due = { request, recipient, address, identified, sentBefore };
		return await this.sendNow(instanceRun, due);
	}

	/** *Fall Back to Text*, when its turn comes. @returns what became of the text; undefined if it may not go */
	async sendAsText({ due, instanceRun }: SentItem, index: number): Promise<TurnResult | undefined> {
		const { address, request } = due;
		if ((await this.waitForTurn(instanceRun, address)) !== undefined) return undefined;
		const text = { ...due, request: { ...request, asText: true } };
		const sending = this.sendNow(instanceRun, text);
		const result = await sending.catch(async (error: unknown) => ({
			fate: await this.recordFailure(instanceRun, address, index, error),
		}));
		return NOT_TRIED.includes(result.fate.status) ? undefined : result;
	}

	private async sendNow(instanceRun: InstanceRun, due: Due): Promise<TurnResult> {
		try {
			return await this.checkAndSend(instanceRun, due);
		} finally {
			instanceRun.budget?.release();
		}
	}

	private async checkAndSend(instanceRun: InstanceRun, due: Due): Promise<TurnResult> {
		const { request, recipient, address, identified, sentBefore } = due;
		const otherAddress = address === recipient ? undefined : address;
		const { request: toSend, typingTime } = requestToSend(request, otherAddress);
		const typed = identified === undefined ? '' : typedIn(identified, sentBefore);
		const stopped = await this.stoppedAtLast(instanceRun, due, typingTime(typed));
		if (stopped !== undefined) return { fate: stopped };
		const paced = { ...toSend, partsSent: sentBefore, typingTime };
		const forget = await instanceRun.recordSending(recipient, identified?.identity);
		const items = await this.send(paced).catch(async (error: unknown) => {
			if (isNotSent(error) && !hasMore(identified)) await forget();
			else instanceRun.budget?.recordLost();
			throw error;
		});
		const result = this.recordSent(instanceRun, due, items);
		if (result.fate.status === 'skipped') await forget();
		return result;
	}

	/** What others have done meanwhile counts. Shows "typing…". @returns the fate of the item if it may not go any more */
	private async stoppedAtLast(
		instanceRun: InstanceRun,
		{ address, identified, sentBefore = 0 }: Due,
		typingMs: number,
	): Promise<Fate | undefined> {
		const messages = identified === undefined ? 1 : partsOf(identified.content).length;
		const reserve = async () => await this.reserve(instanceRun, address, messages - sentBefore);
		// Nobody is to see "typing…" for nothing, and others may send meanwhile.
		return (
			(await this.findOptOut(instanceRun, address)) ??
			(await reserve()) ??
			(await this.showTyping(instanceRun, address, typingMs)) ??
			(typingMs === 0 ? undefined : await reserve())
		);
	}

	private recordSent(
		instanceRun: InstanceRun,
		due: Due,
		items: readonly INodeExecutionData[],
	): TurnResult {
		const { address, identified } = due;
		const json = items[0]?.json ?? {};
		const { readAnswer } = instanceRun.connection.server.sends;
		const sent = messagesOf(json, readAnswer);
		const fate = sentFate(json, address, readAnswer);
		const messages = instanceRun.recordSent(sent, identified?.identity);
		const ids = messages.map(({ messageId }) => messageId);
		if (fate.status === 'sent') instanceRun.budget?.recordSent(ids, fate.jid);
		return { fate, items, sent: { due, instanceRun, messages } };
	}

	private deferredFate(address: string): Fate | undefined {
		const hours = this.settings.quietHours;
		const now = new Date();
		if (hours?.behavior !== 'defer' || !isQuiet(now, hours)) return undefined;
		const reason = `Quiet hours until ${timeOf(hours.to)} (${hours.timeZone})`;
		const deferredUntil = afterQuiet(now, hours).toISOString();
		return { ...unsentFate('deferred', reason, address), deferredUntil };
	}

	/**
	 * *Deduplication*. If the store cannot be read, the item is not sent.
	 * @returns its fate if it is not to be sent; else how many of its messages, from the first on, the chat has
	 *   already; undefined if none
	 */
	private async findSentBefore(
		instanceRun: InstanceRun,
		recipient: string,
		identified: IdentifiedContent,
	): Promise<Fate | number | undefined> {
		const recordedAt = await instanceRun.findRecorded(recipient, identified);
		if (recordedAt !== undefined) {
			return recordedFate(recordedAt, instanceRun.addressOf(recipient) ?? recipient);
		}
		return await instanceRun.findSent(recipient, identified).then(
			(found) => {
				const [first] = found;
				const isComplete = found.length === partsOf(identified.content).length;
				if (first !== undefined && isComplete) return alreadySentFate(first, identified.content);
				return found.length === 0 ? undefined : found.length;
			},
			async (error: unknown) => {
				const address = instanceRun.addressOf(recipient) ?? recipient;
				return await this.unreadFate(instanceRun, address, 'the messages sent before', error);
			},
		);
	}

	/** Reserves it in the budget of the number. @returns the fate of an item that is over it */
	private async reserve(
		instanceRun: InstanceRun,
		address: string,
		messages: number,
	): Promise<Fate | undefined> {
		return await instanceRun.budget?.reserve(address, messages).then(
			(over) => over && overBudgetFate(over, address),
			async (error: unknown) =>
				await this.unreadFate(instanceRun, address, 'the messages sent before', error),
		);
	}

	/**
	 * *Opt-Out*, as late as possible: what came in while the run waited counts. If the store cannot be read, the item
	 * is not sent. @returns the fate of the message if it is not to be sent
	 */
	private async findOptOut(instanceRun: InstanceRun, address: string): Promise<Fate | undefined> {
		return await instanceRun.findOptOut(address).then(
			(found) => {
				if (found !== undefined) return optedOutFate(found, address);
				return this.signal?.aborted === true
					? unsentFate('skipped', CANCELLED, address)
					: undefined;
			},
			async (error: unknown) =>
				await this.unreadFate(instanceRun, address, 'what the recipient wrote', error),
		);
	}

	/** @param what could not be read from the store */
	private async unreadFate(
		instanceRun: InstanceRun,
		address: string,
		what: string,
		error: unknown,
	): Promise<Fate> {
		if (!(error instanceof RequestFailure)) throw error;
		await instanceRun.recordFailure(error.failure);
		const reason = `Not sent, since ${what} could not be read: ${error.message}`;
		return unsentFate('failed', reason, address);
	}

	/** Waits until the next message may go. @returns its fate if it may not go any more */
	private async waitForTurn(instanceRun: InstanceRun, address: string): Promise<Fate | undefined> {
		const { settings, signal } = this;
		const elapsed = Date.now() - this.lastSentAt;
		await pause(delayAfter(this.sentCount, settings) - elapsed, signal);
		const hours = settings.quietHours;
		while (hours?.behavior === 'wait' && isQuiet(new Date(), hours) && signal?.aborted !== true) {
			await pause(QUIET_CHECK_MS, signal);
		}
		instanceRun.stopReason ??= await instanceRun.lookBack.findStopReason(signal);
		const reason = this.reasonNotToSend(instanceRun);
		return reason === undefined
			? this.deferredFate(address)
			: unsentFate('skipped', reason, address);
	}

	/** @returns the fate of the message if it may not go any more */
	private async showTyping(
		instanceRun: InstanceRun,
		address: string,
		delay: number,
	): Promise<Fate | undefined> {
		if (delay === 0) return undefined;
		const { activity } = this.run.operation;
		await instanceRun.showTyping(address, { activity, delay });
		const reason = this.reasonNotToSend(instanceRun);
		return reason === undefined ? undefined : unsentFate('skipped', reason, address);
	}

	/** Sends and counts it, unless it was refused before it was sent. */
	private async send(request: ItemRequest): Promise<INodeExecutionData[]> {
		const sending = this.sendMessage(request);
		const isRefused = await sending.then(
			() => false,
			(error: unknown) => error instanceof InputProblem,
		);
		if (!isRefused) {
			this.sentCount += 1;
			this.lastSentAt = Date.now();
		}
		return await sending;
	}

	private async recordFailure(
		instanceRun: InstanceRun,
		recipient: string,
		index: number,
		error: unknown,
	): Promise<Fate> {
		const fate = this.fateOfError(error, index, instanceRun.addressOf(recipient) ?? recipient);
		const isFromServer = error instanceof RequestFailure && fate.status !== 'notOnWhatsApp';
		if (isFromServer) await instanceRun.recordFailure(error.failure);
		return fate;
	}
}
