import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { Connection } from '../server/adapter';
import { makeEventId, parseDelivery } from '../events/eventItems';
import { mayAnswer } from '../events/ownMessage';
import type { Delivery } from '../server/delivery';
import type { Reply } from '../hub/reply';
import { acknowledge, askAgain, PASSED_HEADER, STILL_OPEN } from '../hub/subscribers';
import { PROBE_EVENT } from '../hub/ask';
import { changeHub, readInstanceHub } from '../hub/changes';
import {
	chatsWaitedFor,
	decodeListCached,
	HUB_HEADER,
	isWorkflow,
	type Subscriber,
	type WorkflowSubscriber,
} from '../hub/list';
import { ALONE, markOfWait, type Turn, readTurn, replyQueue, WAIT_HEADER } from '../hub/waits';

import { withAddressesFor } from '../trigger/items/addressBook';
import { forgetInactiveOwners } from '../trigger/active/activeTriggers';
import { relay } from '../trigger/inbox/relay';
import { showForm, takeForm, decide, noPage, showOldLink, showPage } from './page';
import { resumeWith, type TakenAnswer } from './resume';
import { readNamedQuestion, readWaitState, resumeUrl, type WaitState } from './state';
import { type OfferedMessage, takeAnswer } from './takeAnswer';
import { verify, type Authentic } from './verify';
import { leaveHub } from './wayBack';
import { makeInstanceId } from '../server/account';

const answer = (...said: Parameters<typeof acknowledge>): IWebhookResponseData => ({
	webhookResponse: acknowledge(...said),
});

/** Handles a request to an execution that waits: a look at its page, the decision there, or a delivery. */
export async function receiveReply(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	forgetInactiveOwners();
	const state = readWaitState(context);
	const isLook = context.getRequestObject().method === 'GET';
	const named = readNamedQuestion(context);
	const isOfPage = named !== undefined || state?.question.form === 'page';
	if (isOfPage && named !== state?.question.mark) return showOldLink(context, String(named));
	if (state?.question.form === 'page') {
		return isLook ? showPageOrForm(context, state) : takePageOrForm(context, state);
	}
	if (isLook) return noPage(context);
	return state === undefined ? answer('gone') : await receiveDelivery(context, state);
}

const showPageOrForm = (context: IWebhookFunctions, state: WaitState) =>
	state.fields === undefined ? showPage(context, state) : showForm(context, state);

const takePageOrForm = (context: IWebhookFunctions, state: WaitState) =>
	state.fields === undefined ? decide(context, state) : takeForm(context, state);

async function receiveDelivery(
	context: IWebhookFunctions,
	state: WaitState,
): Promise<IWebhookResponseData> {
	const verified = await verify(context, state);
	if ('status' in verified) return refuse(context, verified.status);
	const delivery = parseDelivery(context.getBodyData(), verified.connection.server);
	if (delivery === undefined || !isOfInstance(delivery, state)) return answer('declined');
	const { [WAIT_HEADER]: offer, [PASSED_HEADER]: passed } = context.getHeaderData();
	const turn = readTurn(offer, state.question.mark);
	if (delivery.event === PROBE_EVENT) return answer(turn === undefined ? 'gone' : 'taken');
	if (passed === undefined) return await receiveFromServer(context, state, delivery, verified);
	return turn === undefined
		? answer('gone')
		: await receiveOffer(context, state, { delivery, turn }, verified);
}

/** With the number of who writes by LID alone, if one of these numbers was asked. */
async function withAsked(
	context: IWebhookFunctions,
	{ instance }: WaitState,
	{ connection }: Authentic,
	{ delivery, chats }: { readonly delivery: Delivery; readonly chats: readonly string[] },
): Promise<Delivery> {
	if (!mayAnswer(delivery)) return delivery;
	const place = {
		instanceId: makeInstanceId(connection, instance),
		context,
		server: async () => ({ connection, instance }),
	};
	return (await withAddressesFor(place, { delivery }, chats)).delivery;
}

/** Tells whether a delivery is of the instance. With the token of an instance alone, its name is unknown. */
const isOfInstance = (delivery: Delivery, { instance }: WaitState) =>
	instance === '' || delivery.instance === instance;

async function receiveOffer(
	context: IWebhookFunctions,
	state: WaitState,
	{ delivery: given, turn }: OfferedMessage,
	authentic: Authentic,
): Promise<IWebhookResponseData> {
	const chats = [state.chat];
	const delivery = await withAsked(context, state, authentic, { delivery: given, chats });
	const result = await takeAnswer(context, state, { delivery, turn }, authentic);
	if (result === 'again') return askAgain(context);
	if (typeof result === 'string') return answer(result, result === 'taken' ? STILL_OPEN : {});
	return goOn(context, state, authentic.connection, result);
}

interface LastAnswer extends TakenAnswer {
	/** The wait as it was on the list, if it has left that already. */
	readonly left?: WorkflowSubscriber;
}

/** Off the list for good only when n8n has gone on: until then the answer is offered again. */
function goOn(
	context: IWebhookFunctions,
	state: WaitState,
	connection: Connection,
	{ item, eventId, left }: LastAnswer,
): IWebhookResponseData {
	const target = { context, connection, instance: state.instance };
	const { mark } = state.question;
	return resumeWith(context, {
		mark,
		item,
		done: () => {
			replyQueue.noteForQuestion(eventId, mark);
			replyQueue.noteQuestion(state.messageId, mark);
			if (left === undefined) void leaveHub(target, [ownUrl(context, state)]);
		},
		failed: () => {
			context.logger.warn('n8n could not go on with an answer. It is offered again');
			if (left === undefined) return;
			void changeHub(target, { do: 'subscribe', subscriber: left }).catch((error: unknown) => {
				const cause = error instanceof Error ? error.message : '';
				context.logger.warn('An execution that still waits is not on the list any more', { cause });
			});
		},
	});
}

/** The server sends to us because no active workflow has the trigger. Others may be waiting, too. */
async function receiveFromServer(
	context: IWebhookFunctions,
	state: WaitState,
	given: Delivery,
	authentic: Authentic,
): Promise<IWebhookResponseData> {
	const { connection } = authentic;
	const { key, subscribers } = await listFor(context, state, given, authentic);
	const listed = subscribers ?? [];
	const chats = [state.chat, ...chatsWaitedFor(listed)];
	const delivery = await withAsked(context, state, authentic, { delivery: given, chats });
	let taken: TakenAnswer | undefined;
	const ask = async (turn: Turn): Promise<Reply> => {
		const result = await takeAnswer(context, state, { delivery, turn }, authentic);
		if (typeof result === 'string') return result;
		taken = result;
		return 'taken';
	};
	// Without a list, no other workflow can have it.
	if (subscribers === undefined && (await ask(ALONE)) === 'again') return askAgain(context);
	const { mark } = state.question;
	const self = listed.filter(isWorkflow).find(({ url }) => markOfWait(url) === mark);
	const eventId = makeEventId(delivery);
	const headers = context.getHeaderData();
	const recipients = { headers, key, subscribers: listed, self };
	const wait = self && { url: self.url, answer: ask };
	const { status, gone } = await relay(context, { delivery, eventId }, recipients, { wait });
	// A message that still comes to this URL after the execution continues would be lost for the others.
	const leavesFirst = taken !== undefined && listed.length > 1;
	const leaving = leaveHub(
		{ context, connection, instance: state.instance },
		leavesFirst ? [...gone, ownUrl(context, state)] : gone,
	);
	if (taken !== undefined) {
		if (leavesFirst) await leaving;
		return goOn(context, state, connection, { ...taken, left: leavesFirst ? self : undefined });
	}
	return status === 503 ? askAgain(context) : answer('declined');
}

/** Reads the list of the instance, and the key for passing on. @returns no subscribers if they are unknown */
async function listFor(
	context: IWebhookFunctions,
	{ instance }: WaitState,
	delivery: Delivery,
	{ key, connection, isBare }: Authentic,
): Promise<{ readonly key: string; readonly subscribers?: readonly Subscriber[] }> {
	if (isBare !== true) {
		const decoded = await decodeListCached(context.getHeaderData()[HUB_HEADER], key);
		return decoded.kind === 'list' ? { key, subscribers: decoded.subscribers } : { key };
	}
	if (!mayAnswer(delivery)) return { key };
	const hub = await readInstanceHub({ context, connection, instance }).catch(() => undefined);
	return hub?.key === undefined ? { key } : { key: hub.key, subscribers: hub.subscribers };
}

/** The URL of the wait, as the list has it. */
const ownUrl = (context: IWebhookFunctions, { question, baseUrl }: WaitState): string =>
	`${resumeUrl(context, baseUrl)}#${question.mark}`;

function refuse(context: IWebhookFunctions, status: 401 | 503): IWebhookResponseData {
	context.getResponseObject().status(status).send('Not a delivery of the Evolution API server');
	return { noWebhookResponse: true };
}
