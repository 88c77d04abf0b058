import { RequestFailure } from '../errors/failure';
import { REJECTED_AT_BOTH } from '../errors/rejections';
import { getInputItem } from '../core/input/inputFile';
import type { AskingRun } from '../table/prepare/prepare';
import { comparable, isLid, isPerson } from '../core/values/addresses';
import { asRecord } from '../core/values/answer';
import {
	isWhollyRejected,
	waitForTicks,
	type ReceiptSettings,
	isRejected,
} from './deliveryReceipt';
import {
	compose,
	makeFailedResult,
	type Message,
	type Policy,
	type Send,
	type SendResult,
	type Sender,
	type Status,
} from './send';
import { keyOfTries } from './sentOnce';

/** Other address of a person, keyed by the {@link comparable} address at which a message was rejected. */
type OtherAddresses = Map<string, string>;

/** Keyed by {@link keyOfTries}, so that the next try of *Retry On Fail* uses the addresses that this try found. */
const knownOfTries = new WeakMap<object, OtherAddresses>();

function otherAddressesOfRun({ context }: AskingRun): OtherAddresses {
	const tries = keyOfTries(context, getInputItem(context, 0));
	const addresses: OtherAddresses = knownOfTries.get(tries) ?? new Map();
	knownOfTries.set(tries, addresses);
	return addresses;
}

interface Sending {
	readonly message: Message;
	readonly result: SendResult;
	readonly next: Send;
}

/**
 * *Try Other Address*: WhatsApp may reject a message for a person's number and accept it for their LID, or the other way
 * around. A rejected message is sent again, to the other address. An unconfirmed message isn't, since it may still arrive.
 *
 * A server that waits for WhatsApp returns the rejection in its answer. Other servers only show it later, in their store.
 */
export class AddressFallback implements Policy {
	private readonly otherAddresses: OtherAddresses;
	private sendings: Sending[] = [];

	constructor(
		private readonly run: AskingRun,
		private readonly sender: Sender,
		private readonly before: readonly Policy[],
		private readonly signal: AbortSignal | undefined,
	) {
		this.otherAddresses = otherAddressesOfRun(run);
	}

	readonly send: Policy['send'] = async (message, next) => {
		const { address } = message;
		if (!isPerson(address)) return await next(message);
		const destination = this.otherAddresses.get(comparable(address));
		if (destination !== undefined) return await sendToOther(message, destination, next);
		const result = await next(message).catch(async (error: unknown) => {
			const other = isRejection(error) ? await this.findOther(address) : undefined;
			if (other === undefined) throw error;
			return await sendToOther(message, other, next);
		});
		this.sendings.push({ message, result, next });
		return result;
	};

	async settle(receipt: ReceiptSettings): Promise<void> {
		const { watch } = this.sender;
		await waitForTicks([watch], receipt, this.signal);
		const rejections = this.sendings.filter(({ result }) => isWhollyRejected(result));
		this.sendings = this.sendings.filter((sending) => !rejections.includes(sending));
		for (const sending of rejections) {
			if (this.signal?.aborted === true || this.sender.stopReason !== undefined) return;
			await this.sendAgain(sending);
		}
		if (rejections.length > 0) await waitForTicks([watch], receipt, this.signal);
	}

	private async sendAgain({ message, result, next }: Sending): Promise<void> {
		const { attempt, jid = message.address } = result;
		// The server may have sent the message to a different address than `message.address`.
		const rejectedAt = isPerson(jid) ? jid : message.address;
		const other = await this.findOther(rejectedAt);
		if (attempt === undefined || other === undefined) return;
		const again = await sendToOther(message, other, compose(this.before, next)).catch(
			(error: unknown) => makeFailedResult(this.run, message.request.index, error, other),
		);
		// If the second attempt sent nothing, the message keeps the result of the first attempt.
		if (['sent', 'unknown'].includes(again.status)) attempt.again = again;
	}

	private async findOther(address: string): Promise<string | undefined> {
		const other = await this.sender.people.otherDestination(address);
		if (other !== undefined) this.otherAddresses.set(comparable(address), other);
		return other;
	}
}

async function sendToOther(message: Message, other: string, send: Send): Promise<SendResult> {
	const { request } = message;
	const input = { ...asRecord(request.input), recipient: other };
	const newMessage = { ...message, address: other, request: { ...request, input } };
	const result = await send(newMessage).catch((error: unknown) => {
		if (!isRejection(error)) throw error;
		const { failure } = error;
		const description = `${REJECTED_AT_BOTH} ${failure.description}`;
		throw new RequestFailure({ ...failure, description });
	});
	// The server may have ignored `other`, and sent the message to `message.address` again.
	const { jid = other } = result;
	if (comparable(jid) === comparable(message.address)) return result;
	return { ...result, deliveredBy: isLid(jid) ? 'lid' : 'phone' };
}

const isRejection = (error: unknown): error is RequestFailure =>
	error instanceof RequestFailure && error.failure.rejectedByWhatsApp === true;

const NOT_TRIED: readonly Status[] = ['deferred', 'skipped', 'optedOut'];

/**
 * *Fall Back to Text*: sends the choices of a message as text if WhatsApp has rejected it.
 * @param send returns a result even if sending fails
 */
export async function fallBackToText(
	results: ReadonlyArray<SendResult | undefined>,
	send: (message: Message) => Promise<SendResult>,
	signal: AbortSignal | undefined,
): Promise<Array<SendResult | undefined>> {
	const latest = [...results];
	for (const [index, result] of results.entries()) {
		if (signal?.aborted === true) break;
		if (result?.attempt === undefined || !isRejected(result)) continue;
		const { message } = result.attempt;
		const text = await send({ ...message, request: { ...message.request, asText: true } });
		if (!NOT_TRIED.includes(text.status)) latest[index] = text;
	}
	return latest;
}
