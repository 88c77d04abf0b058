import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { Connection } from '../core/server/connection';
import { chatsOf, eventIdOf, isReply, parseDelivery, eventToItems, type Delivery } from '../events';
import {
	ACKNOWLEDGEMENT,
	decodeHubCached,
	DECLINED,
	forward,
	HUB_HEADER,
	markOfWait,
	offerIn,
	OVER,
	PASSED_HEADER,
	PROBE_EVENT,
	replyQueue,
	subscribersFor,
	WAIT_HEADER,
	type Health,
	type Offer,
	type ForwardResult,
} from '../hub';
import { rawBody } from '../trigger/passOn';
import { leaveHub } from './joinHub';
import { isOlder } from './older';
import { decide, noPage, showPage } from './page';
import { readState, resumeUrl, type WaitState } from './state';
import { answered, understand } from './understand';
import { verify, type Authentic } from './verify';

const health: Health = new Map();

const answer = (webhookResponse: string): IWebhookResponseData => ({ webhookResponse });

/** Something comes in for an execution that waits: a look at the page, its decision, or a delivery. */
export async function receiveReply(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const state = readState(context);
	const isLook = context.getRequestObject().method === 'GET';
	if (state?.question.form === 'page') {
		return isLook ? showPage(context, state) : decide(context, state);
	}
	if (isLook) return noPage(context);
	if (state === undefined) return answer(OVER);
	const verified = await verify(context, state);
	if ('status' in verified) return refuse(context, verified.status);
	const delivery = parseDelivery(context.getBodyData());
	if (delivery === undefined || delivery.instance !== state.instance) return answer(DECLINED);
	if (delivery.event === PROBE_EVENT)
		return answer(isOurs(context, state) ? ACKNOWLEDGEMENT : OVER);
	return context.getHeaderData()[PASSED_HEADER] === undefined
		? await asOwner(context, state, delivery, verified)
		: asOffered(context, state, delivery, verified);
}

/** The same address may have been that of an earlier wait of this execution. */
const isOurs = (context: IWebhookFunctions, { question }: WaitState) =>
	offerIn(context.getHeaderData()[WAIT_HEADER]).mark === question.mark;

async function asOffered(
	context: IWebhookFunctions,
	state: WaitState,
	delivery: Delivery,
	authentic: Authentic,
): Promise<IWebhookResponseData> {
	if (!isOurs(context, state)) return answer(OVER);
	const { offer } = offerIn(context.getHeaderData()[WAIT_HEADER]);
	const item = itemFor(state, delivery, await atMost(context, state, delivery, authentic, offer));
	if (item === undefined) return answer(DECLINED);
	replyQueue.noteAnswer(eventIdOf(delivery), state.question.mark);
	// In the background: nobody waits for it.
	void leaveNow(context, state, authentic.connection);
	return resume(item);
}

/** The server sends to us, since no workflow with the trigger does its work: others may wait, too. */
async function asOwner(
	context: IWebhookFunctions,
	state: WaitState,
	delivery: Delivery,
	authentic: Authentic,
): Promise<IWebhookResponseData> {
	const { key, connection } = authentic;
	const headers = context.getHeaderData();
	const decoded = await decodeHubCached(headers[HUB_HEADER], key);
	const subscribers = decoded.kind === 'list' ? decoded.subscribers : [];
	const letter = {
		raw: rawBody(context),
		event: delivery.event,
		chats: chatsOf(delivery),
		headers,
		id: eventIdOf(delivery),
		isReply: () => isReply(delivery),
	};
	const url = subscribers.find((one) => markOfWait(one.url) === state.question.mark)?.url;
	let item: IDataObject | undefined;
	const ask = async (offer: Offer) => {
		item = itemFor(state, delivery, await atMost(context, state, delivery, authentic, offer));
		return item === undefined ? ('declined' as const) : ('taken' as const);
	};
	const targets = subscribersFor(subscribers, letter, undefined, Date.now());
	const self = url === undefined ? undefined : { url, answer: ask };
	// Without a list nobody else can have it.
	if (decoded.kind !== 'list' && (await ask('open')) === 'taken')
		replyQueue.noteAnswer(letter.id, state.question.mark);
	const verdict = await forward(context, letter, targets, { key, health, queue: replyQueue, self });
	const left = leaveNow(context, state, connection, verdict.gone, item !== undefined);
	// Once we have gone on, n8n runs none of our code: others would lose what still comes to this address.
	if (item !== undefined && subscribers.length > 1) await left;
	return conclude(context, verdict, item);
}

function conclude(
	context: IWebhookFunctions,
	{ status }: ForwardResult,
	item: IDataObject | undefined,
): IWebhookResponseData {
	if (status !== 503) return item === undefined ? answer(DECLINED) : resume(item);
	context.getResponseObject().status(503).send('Not everybody has it yet');
	return { noWebhookResponse: true, ...(item === undefined ? {} : resume(item)) };
}

const resume = (json: IDataObject): IWebhookResponseData => ({ workflowData: [[{ json }]] });

/** What the execution goes on with; undefined where the event is no answer. */
function itemFor(state: WaitState, delivery: Delivery, offer: Offer): IDataObject | undefined {
	if (!isMeant(state, delivery)) return undefined;
	const [message] = eventToItems(delivery, { simplify: true, receivedAt: Date.now() });
	if (message === undefined) return undefined;
	const found = understand(state.question, state.messageId, message, offer);
	return found === undefined ? undefined : answered(found, message);
}

/** A message in the chat that has answered no other question. */
const isMeant = (state: WaitState, delivery: Delivery) =>
	delivery.event === 'messages.upsert' &&
	chatsOf(delivery).includes(state.chat) &&
	!replyQueue.hasAnsweredOther(eventIdOf(delivery), state.question.mark);

/** What is older than the question is no answer to it, unless it quotes it: then only a clock was set. */
async function atMost(
	context: IWebhookFunctions,
	state: WaitState,
	delivery: Delivery,
	authentic: Authentic,
	offer: Offer,
): Promise<Offer> {
	if (offer === 'replyOnly' || !isMeant(state, delivery)) return offer;
	return (await isOlder(context, state, delivery, authentic)) ? 'replyOnly' : offer;
}

/** Off the list. Never throws. */
async function leaveNow(
	context: IWebhookFunctions,
	{ instance, question, webhookBaseUrl }: WaitState,
	connection: Connection,
	others: readonly string[] = [],
	isOver = true,
): Promise<void> {
	const own = `${resumeUrl(context, webhookBaseUrl) ?? ''}#${question.mark}`;
	const urls = [...others, ...(isOver ? [own] : [])];
	if (urls.length > 0) await leaveHub(context, { connection, instance }, urls);
}

function refuse(context: IWebhookFunctions, status: 401 | 503): IWebhookResponseData {
	context.getResponseObject().status(status).send('Not a delivery of the Evolution API server');
	return { noWebhookResponse: true };
}
