import { setMaxListeners } from 'node:events';
import { isTaken, postEvent, type Posted } from '../../core/postEvent';
import type { State } from '../../state/state';
import { onGoEvent, type GoOutgoing } from './goEvent';
import { isSubscribed } from './words';

/** Limit for events that are being sent or repeated. Further events are dropped, and the log says so. */
const MAX_OPEN = 5000;

/** Each open delivery adds a listener to the signal, and Node would warn of a leak above ten listeners. */
function stopper(): AbortController {
	const controller = new AbortController();
	setMaxListeners(MAX_OPEN, controller.signal);
	return controller;
}

interface Letter {
	outgoing: GoOutgoing;
	url: string;
	body: string;
	signal: AbortSignal;
}

const envelopeOf = ({ instance, event, data, state }: GoOutgoing) => ({
	data,
	event,
	instanceId: instance.id,
	instanceName: instance.name,
	instanceToken: instance.token,
	...(state !== undefined && { state }),
});

/** Sends each event to the webhooks of the server and the instance, without waiting until earlier events have arrived. */
export class GoWebhooks {
	private stopped = stopper();
	private open = 0;

	constructor(private readonly state: State) {
		onGoEvent(state, (outgoing) => this.send(outgoing));
		state.on('reset', () => this.stop());
	}

	stop(): void {
		this.stopped.abort();
		this.stopped = stopper();
		this.open = 0;
	}

	private send(outgoing: GoOutgoing): void {
		const { config } = this.state;
		const { row, event, chat } = outgoing;
		if (!isSubscribed(config, row.events, event, chat)) return;
		// Events of an instance without a webhook aren't sent to the server's global webhook, either.
		if (row.webhook === '' || row.webhook === 'disabled') return;
		const body = JSON.stringify(envelopeOf(outgoing));
		for (const url of [config.go.globalWebhook, row.webhook].filter(Boolean)) {
			const letter = { outgoing, url, body, signal: this.stopped.signal };
			if (this.open >= MAX_OPEN) {
				const error = 'too many events are waiting';
				this.log(letter, { attempt: 1, error, final: true });
				continue;
			}
			this.open += 1;
			void this.attempt(letter, 1);
		}
	}

	private async attempt(letter: Letter, number: number): Promise<void> {
		const { delaysMs } = this.state.config.webhookRetry;
		const result = await this.post(letter);
		if (letter.signal.aborted) return;
		const final = isTaken(result) || number > delaysMs.length;
		this.log(letter, { attempt: number, ...result, final });
		if (final) this.open -= 1;
		else this.state.later(delaysMs[number - 1], () => void this.attempt(letter, number + 1));
	}

	/** Go's client follows redirects with a GET, and counts any 2xx as delivered. */
	private async post({ url, body, signal }: Letter): Promise<Posted> {
		const { timeoutMs: timeout } = this.state.config.webhookRetry;
		const headers = { 'User-Agent': 'Go-http-client/1.1' };
		return await postEvent({ url, body, headers, signal, timeout, maxRedirects: 10 });
	}

	private log(
		{ outgoing, url }: Letter,
		result: Posted & { readonly attempt: number; readonly final: boolean },
	): void {
		const { instance, event, messageId } = outgoing;
		const at = Date.now();
		this.state.delivered({ at, instance: instance.name, event, messageId, url, ...result });
	}
}
