import { type IHookFunctions, sleep } from 'n8n-workflow';

import { createLimiter } from '../../core/concurrency/limiter';
import { RequestFailure } from '../../errors/failure';
import type { Connection } from '../../server/adapter';
import { asRecord } from '../../core/values/answer';
import { parseDelivery } from '../../events/eventItems';
import { probe } from '../../hub/ask';
import { callOnce } from '../../hub/forward';
import type { Subscriber } from '../../hub/list';
import type { Reply } from '../../hub/reply';
import { acknowledge, readReply } from '../../hub/subscribers';
import { checkSocket, listen } from '../../socket/socketConnection';
import type { HookTarget } from '../active/activeTrigger';
import { ADDRESS_SETTING, TEST_SECONDS } from '../active/registration';
import { hashKey } from '../active/saveTaken';
import { isEventChosen, type TriggerSettings } from '../settings/triggerSettings';
import { listSocketEvents, sendAlso } from './socketEvents';
import { WebSocketChannel } from './webSocketChannel';

/**
 * Test session (*Execute step*) through WebSocket, while the published workflow keeps running. n8n waits for a call of its test
 * webhook. With WebSocket, the server doesn't call webhooks, so this class calls the test webhook with each event.
 */
export class SocketTestChannel extends WebSocketChannel {
	override async register(
		target: HookTarget,
		settings: TriggerSettings,
		url: string,
	): Promise<void> {
		const test = testAt(url, target);
		await checkSocket(target);
		await test.join(target, settings);
	}

	/** Ends the editor's test session, if this process runs it. Otherwise, the session ends after a time limit. */
	override async leave(
		_target: HookTarget,
		_settings: TriggerSettings,
		url: string,
	): Promise<boolean> {
		await testsByUrl.get(url)?.end();
		return false;
	}
}

/** Answer of a test to an event that didn't start the workflow. `taken` alone would mean that the workflow has started. */
export const STILL_LISTENING = acknowledge('taken', { isListening: true });

/** How long n8n may need to open the test webhook after {@link SocketTest.join}. */
const OPENING_MS = 300;
/** Time limit for a call of the test webhook: the trigger may download a file before it answers. */
const DELIVERED_MS = 120_000;
/** Limit for events that wait for the test. A flood of events must not delay active workflows. */
const MAX_WAITING = 100;

const testsByUrl = new Map<string, SocketTest>();

function testAt(url: string, { context, connection, instance }: HookTarget): SocketTest {
	const current = testsByUrl.get(url);
	if (current?.context === context) return current;
	void current?.end();
	const test = new SocketTest(context, connection, instance, url);
	testsByUrl.set(url, test);
	return test;
}

class SocketTest {
	/** True if the workflow has its event, or n8n no longer waits for one. */
	private isOver = false;
	private readonly stops: Array<() => Promise<void>> = [];
	private joinedAt = 0;
	/** Delivers one event at a time, because only one of several concurrent events may start the workflow. */
	private readonly calls = createLimiter(1);
	private waitingCalls = 0;
	private readonly subscriber: Subscriber;
	private readonly probing: Promise<Reply>;

	constructor(
		readonly context: IHookFunctions,
		private readonly connection: Connection,
		instance: string,
		private readonly url: string,
	) {
		this.subscriber = { kind: 'test', url, events: [] };
		this.probing = probe(context, this.subscriber, { key: hashKey(connection), instance });
		AbortSignal.timeout(TEST_SECONDS * 1000).addEventListener('abort', () => {
			void this.end();
			if (testsByUrl.get(url) === this) testsByUrl.delete(url);
		});
	}

	/** @throws {RequestFailure} if events can't be received, or can't be delivered to n8n */
	async join(target: HookTarget, settings: TriggerSettings): Promise<void> {
		const reply = await this.probing;
		if (this.isOver) return;
		if (reply !== 'taken') throw new RequestFailure(outOfReach(this.url));
		const { connection, instance } = target;
		await sendAlso(target, listSocketEvents(settings));
		if (this.isOver) return;
		const stop = listen(connection, instance, {
			context: this.context,
			joined: () => {},
			lost: () => {},
			received: async (bodies) => {
				for (const body of bodies) {
					const delivery = parseDelivery(body, connection.server);
					if (delivery?.instance === instance && isEventChosen(settings, delivery))
						void this.deliverInTurn(body);
				}
			},
		});
		this.stops.push(stop);
		this.joinedAt = Date.now();
	}

	/** Delivers an event after all earlier ones. Never throws. */
	private async deliverInTurn(body: unknown): Promise<void> {
		if (this.waitingCalls >= MAX_WAITING) return;
		this.waitingCalls++;
		await this.calls.run(async () => {
			await sleep(Math.max(0, this.joinedAt + OPENING_MS - Date.now()));
			if (!this.isOver) await this.deliver(body);
		});
		this.waitingCalls--;
	}

	private async deliver(body: unknown): Promise<void> {
		const { context, subscriber, connection } = this;
		const call = { key: hashKey(connection), timeoutMs: DELIVERED_MS };
		const answer = await callOnce(context, subscriber, body, call);
		const reply = readReply(subscriber, answer);
		const hasStarted = reply === 'taken' && asRecord(answer.body).isListening !== true;
		const { status } = answer;
		if (hasStarted || reply === 'gone') void this.end();
		else if (reply !== 'taken')
			context.logger.warn('An event could not be delivered to the test', { status });
	}

	/** Never throws. */
	async end(): Promise<void> {
		this.isOver = true;
		await Promise.all(this.stops.map(async (stop) => await stop()));
	}
}

const outOfReach = (url: string) => ({
	message: `n8n does not reach its own address ${new URL(url).origin}`,
	description: `In a test through WebSocket, n8n calls this address. Set ${ADDRESS_SETTING} to an address that n8n itself reaches, too.`,
	nothingDone: true,
});
