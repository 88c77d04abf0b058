import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { Delivery } from '../../server/delivery';
import { parseDelivery } from '../../events/eventItems';
import { mayAnswer } from '../../events/ownMessage';
import { chatsWaitedFor, decodeListCached, HUB_HEADER } from '../../hub/list';
import { askAgain, calledSubscriber, PASSED_HEADER } from '../../hub/subscribers';
import { isAnswerToken } from '../../hub/token';
import { activeTriggersOn, getNodeId, getSender, headersOfCall } from '../active/activeTriggers';
import { authenticate, type Authenticated, type Refusal } from '../channel/authenticate';
import { noteRegistration } from '../channel/webhookChannel';
import { withPerson } from '../items/addressBook';
import {
	deliveredEvent,
	type Event,
	mergeRedelivery,
	noteAnswered,
} from '../memory/deliveredEvent';
import { hasTaken } from '../memory/seenEvents';
import { prune } from '../inbox/prune';
import { type Recipients, relay } from '../inbox/relay';
import { isOverloaded, shed, whileOpen } from '../inbox/flood';
import {
	ACKNOWLEDGED,
	admit,
	answerOwnCall,
	begin,
	type CalledNode,
	findCalledNode,
	finish,
	registeredUrl,
} from './calledNode';

/**
 * Takes a call of the webhook. Who calls has to prove it. Then everybody who wants the event gets it, and the server hears
 * whether all of them have it.
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
		if (delivery === undefined || !isOurs) return ACKNOWLEDGED;
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

/** A genuine event: for those who wait for it, for the other workflows, and for this one. */
async function takeDelivery(
	node: CalledNode,
	delivery: Delivery,
	{ key }: Authenticated,
): Promise<IWebhookResponseData> {
	const { context, trigger } = node;
	const recipients = await readRecipients(node, key);
	if (trigger !== undefined) noteRegistration(trigger, delivery, recipients);
	const event = await readEvent(node, delivery, recipients);
	if (!begin(node, event)) return askAgain(context);
	const relayed = await relay(context, event, recipients, { node });
	if (relayed.gone.length > 0)
		void prune(context, trigger, { ...recipients, delivery }, relayed.gone);
	const answer = await finish(node, event, relayed);
	if (answer.noWebhookResponse !== true) noteAnswered(delivery, getNodeId(context), node.calledAt);
	return answer;
}

/** The list that the server sends along. */
async function readRecipients(node: CalledNode, key: string): Promise<Recipients> {
	const { context } = node;
	const headers = headersOfCall(context);
	const decoded = await decodeListCached(headers[HUB_HEADER], key);
	const subscribers = decoded.kind === 'list' ? decoded.subscribers : [];
	const { originalUrl } = context.getRequestObject();
	const self =
		calledSubscriber(subscribers, originalUrl, context.getBodyData().destination) ??
		subscribers.find(({ url }) => url === registeredUrl(node));
	return { headers, key, subscribers, self };
}

/** Reads the event of a delivery, as of its first try, with the person whose chat it is if that decides who gets it. */
async function readEvent(
	node: CalledNode,
	delivery: Delivery,
	{ headers, subscribers }: Recipients,
): Promise<Event> {
	const { context, settings, trigger, id } = node;
	const isKnown = (eventId: string) =>
		id !== undefined &&
		[id, ...activeTriggersOn(id.instanceId)].some((known) => hasTaken(known, eventId));
	const first = mergeRedelivery(delivery, getNodeId(context), isKnown);
	const isAnswer = headers[PASSED_HEADER] !== undefined && isAnswerToken(headers);
	const event = { ...deliveredEvent(first, trigger?.connection), isAnswer };
	const chats = mayAnswer(first) ? chatsWaitedFor(subscribers) : [];
	return await withPerson(node, settings, event, chats);
}
