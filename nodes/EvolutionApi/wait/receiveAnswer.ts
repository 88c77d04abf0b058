import {
	sleep,
	type IDataObject,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import type { Connection } from '../core/http/connection';
import { chatsOf, eventIdOf, parseDelivery, eventToItems, voteIn, type Delivery } from '../events';
import {
	aboutDelivery,
	ACKNOWLEDGEMENT,
	ASKED_AGAIN,
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
	type Acknowledgement,
	type Health,
	type Offer,
} from '../hub';
import { rawBody } from '../trigger/share/passOn';
import { showForm, takeForm } from './form/formPage';
import { leaveHub } from './joinHub';
import { isOlder } from './older';
import { decide, noPage, showPage } from './page';
import { noteUnderstood, promptAgain } from './reprompt';
import { readState, resumeUrl, type WaitState } from './state';
import { answered, isAttempt, understand } from './understand';
import { verify, type Authentic } from './verify';

const health: Health = new Map();

const answer = (webhookResponse: string): IWebhookResponseData => ({ webhookResponse });

/** Handles a request to an execution that waits: a look at its page, the decision there, or a delivery. */
export async function receiveReply(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const state = readState(context);
	const isLook = context.getRequestObject().method === 'GET';
	if (state?.fields !== undefined) {
		return isLook ? showForm(context, state) : takeForm(context, state);
	}
	if (state?.question.form === 'page') {
		return isLook ? showPage(context, state) : decide(context, state);
	}
	if (isLook) return noPage(context);
	return state === undefined ? answer(OVER) : await receiveDelivery(context, state);
}

async function receiveDelivery(
	context: IWebhookFunctions,
	state: WaitState,
): Promise<IWebhookResponseData> {
	const verified = await verify(context, state);
	if ('status' in verified) return refuse(context, verified.status);
	const delivery = parseDelivery(context.getBodyData(), verified.connection);
	if (delivery === undefined || delivery.instance !== state.instance) return answer(DECLINED);
	if (delivery.event === PROBE_EVENT)
		return answer(isForThisQuestion(context, state) ? ACKNOWLEDGEMENT : OVER);
	return context.getHeaderData()[PASSED_HEADER] === undefined
		? await receiveFromServer(context, state, delivery, verified)
		: await receiveOffer(context, state, delivery, verified);
}

/** An earlier wait of this execution may have had the same URL. */
const isForThisQuestion = (context: IWebhookFunctions, { question }: WaitState) =>
	offerIn(context.getHeaderData()[WAIT_HEADER]).mark === question.mark;

async function receiveOffer(
	context: IWebhookFunctions,
	state: WaitState,
	delivery: Delivery,
	authentic: Authentic,
): Promise<IWebhookResponseData> {
	if (!isForThisQuestion(context, state)) return answer(OVER);
	const { offer } = offerIn(context.getHeaderData()[WAIT_HEADER]);
	const result = await takeAnswer(context, state, { delivery, offer }, authentic);
	if (typeof result === 'string') return answer(result === 'declined' ? DECLINED : ASKED_AGAIN);
	// In the background: nobody depends on it.
	void sleep(LISTED_MS).then(async () => await leave(context, state, authentic.connection));
	return resumeWith(result);
}

/** Another n8n that gets the same answer through WebSocket sees on the list that somebody has waited for it. */
const LISTED_MS = 2_000;

/** The server sends to us because no active workflow has the trigger. Others may be waiting, too. */
async function receiveFromServer(
	context: IWebhookFunctions,
	state: WaitState,
	delivery: Delivery,
	authentic: Authentic,
): Promise<IWebhookResponseData> {
	const { key, connection } = authentic;
	const headers = context.getHeaderData();
	const decoded = await decodeHubCached(headers[HUB_HEADER], key);
	const subscribers = decoded.kind === 'list' ? decoded.subscribers : [];
	const incoming = {
		...aboutDelivery(delivery, eventIdOf(delivery)),
		raw: rawBody(context),
		headers,
	};
	let item: IDataObject | undefined;
	const ask = async (offer: Offer): Promise<Acknowledgement> => {
		const result = await takeAnswer(context, state, { delivery, offer }, authentic);
		if (typeof result === 'string') return result;
		item = result;
		return 'taken';
	};
	const url = subscribers.find((one) => markOfWait(one.url) === state.question.mark)?.url;
	const self = url === undefined ? undefined : { url, answer: ask };
	// Without a list nobody else can have it.
	if (decoded.kind !== 'list') await ask('alone');
	const targets = subscribersFor(subscribers, incoming, undefined, Date.now());
	const options = { key, health, queue: replyQueue, self };
	const { status, gone } = await forward(context, incoming, targets, options);
	const left = leave(context, state, connection, { gone, isOver: item !== undefined });
	// As soon as the execution continues, n8n runs none of our code, and what still comes to this URL would be lost
	// for the others.
	if (item !== undefined && subscribers.length > 1) await left;
	if (status !== 503) return item === undefined ? answer(DECLINED) : resumeWith(item);
	context.getResponseObject().status(503).send('Not everybody has it yet');
	return { noWebhookResponse: true, ...(item === undefined ? {} : resumeWith(item)) };
}

const resumeWith = (json: IDataObject): IWebhookResponseData => ({ workflowData: [[{ json }]] });

interface Offered {
	readonly delivery: Delivery;
	readonly offer: Offer;
}

/** Whether it is a message of the chat, and not the one that started the execution. */
function canAnswer({ chat, startedBy }: WaitState, delivery: Delivery): boolean {
	if (delivery.event !== 'messages.upsert' || !chatsOf(delivery).includes(chat)) return false;
	// After a kill of n8n it is offered once more, and the clocks cannot tell: it may have come in the same second.
	return startedBy?.includes(delivery.message?.id ?? '') !== true;
}

/** @returns the item that the execution continues with, or why it goes on waiting */
async function takeAnswer(
	context: IWebhookFunctions,
	state: WaitState,
	{ delivery: given, offer }: Offered,
	authentic: Authentic,
): Promise<IDataObject | 'declined' | 'askedAgain'> {
	const { question, messageId, reprompt } = state;
	const delivery = voteIn(given) ?? given;
	if (!canAnswer(state, delivery)) return 'declined';
	// What quotes the question is not older than it, whatever the clocks say.
	const isOld = offer !== 'replyOnly' && (await isOlder(context, state, delivery, authentic));
	const id = eventIdOf(given);
	if (replyQueue.hasAnsweredOther(id, question.mark)) return 'declined';
	const [message] = eventToItems(delivery, { simplify: true, receivedAt: Date.now() });
	if (message === undefined) return 'declined';
	const now = isOld ? 'replyOnly' : offer;
	const found = understand(question, messageId, message, now);
	if (found === undefined) {
		if (reprompt === undefined || !isAttempt(messageId, message, now, [reprompt.text]))
			return 'declined';
		// In the background: it must not hold up the next message.
		void promptAgain(context, authentic.connection, state, delivery);
		return 'askedAgain';
	}
	// Without an await since the check: the same message may be on offer to another wait at this moment.
	replyQueue.noteAnswer(id, question.mark);
	noteUnderstood(question.mark);
	return answered(found, message);
}

/** Takes this wait off the list if it is over, and others that are gone. Never throws. */
async function leave(
	context: IWebhookFunctions,
	{ instance, question, webhookBaseUrl }: WaitState,
	connection: Connection,
	{
		gone = [],
		isOver = true,
	}: { readonly gone?: readonly string[]; readonly isOver?: boolean } = {},
): Promise<void> {
	const ownUrl = `${resumeUrl(context, webhookBaseUrl) ?? ''}#${question.mark}`;
	const urls = isOver ? [...gone, ownUrl] : gone;
	if (urls.length > 0) await leaveHub(context, { connection, instance }, urls);
}

function refuse(context: IWebhookFunctions, status: 401 | 503): IWebhookResponseData {
	context.getResponseObject().status(status).send('Not a delivery of the Evolution API server');
	return { noWebhookResponse: true };
}
