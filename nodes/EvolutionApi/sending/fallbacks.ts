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
	failed,
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

/** A try of the node must know of it: what went to one address in an earlier try may not go to the other one now. */
const knownOfTries = new WeakMap<object, OtherAddresses>();

function otherAddressesOfRun({ context }: AskingRun): OtherAddresses {
	const tries = keyOfTries(context, getInputItem(context, 0));
	const known: OtherAddresses = knownOfTries.get(tries) ?? new Map();
	knownOfTries.set(tries, known);
	return known;
}

/** A message that may turn out to be rejected, and how it was sent. */
interface Sending {
	readonly message: Message;
	readonly result: SendResult;
	readonly next: Send;
}

/**
 * *Try Other Address*: WhatsApp may reject a message for a person's number and accept it for their LID, or the other
 * way round. A rejected message is sent again, to the other address. One that is only unconfirmed is not, since it may
 * still arrive. Later messages of the run to this person use the other address at once.
 *
 * A server that waits for WhatsApp answers with the rejection. With others it is seen in the store, later.
 */
export class AddressFallback implements Policy {
	private readonly known: OtherAddresses;
	private sendings: Sending[] = [];

	/** @param before for a message that is sent again, in addition to the policies after this one */
	constructor(
		private readonly run: AskingRun,
		private readonly sender: Sender,
		private readonly before: readonly Policy[],
		private readonly signal: AbortSignal | undefined,
	) {
		this.known = otherAddressesOfRun(run);
	}

	readonly send: Policy['send'] = async (message, next) => {
		const { address } = message;
		if (!isPerson(address)) return await next(message);
		const known = this.known.get(comparable(address));
		if (known !== undefined) return await sendToOther(message, known, next);
		const result = await next(message).catch(async (error: unknown) => {
			const other = isRejection(error) ? await this.findOther(address) : undefined;
			if (other === undefined) throw error;
			return await sendToOther(message, other, next);
		});
		this.sendings.push({ message, result, next });
		return result;
	};

	/** Waits for the receipts of what was sent, and sends what was rejected to the other address. */
	async settle(receipt: ReceiptSettings): Promise<void> {
		const { watch } = this.sender;
		await waitForTicks([watch], receipt, this.signal);
		const rejected = this.sendings.filter(({ result }) => isWhollyRejected(result));
		this.sendings = this.sendings.filter((sending) => !rejected.includes(sending));
		for (const sending of rejected) {
			if (this.signal?.aborted === true || this.sender.stopReason !== undefined) return;
			await this.sendAgain(sending);
		}
		if (rejected.length > 0) await waitForTicks([watch], receipt, this.signal);
	}

	private async sendAgain({ message, result, next }: Sending): Promise<void> {
		const { sent, jid = message.address } = result;
		// The server may have sent it to the other address itself.
		const rejectedAt = isPerson(jid) ? jid : message.address;
		const other = await this.findOther(rejectedAt);
		if (sent === undefined || other === undefined) return;
		const again = await sendToOther(message, other, compose(this.before, next)).catch(
			(error: unknown) => failed(this.run, message.request.index, error, other),
		);
		// Otherwise nothing went out, and the message is still known as rejected.
		if (['sent', 'unknown'].includes(again.status)) sent.again = again;
	}

	private async findOther(address: string): Promise<string | undefined> {
		const other = await this.sender.people.otherDestination(address);
		if (other !== undefined) this.known.set(comparable(address), other);
		return other;
	}
}

async function sendToOther(message: Message, other: string, send: Send): Promise<SendResult> {
	const { request } = message;
	const input = { ...asRecord(request.input), recipient: other };
	const readdressed = { ...message, address: other, request: { ...request, input } };
	const result = await send(readdressed).catch((error: unknown) => {
		if (!isRejection(error)) throw error;
		const { failure } = error;
		const description = `${REJECTED_AT_BOTH} ${failure.description}`;
		throw new RequestFailure({ ...failure, description });
	});
	// The server may have sent it to the first address all the same.
	const { jid = other } = result;
	if (comparable(jid) === comparable(message.address)) return result;
	return { ...result, deliveredBy: isLid(jid) ? 'lid' : 'phone' };
}

const isRejection = (error: unknown): error is RequestFailure =>
	error instanceof RequestFailure && error.failure.rejectedByWhatsApp === true;

/** Nothing was asked of the server. */
const NOT_TRIED: readonly Status[] = ['deferred', 'skipped', 'optedOut'];

/**
 * *Fall Back to Text*: sends the choices of a message as text if WhatsApp has rejected it.
 * @param send never fails
 * @returns the results, with those of the texts in place of the rejected ones
 */
export async function fallBackToText(
	results: ReadonlyArray<SendResult | undefined>,
	send: (message: Message) => Promise<SendResult>,
	signal: AbortSignal | undefined,
): Promise<Array<SendResult | undefined>> {
	const latest = [...results];
	for (const [index, result] of results.entries()) {
		if (signal?.aborted === true) break;
		if (result?.sent === undefined || !isRejected(result)) continue;
		const { message } = result.sent;
		const text = await send({ ...message, request: { ...message.request, asText: true } });
		if (!NOT_TRIED.includes(text.status)) latest[index] = text;
	}
	return latest;
}
