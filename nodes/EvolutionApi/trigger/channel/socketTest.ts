import type { IHookFunctions } from 'n8n-workflow';

import { createLimiter } from '../../core/concurrency/limiter';
import { RequestFailure } from '../../core/failures/failure';
import type { Connection } from '../../core/server/adapter';
import { isRecord } from '../../core/values/answer';
import { parseDelivery } from '../../events/eventItems';
import { probe } from '../../hub/ask';
import { callOnce } from '../../hub/forward';
import type { Subscriber } from '../../hub/list';
import { acknowledge, readAcknowledgement } from '../../hub/subscribers';
import { checkSocket, listen } from '../../socket/socketConnection';
import type { Departure, HookTarget } from '../active/activeTrigger';
import { settleEach } from '../active/registration';
import { hashKey } from '../active/saveTaken';
import type { TriggerSettings } from '../settings/triggerSettings';
import { isEventChosen } from '../start/startWorkflow';
import { joinTest } from './socketEvents';
import { WebSocketChannel } from './webSocketChannel';

/**
 * *Execute step* through WebSocket, beside the active workflow. n8n waits for a call of its test webhook, which no server
 * makes, so it is called with each event that comes.
 */
export class SocketTestChannel extends WebSocketChannel {
	override async register(
		target: HookTarget,
		settings: TriggerSettings,
		url: string,
	): Promise<undefined> {
		await checkSocket(target);
		await testAt(url, target).join(target, settings);
		return undefined;
	}

	/** Where another process listens, that ends by itself. */
	override async leave(
		{ instance }: HookTarget,
		_settings: TriggerSettings,
		url: string,
	): Promise<Departure> {
		await tests.get(url)?.leave(instance);
		return {};
	}
}

/** What a test answers to an event that did not start the workflow. Any other answer ends it. */
export const STILL_LISTENING = acknowledge('taken', { isListening: true });

/** The longest time for which n8n waits for a test event. */
const LISTENED_MS = 10 * 60_000;

/** By URL. */
const tests = new Map<string, SocketTest>();

function testAt(url: string, { context, connection, instance }: HookTarget): SocketTest {
	const known = tests.get(url);
	if (known?.context === context) return known;
	// n8n has begun anew.
	void known?.end();
	const test = new SocketTest(context, connection, instance, url);
	tests.set(url, test);
	return test;
}

class SocketTest {
	/** The workflow has its event, or n8n no longer waits for one. */
	private isOver = false;
	/** By instance: ends listening to it. */
	private readonly joined = new Map<string, () => Promise<void>>();
	/** Of several instances, events may come at the same time. */
	private readonly calls = createLimiter(1);
	private readonly reaching: Promise<boolean>;

	constructor(
		readonly context: IHookFunctions,
		private readonly connection: Connection,
		instance: string,
		private readonly url: string,
	) {
		const question = { key: hashKey(connection), instance };
		this.reaching = probe(context, this.subscriber, question).then((answer) => answer === 'taken');
		AbortSignal.timeout(LISTENED_MS).addEventListener('abort', () => void this.end());
	}

	private get subscriber(): Subscriber {
		return { kind: 'test', url: this.url, events: [] };
	}

	/** @throws {RequestFailure} if events cannot be received, or not be delivered to n8n */
	async join(target: HookTarget, settings: TriggerSettings): Promise<void> {
		if (!(await this.reaching)) throw new RequestFailure(outOfReach(this.url));
		const { connection, instance } = target;
		const removeEvents = await joinTest(target, settings);
		const stopListening = listen(connection, instance, {
			context: this.context,
			joined: () => {},
			lost: () => {},
			received: async (bodies) => {
				for (const body of bodies) {
					const delivery = parseDelivery(body, connection.server);
					if (delivery?.instance === instance && isEventChosen(settings, delivery))
						await this.calls.run(async () => await this.deliver(delivery.event, body));
				}
			},
		});
		this.joined.set(instance, async () => {
			await stopListening();
			await removeEvents();
		});
		if (this.isOver) await this.leave(instance);
	}

	/** Never throws. */
	private async deliver(event: string, body: unknown): Promise<void> {
		if (this.isOver) return;
		const headers = { 'content-type': 'application/json' };
		const call = { kind: undefined, raw: JSON.stringify(body), headers, event, chats: [] };
		const { context, subscriber, connection } = this;
		const answer = await callOnce(context, subscriber, call, hashKey(connection));
		switch (readAcknowledgement(subscriber, answer)) {
			case 'taken':
				this.isOver = !(isRecord(answer.body) && answer.body.isListening === true);
				break;
			case 'gone':
				void this.end();
				break;
			default:
				context.logger.warn('An event could not be delivered to the test', {
					status: answer.status,
				});
		}
	}

	/** @throws {RequestFailure} if the server does not remove what the test added */
	async leave(instance: string): Promise<void> {
		this.isOver = true;
		const leave = this.joined.get(instance);
		this.joined.delete(instance);
		if (this.joined.size === 0 && tests.get(this.url) === this) tests.delete(this.url);
		await leave?.();
	}

	/** Never throws. */
	async end(): Promise<void> {
		this.isOver = true;
		const results = await settleEach([...this.joined.keys()], async (instance) => {
			await this.leave(instance);
		});
		if (results.some(({ status }) => status === 'rejected'))
			this.context.logger.debug('What the test added on the server could not be removed');
	}
}

const outOfReach = (url: string) => ({
	message: `n8n does not reach its own address ${new URL(url).origin}`,
	description:
		'A test through WebSocket needs it. Set WEBHOOK_URL of n8n to an address that n8n reaches, too.',
	nothingDone: true,
});
