import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { Delivery } from '../../server/delivery';
import { parseDelivery } from '../../events/eventItems';
import { forwardDeadline } from '../../hub/forward';
import { decodeListCached, HUB_HEADER } from '../../hub/list';
import { askAgain, calledSubscriber, PASSED_HEADER, rawBody } from '../../hub/subscribers';
import { isAnswerToken } from '../../hub/token';
import { activeTriggersOn, getNodeId, getSender, headersOfCall } from '../active/activeTriggers';
import { authenticate, type Authenticated, type Refusal } from '../channel/authenticate';
import { noteRegistration } from '../channel/webhookChannel';
import {
	deliveredEvent,
	type Event,
	mergeRedelivery,
	noteAnswered,
} from '../memory/deliveredEvent';
import { hasTaken } from '../memory/seenEvents';
import { isOverloaded, shed, whileOpen } from '../inbox/flood';
import { CalledWorkflow } from '../inbox/recipients/workflow';
import type { CalledList } from '../inbox/source';
import { take } from '../inbox/stack';
import {
	ACKNOWLEDGMENT,
	admit,
	answerOwnCall,
	begin,
	type CalledNode,
	findCalledNode,
	finish,
	registeredUrl,
} from './calledNode';

/**
 * Handles a call of the webhook. The call must prove that it's from the server. If a recipient that wants the event can't take it
 * now, the server gets a 503, and delivers the event again.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const delivery = parseDelivery(context.getBodyData(), getSender(context));
	const node = await findCalledNode(context, delivery);
	if (node === undefined) return askAgain(context);
	const { settings, trigger, instance } = node;
	const caller = await authenticate(context, settings, trigger, instance);
	if ('refusal' in caller) return refuse(context, caller);
	if (isOverloaded(context, trigger, delivery)) return shed(context, trigger, delivery);
	return await whileOpen(async () => {
		if (!admit(node)) return askAgain(context);
		const isOurs = instance === '' || delivery?.instance === instance;
		if (delivery === undefined || !isOurs) return ACKNOWLEDGMENT;
		return answerOwnCall(node, delivery, caller) ?? (await takeDelivery(node, delivery, caller));
	});
}

function refuse(context: IWebhookFunctions, { status, refusal }: Refusal): IWebhookResponseData {
	context.logger.warn('A delivery was refused: nothing proves that it comes from the server', {
		refusal,
	});
	const { name } = getSender(context);
	context.getResponseObject().status(status).send(`Not a delivery of the ${name} server`);
	return { noWebhookResponse: true };
}

/** Gives a genuine event to its recipients. @returns the answer to the server */
async function takeDelivery(
	node: CalledNode,
	delivery: Delivery,
	{ key }: Authenticated,
): Promise<IWebhookResponseData> {
	const { context, trigger } = node;
	const list = await readList(node, key);
	if (trigger !== undefined) noteRegistration(trigger, delivery, list);
	const event = readEvent(node, delivery, list);
	if (!begin(node, event)) return askAgain(context);
	const calledNode = trigger === undefined ? new CalledWorkflow(node) : undefined;
	const deadline = forwardDeadline();
	const source = { way: 'webhook', place: node, list, trigger, calledNode, deadline } as const;
	const outcome = await take(event, source);
	const answer = await finish(node, event, outcome, calledNode?.workflowData);
	if (answer.noWebhookResponse !== true) noteAnswered(delivery, getNodeId(context), node.calledAt);
	return answer;
}

/** Reads the list of subscribers, which the server sends with each delivery. */
async function readList(node: CalledNode, key: string): Promise<CalledList> {
	const { context } = node;
	const headers = headersOfCall(context);
	const content = await decodeListCached(headers[HUB_HEADER], key);
	const isPassedOn = headers[PASSED_HEADER] !== undefined;
	const subscribers = content.kind === 'list' && !isPassedOn ? content.subscribers : [];
	const { originalUrl } = context.getRequestObject();
	const self =
		calledSubscriber(subscribers, originalUrl, context.getBodyData().destination) ??
		subscribers.find(({ url }) => url === registeredUrl(node));
	return { key, subscribers, self, headers, raw: rawBody(context) };
}

/** Returns the event of a delivery. A repeated delivery gets the time of its first attempt. */
function readEvent(node: CalledNode, delivery: Delivery, { headers }: CalledList): Event {
	const { context, trigger, id } = node;
	const isKnown = (eventId: string) =>
		id !== undefined &&
		[id, ...activeTriggersOn(id.instanceId)].some((taker) => hasTaken(taker, eventId));
	const first = mergeRedelivery(delivery, getNodeId(context), isKnown);
	const isAnswer = headers[PASSED_HEADER] !== undefined && isAnswerToken(headers);
	return { ...deliveredEvent(first, trigger?.connection), isAnswer };
}
