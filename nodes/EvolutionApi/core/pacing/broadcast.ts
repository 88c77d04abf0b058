import type { INodeExecutionData } from 'n8n-workflow';

import { mayHaveArrived, type Failure } from '../failures/failure';
import { toNodeError, wholeText } from '../failures/nodeErrors';
import { InputProblem } from '../input/inputProblem';
import { itemContext } from '../input/itemContext';
import { prepareItem } from '../run/prepare';
import type { ItemRequest, Run } from '../run/run';
import { RequestFailure } from '../server/request';
import { CANCELLED, foundFate, messageIdsOf, sentFate, unsent, type Fate } from './fate';
import { gapAfter, randomGap, typingTime } from './gaps';
import type { InstanceRun } from './instanceRun';
import { identityOf, partsOf, type Said } from './messageContent';
import type { Settings } from './pacingSettings';
import { pause } from './pause';
import { isQuiet, timeOf } from './quietHours';
import { readdressed } from './recipients';

/** Sends one message. */
export type Perform = (request: ItemRequest) => Promise<INodeExecutionData[]>;

/** An item with its place in the run, or what is wrong with it. */
export type Placed =
	| { readonly line: InstanceRun; readonly recipient: string }
	| { readonly error: unknown };

/** What became of an item, and what it put out if it was sent. */
interface Turn {
	readonly fate: Fate;
	readonly items?: readonly INodeExecutionData[];
}

/** How often the clock is looked at during quiet hours. */
const QUIET_LOOK_MS = 20_000;

/** A paced run: the turns of its items, one after the other. */
export class Broadcast {
	private readonly signal: AbortSignal | undefined;
	private sent = 0;
	private lastSend = 0;

	constructor(
		private readonly run: Run,
		private readonly settings: Settings,
		private readonly perform: Perform,
	) {
		this.signal = run.context.getExecutionCancelSignal();
	}

	/** Waits a gap. @returns false where the execution was cancelled */
	async gap(): Promise<boolean> {
		await pause(randomGap(this.settings), this.signal);
		return this.signal?.aborted !== true;
	}

	/** What becomes of an item. Whatever goes wrong is the fate of this item alone. */
	async turn(place: Placed, index: number): Promise<Turn> {
		if ('error' in place) return { fate: this.failure(place.error, index) };
		const { recipient, line } = place;
		const reason = this.whyNone(line);
		if (reason !== undefined) return { fate: unsent('notSent', reason, recipient) };
		return await this.attempt(line, recipient, index).catch(async (error: unknown) => ({
			fate: await this.failed(line, recipient, index, error),
		}));
	}

	/** The fate of an item that went wrong. */
	private failure(error: unknown, index: number, recipient?: string): Fate {
		const { context, operation } = this.run;
		const text = wholeText(toNodeError(context.getNode(), error, operation.fields, index));
		const failure: Failure | undefined =
			error instanceof RequestFailure ? error.failure : undefined;
		if (failure?.notOnWhatsApp === true) return unsent('notOnWhatsApp', text, recipient);
		const isUnknown = failure !== undefined && mayHaveArrived(failure);
		return unsent(isUnknown ? 'unknown' : 'failed', text, recipient);
	}

	private whyNone({ stopReason }: InstanceRun): string | undefined {
		const { limitPerRun = Infinity } = this.settings;
		if (this.signal?.aborted === true) return CANCELLED;
		if (stopReason !== undefined) return stopReason;
		return this.sent >= limitPerRun
			? `The limit of ${limitPerRun} for a run is reached`
			: undefined;
	}

	private async attempt(line: InstanceRun, recipient: string, index: number): Promise<Turn> {
		const { run, settings } = this;
		const { context, operation } = run;
		const request = prepareItem(run, index);
		const item = itemContext(context, index);
		// The table erases each operation's own input type; defineOperation() has checked that they fit.
		const content = await operation.content?.(request.input as never, item, { context, index });
		const address = line.addressOf(recipient);
		const said = content && { content, identity: await identityOf(content) };
		const twin = said && line.claim(address ?? recipient, said.identity, index);
		if (twin !== undefined) {
			// Counted from 0, as n8n counts items.
			const reason = `The same message to the same chat as item ${twin}`;
			return { fate: unsent('duplicate', reason, address ?? recipient) };
		}
		if (address === null) {
			return { fate: unsent('notOnWhatsApp', `${recipient} is not on WhatsApp`, recipient) };
		}
		const held = this.held(address);
		if (held !== undefined) return { fate: held };
		const before = said && (await this.sentBefore(line, recipient, said));
		if (typeof before === 'object') return { fate: before };
		const late = await this.untilReady(line, address);
		if (late !== undefined) return { fate: late };
		const typed = content?.fileHash === undefined ? content?.typed : undefined;
		const other = address === recipient ? undefined : address;
		const { request: paced, delay } = readdressed(request, other);
		const cut = await this.type(line, address, delay ?? typingTime(typed ?? '', settings));
		if (cut !== undefined) return { fate: cut };
		const items = await this.send({ ...paced, partsSent: before });
		const json = items[0]?.json ?? {};
		line.succeeded(messageIdsOf(json), said?.identity);
		return { fate: sentFate(json, address), items };
	}

	private held(address: string): Fate | undefined {
		const hours = this.settings.quietHours?.hours;
		if (hours?.mode !== 'hold' || !isQuiet(new Date(), hours)) return undefined;
		const reason = `Quiet hours until ${timeOf(hours.to)} (${hours.timeZone})`;
		return unsent('held', reason, address);
	}

	/**
	 * *Skip if Sent Since*. What cannot be found out is not sent.
	 * @returns undefined: nothing of it; a number: so many messages of several, from the first on
	 */
	private async sentBefore(
		line: InstanceRun,
		recipient: string,
		said: Said,
	): Promise<Fate | number | undefined> {
		return await line.findSent(recipient, said).then(
			(found) => {
				const [first] = found;
				const isAll = found.length === partsOf(said.content).length;
				if (first !== undefined && isAll) return foundFate(first, said.content);
				return found.length === 0 ? undefined : found.length;
			},
			async (error: unknown) => {
				if (!(error instanceof RequestFailure)) throw error;
				await line.failed(error.failure);
				const reason = `Not sent, since the messages sent before could not be read: ${error.message}`;
				return unsent('failed', reason, line.addressOf(recipient) ?? recipient);
			},
		);
	}

	/** Waits until the next message may go. @returns its fate, if it may not go any more */
	private async untilReady(line: InstanceRun, address: string): Promise<Fate | undefined> {
		const { settings, signal } = this;
		const elapsed = Date.now() - this.lastSend;
		await pause(gapAfter(this.sent, settings) - elapsed, signal);
		const hours = settings.quietHours?.hours;
		while (hours?.mode === 'wait' && isQuiet(new Date(), hours) && signal?.aborted !== true) {
			await pause(QUIET_LOOK_MS, signal);
		}
		const reason = this.whyNone(line);
		return reason === undefined ? this.held(address) : unsent('notSent', reason, address);
	}

	/** Shows "typing…". @returns the fate of the message, if it may not go any more */
	private async type(line: InstanceRun, address: string, delay: number): Promise<Fate | undefined> {
		if (delay === 0) return undefined;
		const { activity } = this.run.operation;
		await line.showTyping(address, { activity, delay });
		const reason = this.whyNone(line);
		return reason === undefined ? undefined : unsent('notSent', reason, address);
	}

	/** What is refused before it is sent does not count. */
	private async send(request: ItemRequest): Promise<INodeExecutionData[]> {
		const sending = this.perform(request);
		const isRefused = await sending.then(
			() => false,
			(error: unknown) => error instanceof InputProblem,
		);
		if (!isRefused) {
			this.sent += 1;
			this.lastSend = Date.now();
		}
		return await sending;
	}

	private async failed(
		line: InstanceRun,
		recipient: string,
		index: number,
		error: unknown,
	): Promise<Fate> {
		const fate = this.failure(error, index, line.addressOf(recipient) ?? recipient);
		const isOfServer = error instanceof RequestFailure && fate.status !== 'notOnWhatsApp';
		if (isOfServer) await line.failed(error.failure);
		return fate;
	}
}
