import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import type { Target } from '../server/adapter';
import { makeEventId, parseDelivery } from '../events/eventItems';
import { mayAnswer } from '../events/ownMessage';
import type { Delivery } from '../server/delivery';
import type { Reply } from '../hub/reply';
import { acknowledge, askAgain, PASSED_HEADER, rawBody, STILL_OPEN } from '../hub/subscribers';
import { forwardDeadline } from '../hub/forward';
import { PROBE_EVENT } from '../hub/ask';
import { changeHub, readInstanceHub } from '../hub/changes';
import {
	decodeListCached,
	HUB_HEADER,
	isWorkflow,
	type Subscriber,
	type WorkflowSubscriber,
} from '../hub/list';
import { ALONE, markOfWait, type Turn, readTurn, replyQueue, WAIT_HEADER } from '../hub/waits';

import { forgetInactiveOwners } from '../trigger/active/activeTriggers';
import { enrich } from '../trigger/inbox/enrich';
import type { CalledList, CalledWait, Source } from '../trigger/inbox/source';
import { take } from '../trigger/inbox/stack';
import type { Event } from '../trigger/memory/deliveredEvent';
import { showForm, takeForm, decide, noPage, showOldLink, showPage } from './page';
import { resumeWith, type TakenAnswer } from './resume';
import { readNamedQuestion, readWaitState, resumeUrl, type WaitState } from './state';
import { type OfferedMessage, takeAnswer } from './takeAnswer';
import { verify, type Authentic } from './verify';
import { leaveHub } from './wayBack';
import { makeInstanceId } from '../server/account';

const respond = (...reply: Parameters<typeof acknowledge>): IWebhookResponseData => ({
	webhookResponse: acknowledge(...reply),
});

/** Handles a request to an execution that waits: a visit to its page, an answer on the page, or a delivery. */
export async function receiveReply(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	forgetInactiveOwners();
	const state = readWaitState(context);
	const isLook = context.getRequestObject().method === 'GET';
	const mark = readNamedQuestion(context);
	const isOfPage = mark !== undefined || state?.question.form === 'page';
	if (isOfPage && mark !== state?.question.mark) return showOldLink(context, String(mark));
	if (state?.question.form === 'page') {
		return isLook ? showPageOrForm(context, state) : takePageOrForm(context, state);
	}
	if (isLook) return noPage(context);
	return state === undefined ? respond('gone') : await receiveDelivery(context, state);
}

const showPageOrForm = (context: IWebhookFunctions, state: WaitState) =>
	state.fields === undefined ? showPage(context, state) : showForm(context, state);

const takePageOrForm = (context: IWebhookFunctions, state: WaitState) =>
	state.fields === undefined ? decide(context, state) : takeForm(context, state);

async function receiveDelivery(
	context: IWebhookFunctions,
	state: WaitState,
): Promise<IWebhookResponseData> {
	const proof = await verify(context, state);
	if ('status' in proof) return refuse(context, proof.status);
	const delivery = parseDelivery(context.getBodyData(), proof.connection.server);
	if (delivery === undefined || !isOfInstance(delivery, state)) return respond('declined');
	const { [WAIT_HEADER]: offer, [PASSED_HEADER]: passed } = context.getHeaderData();
	const turn = readTurn(offer, state.question.mark);
	if (delivery.event === PROBE_EVENT) return respond(turn === undefined ? 'gone' : 'taken');
	if (passed === undefined) return await receiveFromServer(context, state, delivery, proof);
	return turn === undefined
		? respond('gone')
		: await receiveOffer(context, state, { delivery, turn }, proof);
}

/** Tells whether a delivery is from the question's instance. An empty name means that only the instance's token is known. */
const isOfInstance = (delivery: Delivery, { instance }: WaitState) =>
	instance === '' || delivery.instance === instance;

const eventOf = (delivery: Delivery): Event => ({ delivery, eventId: makeEventId(delivery) });

/** Receives an event that another workflow offers. */
async function receiveOffer(
	context: IWebhookFunctions,
	state: WaitState,
	{ delivery, turn }: OfferedMessage,
	authentic: Authentic,
): Promise<IWebhookResponseData> {
	const question = new OpenQuestion(context, state, authentic);
	const event = await enrich(eventOf(delivery), { place: question.place }, [state.chat]);
	const reply = await question.take(event, turn);
	if (reply === 'again') return askAgain(context);
	return question.resume() ?? respond(reply, reply === 'taken' ? STILL_OPEN : {});
}

/** Hands out an event of the server, which calls this execution if no trigger is active. Other executions may also wait. */
async function receiveFromServer(
	context: IWebhookFunctions,
	state: WaitState,
	delivery: Delivery,
	authentic: Authentic,
): Promise<IWebhookResponseData> {
	const question = new OpenQuestion(context, state, authentic);
	const list = await readList(question, delivery, authentic);
	const reply = await question.handOut(eventOf(delivery), list);
	// The server sends all events to this URL. After the execution resumes, the other executions would lose them.
	const leavesFirst = question.answer !== undefined && list !== undefined;
	const leaver = leavesFirst && list.subscribers.length > 1 ? list.self : undefined;
	if (leaver !== undefined) await leaveHub(question.target, [leaver.url]);
	return question.resume(leaver) ?? (reply === 'again' ? askAgain(context) : respond('declined'));
}

/** A question of this execution, as a recipient of events. */
class OpenQuestion implements CalledWait {
	/** The answer with which the execution resumes. */
	answer?: TakenAnswer;

	constructor(
		readonly context: IWebhookFunctions,
		private readonly state: WaitState,
		private readonly authentic: Authentic,
	) {}

	get mark(): string {
		return this.state.question.mark;
	}

	get target(): Target {
		const { context, authentic, state } = this;
		return { context, connection: authentic.connection, instance: state.instance };
	}

	get place(): Source['place'] {
		const { target, context } = this;
		const instanceId = makeInstanceId(target.connection, target.instance);
		return { instanceId, context, server: async () => await Promise.resolve(target) };
	}

	/** Offers an event to the question. @returns `taken` if the question keeps the message, even if it isn't the answer */
	async take({ delivery }: Event, turn: Turn): Promise<Reply> {
		const { context, state, authentic } = this;
		const result = await takeAnswer(context, state, { delivery, turn }, authentic);
		if (typeof result === 'string') return result;
		this.answer = result;
		return 'taken';
	}

	/** Gives an event to all subscribers on the list, or only to this question if the list is unknown. */
	async handOut(event: Event, list?: CalledList): Promise<Reply> {
		if (list === undefined)
			return await this.take(await enrich(event, { place: this.place }, [this.state.chat]), ALONE);
		const source = { way: 'webhook', place: this.place, list, wait: this } as const;
		return (await take(event, { ...source, deadline: forwardDeadline() })).reply;
	}

	/**
	 * Resumes the execution with its answer. The wait leaves the list only afterwards: if n8n fails, the answer is offered again.
	 * @param leaver the wait's entry, if it was already removed from the list
	 */
	resume(leaver?: WorkflowSubscriber): IWebhookResponseData | undefined {
		const { context, target, mark, state, answer: finalAnswer } = this;
		if (finalAnswer === undefined) return undefined;
		return resumeWith(context, {
			mark,
			item: finalAnswer.item,
			done: () => {
				replyQueue.noteForQuestion(finalAnswer.eventId, mark);
				replyQueue.noteQuestion(state.messageId, mark);
				if (leaver === undefined)
					void leaveHub(target, [`${resumeUrl(context, state.baseUrl)}#${mark}`]);
			},
			failed: () => {
				context.logger.warn('n8n could not continue with an answer. It is offered again');
				if (leaver === undefined) return;
				void changeHub(target, { do: 'subscribe', subscriber: leaver }).catch((error: unknown) => {
					const cause = error instanceof Error ? error.message : '';
					context.logger.warn('An execution that still waits is not on the list any more', {
						cause,
					});
				});
			},
		});
	}
}

/** Reads the list of the instance, and finds this execution on it. @returns undefined if the list is unknown */
async function readList(
	{ context, target, mark }: OpenQuestion,
	delivery: Delivery,
	{ key, isBare }: Authentic,
): Promise<(CalledList & { readonly self?: WorkflowSubscriber }) | undefined> {
	const headers = context.getHeaderData();
	const listOf = (subscribers: readonly Subscriber[], listKey: string) => {
		const self = subscribers.filter(isWorkflow).find(({ url }) => markOfWait(url) === mark);
		return { key: listKey, subscribers, self, headers, raw: rawBody(context) };
	};
	if (isBare !== true) {
		const decoded = await decodeListCached(headers[HUB_HEADER], key);
		return decoded.kind === 'list' ? listOf(decoded.subscribers, key) : undefined;
	}
	if (!mayAnswer(delivery)) return undefined;
	const hub = await readInstanceHub(target).catch(() => undefined);
	return hub?.key === undefined ? undefined : listOf(hub.subscribers, hub.key);
}

function refuse(context: IWebhookFunctions, status: 401 | 503): IWebhookResponseData {
	context.getResponseObject().status(status).send('Not a delivery of the Evolution API server');
	return { noWebhookResponse: true };
}
