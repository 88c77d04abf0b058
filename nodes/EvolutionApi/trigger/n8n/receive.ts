import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { parseDelivery, type Delivery } from '../../events';
import {
	acknowledge,
	calledSubscriber,
	decodeListCached,
	HUB_HEADER,
	isAnswerIn,
	PASSED_HEADER,
	PROBE_EVENT,
} from '../../hub';
import type { ActiveTrigger } from '../active/activeTrigger';
import { activeTriggerOf, activeTriggersOn } from '../active/activeTriggers';
import { nodeIdOf } from '../active/ids';
import {
	authenticate,
	seemsAuthentic,
	type Authenticated,
	type Refusal,
} from '../channel/authenticate';
import { headersOfCall, senderOf } from '../active/callHeaders';
import { nodeUrl } from '../active/registration';
import { REDELIVERED_MS, repairSoon, setAgainAfterLogOut } from '../channel/repairRegistration';
import { noteWebhook } from '../channel/unreadWebhook';
import { deliveredEvent } from '../memory/deliveredEvent';
import { messageTime } from '../memory/messageClock';
import { asFirstTry, noteAnswered } from '../memory/repeated';
import { takenEventsOf } from '../memory/takenEvents';
import { ANSWERS_EVENT, answersResponse } from '../share/offerToWaits';
import { WRITTEN_EVENT, writtenResponse } from '../share/askWritten';
import type { Incoming } from '../share/passOn';
import { running } from '../start/turns';
import { canWait } from '../start/startEvent';
import { TAKEOVER_EVENT, takeoverRequestIn, takeoverResponse } from '../takeover/takeoverRequest';
import {
	ActiveHere,
	Elsewhere,
	TestSession,
	ACKNOWLEDGED,
	askAgain,
	type Place,
} from './webhookHandler';

/** Each takes n8n 2 about 11 MB, as an execution does. */
const MAX_OPEN = 50;
/** Deliveries that are not answered yet. */
let open = 0;

/** Handles a delivery: checks who sent it, gives it to everybody who wants it, and answers the server. */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const isTest = context.getMode() === 'manual';
	const delivery = parseDelivery(context.getBodyData(), senderOf(context));
	const trigger = isTest ? undefined : activeTriggerOf(nodeIdOf(context), delivery?.instance);
	if (!isTest && isTooMuch(trigger, delivery)) {
		if (delivery !== undefined && trigger !== undefined && seemsAuthentic(context, trigger))
			noteRefused(trigger, delivery);
		return askAgain(context);
	}
	open++;
	try {
		return await receiveNow(context, delivery, placeOf(context, trigger, isTest));
	} finally {
		open--;
	}
}

function placeOf(
	context: IWebhookFunctions,
	trigger: ActiveTrigger | undefined,
	isTest: boolean,
): Place {
	if (trigger !== undefined) return new ActiveHere(context, trigger);
	return isTest ? new TestSession(context) : new Elsewhere(context);
}

/** Load shedding: in a flood, events beyond what n8n has room for would take its time. Calls of our own are answered even then. */
function isTooMuch(trigger: ActiveTrigger | undefined, delivery: Delivery | undefined): boolean {
	if ([PROBE_EVENT, TAKEOVER_EVENT, WRITTEN_EVENT].includes(delivery?.event ?? '')) return false;
	return open >= MAX_OPEN || (running.isFull() && !hasRoom(trigger, delivery));
}

const hasRoom = (trigger: ActiveTrigger | undefined, delivery: Delivery | undefined) =>
	trigger !== undefined &&
	delivery !== undefined &&
	canWait(trigger, deliveredEvent(delivery).sentAt);

/** What the server delivers again, and then gives up, is found in the store. */
function noteRefused({ instanceId, connection }: ActiveTrigger, delivery: Delivery): void {
	const { sentAt } = deliveredEvent(delivery);
	if (sentAt === undefined) return;
	const since = Math.max(sentAt, messageTime(connection, Date.now() - REDELIVERED_MS));
	for (const trigger of activeTriggersOn(instanceId)) trigger.noteMissing(since);
}

async function receiveNow(
	context: IWebhookFunctions,
	delivery: Delivery | undefined,
	place: Place,
): Promise<IWebhookResponseData> {
	const { settings, trigger } = place;
	const headers = headersOfCall(context);
	const instance = await place.instanceCalled(delivery);
	const authentic = await authenticate(context, settings, trigger, instance);
	if ('refusal' in authentic) {
		if (trigger !== undefined && authentic.mayHaveChanged) repairSoon(trigger);
		return refuse(context, authentic);
	}
	if (!place.admit(headers)) return askAgain(context);
	const isOurs = delivery !== undefined && (instance === '' || delivery.instance === instance);
	return isOurs ? await handle(context, place, delivery, authentic) : ACKNOWLEDGED;
}

/** A genuine delivery, or a call of another process. */
async function handle(
	context: IWebhookFunctions,
	place: Place,
	delivery: Delivery,
	authentic: Authenticated,
): Promise<IWebhookResponseData> {
	const { destination, question, toStore } = context.getBodyData();
	switch (delivery.event) {
		case PROBE_EVENT:
			place.store(authentic.isOwnCall ? toStore : undefined);
			return hasMovedFrom(destination, context, place)
				? { webhookResponse: acknowledge('gone') }
				: ACKNOWLEDGED;
		case TAKEOVER_EVENT:
			return answerTakeover(place, delivery.instance, question);
		case ANSWERS_EVENT: {
			const id = place.memoryOf(delivery.instance);
			return id ? { webhookResponse: answersResponse(id, question) } : ACKNOWLEDGED;
		}
		case WRITTEN_EVENT:
			return place.trigger === undefined
				? ACKNOWLEDGED
				: { webhookResponse: writtenResponse(place.trigger.connection, question) };
		default:
			return await takeEvent(context, place, delivery, authentic);
	}
}

/** In a test session n8n does not tell the URL. */
const hasMovedFrom = (url: unknown, context: IWebhookFunctions, { settings }: Place): boolean =>
	context.getMode() !== 'manual' && url !== nodeUrl(context, settings);

async function takeEvent(
	context: IWebhookFunctions,
	place: Place,
	delivery: Delivery,
	{ key }: Authenticated,
): Promise<IWebhookResponseData> {
	const begun = Date.now();
	const nodeId = nodeIdOf(context);
	const memory = place.memoryOf(delivery.instance);
	const first = asFirstTry(
		delivery,
		nodeId,
		(eventId) => memory !== undefined && takenEventsOf(memory).isKnown(eventId),
	);
	const result = await place.take(await incomingFrom(context, place, first, key));
	if (result.noWebhookResponse !== true) noteAnswered(first, nodeId, begun);
	return result;
}

/** A node in another process asks at which chat a person is, or pauses or resumes it. */
function answerTakeover(place: Place, instance: string, question: unknown): IWebhookResponseData {
	const request = takeoverRequestIn(question);
	const answer = request && place.takeover(request, instance);
	return answer ? { webhookResponse: takeoverResponse(answer) } : ACKNOWLEDGED;
}

/** The event, with those who are to get it. */
async function incomingFrom(
	context: IWebhookFunctions,
	{ trigger, url }: Place,
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
		subscribers.find((one) => one.url === url);
	if (trigger !== undefined) {
		noteWebhook(context, trigger, { self, subscribers, delivery });
		setAgainAfterLogOut(trigger, delivery);
	}
	const event = deliveredEvent(delivery, trigger?.connection);
	const isAnswer = headers[PASSED_HEADER] !== undefined && isAnswerIn(headers.authorization);
	return { ...event, key, subscribers, self, isAnswer };
}

function refuse(context: IWebhookFunctions, { status, refusal }: Refusal): IWebhookResponseData {
	context.logger.warn('A delivery was refused: nothing proves that it comes from the server', {
		refusal,
	});
	context.getResponseObject().status(status).send('Not a delivery of the Evolution API server');
	return { noWebhookResponse: true };
}
