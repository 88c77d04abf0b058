import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { parseDelivery } from '../../events/eventItems';
import type { Delivery } from '../../core/server/delivery';
import { acknowledge, askAgain, calledSubscriber, PASSED_HEADER } from '../../hub/subscribers';
import { isOwnEvent, PROBE_EVENT } from '../../hub/ask';
import { decodeListCached, HUB_HEADER, chatsWaitedFor } from '../../hub/list';
import { noteCalled } from '../../hub/insideAddress';
import { isAnswerToken } from '../../hub/token';
import {
	findActiveTrigger,
	activeTriggersOn,
	getNodeId,
	headersOfCall,
	getSender,
} from '../active/activeTriggers';
import { authenticate, type Authenticated, type Refusal } from '../channel/authenticate';
import { nodeUrl, ownAddress } from '../active/registration';
import { REDELIVERED_MS, repairSoon, setAgainAfterLogOut } from '../channel/repairRegistration';
import { noteWebhook } from '../channel/webhookChannel';
import {
	deliveredEvent,
	messageTime,
	mergeRedelivery,
	noteAnswered,
} from '../memory/deliveredEvent';
import { hasTaken } from '../memory/seenEvents';
import { WRITTEN_EVENT, writtenResponse } from '../memory/writtenLately';
import { passOn, type Incoming } from '../share/passOn';
import { prune } from '../share/prune';
import { running } from '../start/turns';
import { canWait } from '../start/startEvent';
import { TAKEOVER_EVENT, readTakeoverRequest, takeoverResponse } from '../share/takeoverRequest';
import {
	ACKNOWLEDGED,
	OtherProcessHandler,
	TestSessionHandler,
	TriggerProcessHandler,
	type WebhookHandler,
} from './webhookHandler';
import { withPerson } from '../items/addressBook';
import { mayAnswer } from '../../events/ownMessage';
import { readServer } from '../settings/triggerSettings';

/** Each takes n8n 2 about 11 MB, as an execution does. */
const MAX_OPEN = 50;
/** Genuine calls that are not answered yet: of those that prove nothing yet, only a few wait. */
let open = 0;

/**
 * Takes a call of the webhook. Who calls has to prove it. Then everybody who wants the event gets it, and the server hears
 * whether all of them have it.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	noteCalled(context, () => ownAddress(context));
	const delivery = parseDelivery(context.getBodyData(), getSender(context));
	const handler = createHandler(context, delivery);
	const instance = await handler.instanceCalled(delivery);
	if (instance === undefined) return askAgain(context);
	const caller = await authenticate(context, handler.settings, handler.trigger, instance);
	if ('refusal' in caller) return refuse(context, handler, caller);
	if (isOverloaded(context, handler, delivery)) return shed(context, handler, delivery);
	open++;
	try {
		if (handler.admit?.(headersOfCall(context)) === false) return askAgain(context);
		const isOurs = instance === '' || delivery?.instance === instance;
		if (delivery === undefined || !isOurs) return ACKNOWLEDGED;
		const answer = answerOwnCall(context, handler, delivery, caller);
		return answer ?? (await takeEvent(context, handler, delivery, caller));
	} finally {
		open--;
	}
}

function createHandler(context: IWebhookFunctions, delivery: Delivery | undefined): WebhookHandler {
	if (context.getMode() === 'manual') return new TestSessionHandler(context);
	const trigger = findActiveTrigger(getNodeId(context), delivery?.instance);
	return trigger === undefined
		? new OtherProcessHandler(context)
		: new TriggerProcessHandler(context, trigger);
}

/** Load shedding: in a flood, events beyond what n8n can take would cost its time. Calls of our own are answered even then. */
function isOverloaded(
	context: IWebhookFunctions,
	{ trigger }: WebhookHandler,
	delivery: Delivery | undefined,
): boolean {
	if (context.getMode() === 'manual') return false;
	if (delivery !== undefined && isOwnEvent(delivery.event)) return false;
	if (open >= MAX_OPEN) return true;
	if (!running.isFull()) return false;
	const sentAt = delivery && deliveredEvent(delivery).sentAt;
	return trigger === undefined || delivery === undefined || !canWait(trigger, sentAt);
}

/** What the server delivers again, and then gives up, is found in the store. */
function shed(
	context: IWebhookFunctions,
	{ trigger }: WebhookHandler,
	delivery: Delivery | undefined,
): IWebhookResponseData {
	const sentAt = delivery && deliveredEvent(delivery).sentAt;
	if (trigger !== undefined && sentAt !== undefined) {
		const { connection, instanceId } = trigger;
		const since = Math.max(sentAt, messageTime(connection, Date.now() - REDELIVERED_MS));
		for (const active of activeTriggersOn(instanceId)) active.noteMissing(since);
	}
	return askAgain(context);
}

function refuse(
	context: IWebhookFunctions,
	{ trigger }: WebhookHandler,
	{ status, refusal, mayHaveChanged }: Refusal,
): IWebhookResponseData {
	if (trigger !== undefined && mayHaveChanged) repairSoon(trigger);
	context.logger.warn('A delivery was refused: nothing proves that it comes from the server', {
		refusal,
	});
	const { name } = getSender(context);
	context.getResponseObject().status(status).send(`Not a delivery of the ${name} server`);
	return { noWebhookResponse: true };
}

/** Calls of nodes of ours, which no server sends. @returns undefined for an event */
function answerOwnCall(
	context: IWebhookFunctions,
	handler: WebhookHandler,
	{ event, instance }: Delivery,
	{ isOwnCall }: Authenticated,
): IWebhookResponseData | undefined {
	const { destination, question, toStore } = context.getBodyData();
	const { trigger, settings } = handler;
	switch (event) {
		case PROBE_EVENT: {
			handler.store?.(isOwnCall ? toStore : undefined);
			// In a test session n8n does not tell the URL.
			const isTest = context.getMode() === 'manual';
			const hasMoved = !isTest && destination !== nodeUrl(context, settings);
			return hasMoved ? { webhookResponse: acknowledge('gone') } : ACKNOWLEDGED;
		}
		case TAKEOVER_EVENT: {
			const request = readTakeoverRequest(question);
			const answer = request && handler.takeover?.(request, instance);
			return answer ? { webhookResponse: takeoverResponse(answer) } : ACKNOWLEDGED;
		}
		case WRITTEN_EVENT:
			return trigger === undefined
				? ACKNOWLEDGED
				: { webhookResponse: writtenResponse(trigger.connection, question) };
		default:
			return undefined;
	}
}

/** A genuine event: for those who wait for it, for the other workflows, and for this one. */
async function takeEvent(
	context: IWebhookFunctions,
	handler: WebhookHandler,
	delivery: Delivery,
	{ key }: Authenticated,
): Promise<IWebhookResponseData> {
	const begun = Date.now();
	const nodeId = getNodeId(context);
	const id = handler.idAt(delivery.instance);
	const isKnown = (eventId: string) =>
		id !== undefined &&
		[id, ...activeTriggersOn(id.instanceId)].some((trigger) => hasTaken(trigger, eventId));
	const first = mergeRedelivery(delivery, nodeId, isKnown);
	const incoming = await withSubscribers(context, handler, first, key);
	const place = {
		instanceId: id?.instanceId ?? nodeId,
		context,
		server: async () => handler.trigger ?? (await readServer(context, delivery.instance)),
	};
	const chats = mayAnswer(first) ? chatsWaitedFor(incoming.subscribers) : [];
	const event = await withPerson(place, handler.settings, incoming, chats);
	if (handler.begin?.(event) === false) return askAgain(context);
	const result = await passOn(context, event, handler);
	if (result.gone.length > 0) void prune(context, handler.trigger, event, result.gone);
	const answer = await handler.finish(event, result);
	if (answer.noWebhookResponse !== true) noteAnswered(first, nodeId, begun);
	return answer;
}

/** The event, with those who are to get it. */
async function withSubscribers(
	context: IWebhookFunctions,
	{ trigger, url }: WebhookHandler,
	delivery: Delivery,
	key: string,
): Promise<Incoming> {
	const headers = headersOfCall(context);
	const decoded = await decodeListCached(headers[HUB_HEADER], key);
	const subscribers = decoded.kind === 'list' ? decoded.subscribers : [];
	if (trigger !== undefined && decoded.kind === 'list') trigger.list = subscribers;
	const { originalUrl } = context.getRequestObject();
	const self =
		calledSubscriber(subscribers, originalUrl, context.getBodyData().destination) ??
		subscribers.find((subscriber) => subscriber.url === url);
	if (trigger !== undefined) {
		noteWebhook(context, trigger, { self, subscribers, delivery });
		setAgainAfterLogOut(trigger, delivery);
	}
	const event = deliveredEvent(delivery, trigger?.connection);
	const isAnswer = headers[PASSED_HEADER] !== undefined && isAnswerToken(headers);
	return { ...event, headers, key, subscribers, self, isAnswer };
}
