import { sleep, type IWebhookFunctions, type IWebhookResponseData } from 'n8n-workflow';

import type { Connection } from '../core/server/adapter';
import { makeEventId, parseDelivery } from '../events/eventItems';
import { mayAnswer } from '../events/ownMessage';
import type { Delivery } from '../core/server/delivery';
import {
	acknowledge,
	type Acknowledgement,
	aboutDelivery,
	PASSED_HEADER,
	rawBody,
	subscribersFor,
} from '../hub/subscribers';
import { PROBE_EVENT } from '../hub/ask';
import { readInstanceHub } from '../hub/changes';
import { forward } from '../hub/forward';
import { offerToWaits, waitsFor } from '../hub/offer';
import {
	chatsWaitedFor,
	decodeListCached,
	HUB_HEADER,
	isWorkflow,
	type Subscriber,
	type WorkflowSubscriber,
} from '../hub/list';
import { markOfWait, type Offer, readOffer, replyQueue, WAIT_HEADER } from '../hub/waits';

import { withAddressesFor } from '../trigger/items/addressBook';
import { showForm, takeForm, decide, noPage, showOldLink, showPage } from './page';
import { joinHub, leaveHub } from './joinHub';
import { noteUnderstood } from './invalidAnswer';
import { resumeWith } from './resume';
import { readNamedQuestion, readWaitState, resumeUrl, type WaitState } from './state';
import { takeAnswer, type TakenAnswer } from './takeAnswer';
import { verify, type Authentic } from './verify';
import { activeTriggersOn } from '../trigger/active/activeTriggers';
import { makeInstanceId } from '../core/server/account';

const answer = (word: Parameters<typeof acknowledge>[0]): IWebhookResponseData => ({
	webhookResponse: acknowledge(word),
});

/** Handles a request to an execution that waits: a look at its page, the decision there, or a delivery. */
export async function receiveReply(context: IWebhookFunctions): Promise<IWebhookResponseData> {
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
	if (delivery.event === PROBE_EVENT)
		return answer(isForThisQuestion(context, state) ? 'taken' : 'gone');
	return context.getHeaderData()[PASSED_HEADER] === undefined
		? await receiveFromServer(context, state, delivery, verified)
		: await receiveOffer(context, state, delivery, verified);
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

/** With the token of an instance alone, nobody knows its name. */
const isOfInstance = (delivery: Delivery, { instance }: WaitState) =>
	instance === '' || delivery.instance === instance;

/** An earlier wait of this execution may have had the same URL. */
const isForThisQuestion = (context: IWebhookFunctions, state: WaitState) =>
	readOffer(context.getHeaderData()[WAIT_HEADER]).mark === state.question.mark;

async function receiveOffer(
	context: IWebhookFunctions,
	state: WaitState,
	given: Delivery,
	authentic: Authentic,
): Promise<IWebhookResponseData> {
	if (!isForThisQuestion(context, state)) return answer('gone');
	const delivery = await withAsked(context, state, authentic, {
		delivery: given,
		chats: [state.chat],
	});
	const { offer } = readOffer(context.getHeaderData()[WAIT_HEADER]);
	const result = await takeAnswer(context, state, { delivery, offer }, authentic);
	if (result === 'mayHeal') return askAgain(context);
	if (typeof result === 'string') return answer(result);
	const { connection } = authentic;
	const leaving = leaveIfOwner(context, state, connection);
	await Promise.race([leaving, sleep(LEAVING_MS)]);
	return goOn(context, state, connection, { answer: result, left: async () => await leaving });
}

/** Whoever has passed the answer on waits a few seconds for what became of it, and then offers it again. */
const LEAVING_MS = 2_000;

/** How an execution goes on with its answer, and leaves the list. */
interface GoingOn {
	readonly answer: TakenAnswer;
	/** The wait as it was on the list, which it has left already; undefined if it has not. */
	readonly left: () => Promise<WorkflowSubscriber | undefined>;
}

/** Off the list for good only when n8n has gone on: until then the answer is offered again. */
function goOn(
	context: IWebhookFunctions,
	state: WaitState,
	connection: Connection,
	{ answer: { item, eventId }, left }: GoingOn,
): IWebhookResponseData {
	const target = { context, connection, instance: state.instance };
	const { mark } = state.question;
	return resumeWith(context, {
		mark,
		item,
		done: () => {
			noteAnswered(eventId, mark);
			void left().then(async (before) => {
				if (before === undefined) await leave(context, state, connection);
			});
		},
		failed: () => {
			replyQueue.release(eventId, mark);
			context.logger.warn('n8n could not go on with an answer. It is offered again');
			void left().then(async (before) => {
				if (before !== undefined) await joinHub(target, before);
			});
		},
	});
}

/** The message answers no other question, and starts no workflow. */
function noteAnswered(eventId: string, mark: string): void {
	replyQueue.noteForQuestion(eventId, mark);
	noteUnderstood(mark);
}

/**
 * The trigger that has passed the answer on may have been deactivated meanwhile, so that the server sends to this execution.
 * Once it continues, n8n runs none of our code. Where no trigger runs in this process, only the server knows. Never throws.
 * @returns the wait as it was on the list, if it has left
 */
async function leaveIfOwner(
	context: IWebhookFunctions,
	state: WaitState,
	connection: Connection,
): Promise<WorkflowSubscriber | undefined> {
	const { instance, question } = state;
	const active = activeTriggersOn(makeInstanceId(connection, instance));
	if (active.some(({ isLeaving }) => !isLeaving)) return undefined;
	const hub = await readInstanceHub({ context, connection, instance }).catch(() => undefined);
	if (markOfWait(hub?.ownerUrl ?? '') !== question.mark) return undefined;
	await leave(context, state, connection);
	return ownEntry(state, hub?.subscribers ?? []);
}

/** The wait itself on the list. */
const ownEntry = ({ question }: WaitState, subscribers: readonly Subscriber[]) =>
	subscribers
		.filter(isWorkflow)
		.find(({ kind, url }) => kind === 'wait' && markOfWait(url) === question.mark);

/** The server sends to us because no active workflow has the trigger. Others may be waiting, too. */
async function receiveFromServer(
	context: IWebhookFunctions,
	state: WaitState,
	given: Delivery,
	authentic: Authentic,
): Promise<IWebhookResponseData> {
	const { connection } = authentic;
	const headers = context.getHeaderData();
	const { key, subscribers } = await listFor(context, state, given, authentic);
	const chats = [state.chat, ...chatsWaitedFor(subscribers ?? [])];
	const delivery = await withAsked(context, state, authentic, { delivery: given, chats });
	const incoming = {
		...aboutDelivery(delivery, makeEventId(delivery)),
		raw: rawBody(context),
		headers,
	};
	let taken: TakenAnswer | undefined;
	const ask = async (offer: Offer): Promise<Acknowledgement> => {
		const result = await takeAnswer(context, state, { delivery, offer }, authentic);
		if (typeof result === 'string') return result;
		taken = result;
		return 'taken';
	};
	const listed = subscribers ?? [];
	// Without a list nobody else can have it.
	if (subscribers === undefined && (await ask('alone')) === 'mayHeal') return askAgain(context);
	const now = Date.now();
	const waits = mayAnswer(delivery) ? waitsFor(incoming, listed, now) : [];
	const others = subscribersFor(listed, incoming, undefined, now).filter(
		({ kind }) => kind !== 'wait',
	);
	const url = waits.find((wait) => markOfWait(wait.url) === state.question.mark)?.url;
	const self = url === undefined ? undefined : { url, answer: ask };
	const [offered, forwarded] = await Promise.all([
		offerToWaits(context, incoming, waits, { key, self }),
		forward(context, incoming, others, { key }),
	]);
	const gone = [...offered.gone, ...forwarded.gone];
	const mustRetry = offered.whose === 'undecided' || forwarded.status === 503;
	const entry = ownEntry(state, listed);
	// What still comes to this URL once the execution continues would be lost for the others.
	const leavesFirst = taken !== undefined && (listed.length > 1 || mustRetry);
	const left = leave(context, state, connection, { gone, isOver: leavesFirst });
	if (leavesFirst) await left;
	if (taken === undefined) return mustRetry ? askAgain(context) : answer('declined');
	if (mustRetry) {
		// The server hears that before n8n goes on, and nobody hears whether it could.
		noteAnswered(taken.eventId, state.question.mark);
		return { ...askAgain(context), workflowData: [[{ json: taken.item }]] };
	}
	return goOn(context, state, connection, {
		answer: taken,
		left: async () => await Promise.resolve(leavesFirst ? entry : undefined),
	});
}

/** Who listens to the instance, with the key for what is passed on. @returns no subscribers if nobody knows them */
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

/** Takes this wait off the list if it is over, and others that are gone. Never throws. */
async function leave(
	context: IWebhookFunctions,
	state: WaitState,
	connection: Connection,
	{
		gone = [],
		isOver = true,
	}: { readonly gone?: readonly string[]; readonly isOver?: boolean } = {},
): Promise<void> {
	const own = `${resumeUrl(context, state.baseUrl)}#${state.question.mark}`;
	const urls = isOver ? [...gone, own] : gone;
	if (urls.length > 0) await leaveHub({ context, connection, instance: state.instance }, urls);
}

/** It is to be offered again. */
function askAgain(context: IWebhookFunctions): IWebhookResponseData {
	context.getResponseObject().status(503).send('Not everybody has it yet');
	return { noWebhookResponse: true };
}

function refuse(context: IWebhookFunctions, status: 401 | 503): IWebhookResponseData {
	context.getResponseObject().status(status).send('Not a delivery of the Evolution API server');
	return { noWebhookResponse: true };
}
