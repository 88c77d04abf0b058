import { setMaxListeners } from 'node:events';

import { isTaken, postEvent, type Posted } from '../core/postEvent';
import type { Outgoing, State } from '../state/state';
import { type Envelope, envelope } from './envelope';
import { settableName } from './names';
import { withMedia } from './media';

/** Statuses after which the server doesn't try again. */
const FINAL = [400, 401, 403, 404, 422];
/** Limit for events that are being sent or repeated. Further events are dropped, and the log says so. */
const MAX_OPEN = 5000;

/** Each open delivery listens to the controller's signal. Above ten listeners, Node would warn of a leak. */
function stopper(): AbortController {
	const controller = new AbortController();
	setMaxListeners(MAX_OPEN, controller.signal);
	return controller;
}

/**
 * Like the real server, it sends each event at once, without waiting for the answer to the previous one. Retries use the
 * address, headers and token of the first attempt.
 */
export class Webhooks {
	private stopped = stopper();
	private open = 0;

	constructor(private readonly state: State) {
		state.on('event', (outgoing) => void this.send(outgoing));
		state.on('reset', () => this.stop());
	}

	stop(): void {
		this.stopped.abort();
		this.stopped = stopper();
		this.open = 0;
	}

	private async send(outgoing: Outgoing): Promise<void> {
		const { webhook, isSilent } = outgoing.instance;
		if (isSilent || !webhook?.enabled || !webhook.events.includes(settableName(outgoing.event)))
			return;
		const letter = envelope(this.state, outgoing);
		if (!letter) return;
		if (this.open >= MAX_OPEN) {
			const error = 'too many events are waiting';
			this.log(outgoing, letter, { attempt: 1, error, final: true });
			return;
		}
		this.open += 1;
		await this.attempt(outgoing, letter, 1, this.stopped.signal);
	}

	private async attempt(
		outgoing: Outgoing,
		letter: Envelope,
		number: number,
		signal: AbortSignal,
	): Promise<void> {
		const { delaysMs, timeoutMs } = this.state.config.webhookRetry;
		const result = await postEvent({
			url: letter.url,
			headers: letter.headers,
			body: JSON.stringify(withMedia(outgoing, letter.body)),
			signal,
			timeout: timeoutMs,
			maxRedirects: 0,
		});
		if (signal.aborted) return;
		const isFinal = FINAL.includes(result.status ?? 0);
		const final = isTaken(result) || isFinal || number > delaysMs.length;
		this.log(outgoing, letter, { attempt: number, ...result, final });
		if (final) this.open -= 1;
		else {
			this.state.later(
				delaysMs[number - 1],
				() => void this.attempt(outgoing, letter, number + 1, signal),
			);
		}
	}

	private log(
		{ instance, event, messageId }: Outgoing,
		{ url }: Envelope,
		result: Posted & { readonly attempt: number; readonly final: boolean },
	): void {
		this.state.delivered({
			at: Date.now(),
			instance: instance.name,
			event,
			messageId,
			url,
			...result,
		});
	}
}
