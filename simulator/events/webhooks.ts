import axios from 'axios';
import type { Instance } from '../state/instance';
import type { Outgoing, State } from '../state/state';
import { authorization, type Envelope, envelope } from './envelope';
import { settableName } from './names';
import { withMedia } from './media';

/** Answers after which the server does not try again. */
const FINAL = [400, 401, 403, 404, 422];
/** Events of one instance that may wait; what comes on top is dropped and said so in the delivery log. */
const MAX_WAITING = 20_000;
/** Attempts that wait to be repeated; above that, failures are final. */
const MAX_REPEATING = 5000;

interface Queue {
	waiting: Array<{ outgoing: Outgoing; letter: Envelope }>;
	busy: boolean;
}

/**
 * Sends the events of every instance to its webhook. First attempts go in the order of the events, one
 * after the other; attempts that are repeated do not hold up the others.
 */
export class Webhooks {
	private queues = new WeakMap<Instance, Queue>();
	private stopped = new AbortController();
	private repeating = 0;

	constructor(private readonly state: State) {
		state.on('webhook', (outgoing) => this.add(outgoing));
		state.on('reset', () => this.stop());
	}

	/** Breaks off what is on its way and forgets what waits. */
	stop(): void {
		this.stopped.abort();
		this.stopped = new AbortController();
		this.queues = new WeakMap();
		this.repeating = 0;
	}

	private add(outgoing: Outgoing): void {
		const { webhook } = outgoing.instance;
		if (!webhook?.enabled || !webhook.events.includes(settableName(outgoing.event))) return;
		const letter = envelope(this.state, outgoing);
		if (!letter) return;
		const queue = this.queues.get(outgoing.instance) ?? { waiting: [], busy: false };
		this.queues.set(outgoing.instance, queue);
		if (queue.waiting.length >= MAX_WAITING) {
			this.log(outgoing, letter, 1, { error: 'too many events are waiting' }, true);
			return;
		}
		queue.waiting.push({ outgoing, letter });
		if (!queue.busy) void this.work(queue);
	}

	private async work(queue: Queue): Promise<void> {
		queue.busy = true;
		const signal = this.stopped.signal;
		while (queue.waiting.length > 0 && !signal.aborted) {
			const batch = queue.waiting.splice(0, 256);
			for (const { outgoing, letter } of batch) {
				if (signal.aborted) break;
				await this.attempt(outgoing, letter, 1, signal);
			}
		}
		queue.busy = false;
	}

	private async attempt(
		outgoing: Outgoing,
		letter: Envelope,
		number: number,
		signal: AbortSignal,
	): Promise<void> {
		const { delaysMs, timeoutMs } = this.state.config.webhookRetry;
		const result = await this.post(outgoing, letter, timeoutMs, signal);
		if (signal.aborted) return;
		const taken = result.status !== undefined && result.status >= 200 && result.status < 300;
		const final =
			taken ||
			FINAL.includes(result.status ?? 0) ||
			number > delaysMs.length ||
			this.repeating >= MAX_REPEATING;
		this.log(outgoing, letter, number, result, final);
		if (final) return;
		this.repeating += 1;
		this.state.later(delaysMs[number - 1], () => {
			this.repeating -= 1;
			void this.attempt(outgoing, letter, number + 1, signal);
		});
	}

	private async post(
		outgoing: Outgoing,
		letter: Envelope,
		timeout: number,
		signal: AbortSignal,
	): Promise<{ status?: number; error?: string }> {
		try {
			const { status } = await axios.post(
				letter.url,
				JSON.stringify(withMedia(outgoing, letter.body)),
				{
					headers: {
						'Content-Type': 'application/json',
						...letter.headers,
						...authorization(letter.jwtKey),
					},
					timeout,
					signal,
					maxRedirects: 0,
					maxBodyLength: Infinity,
					maxContentLength: 1_000_000,
					proxy: false,
					responseType: 'text',
					validateStatus: () => true,
				},
			);
			return { status };
		} catch (error) {
			return { error: error instanceof Error ? error.message || error.name : String(error) };
		}
	}

	private log(
		{ instance, event }: Outgoing,
		{ url }: Envelope,
		attempt: number,
		result: { status?: number; error?: string },
		final: boolean,
	): void {
		this.state.deliveries.add({
			at: Date.now(),
			instance: instance.name,
			event,
			url,
			attempt,
			...result,
			final,
		});
	}
}
