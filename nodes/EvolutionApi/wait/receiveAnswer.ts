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
import { takeAnswer } from './takeAnswer';
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
		const isForm = state.fields !== undefined;
		if (isLook) return isForm ? showForm(context, state) : showPage(context, state);
		return isForm ? takeForm(context, state) : decide(context, state);
	}
	if (isLook) return noPage(context);
	return state === undefined ? respond('gone') : await receiveDelivery(context, state);
}

async function receiveDelivery(
	context: IWebhookFunctions,
	state: WaitState,
): Promise<IWebhookResponseData> {
	const proof = await verify(context, state);
	if ('status' in proof) {
		const text = 'Not a delivery of the Evolution API server';
		context.getResponseObject().status(proof.status).send(text);
		return { noWebhookResponse: true };
	}
	const delivery = parseDelivery(context.getBodyData(), proof.connection.server);
	// If the question's state has no instance name, only the instance's token is known, so there's nothing to compare.
	const isOfInstance = state.instance === '' || delivery?.instance === state.instance;
	if (delivery === undefined || !isOfInstance) return respond('declined');
	const { [WAIT_HEADER]: offer, [PASSED_HEADER]: passedHeader } = context.getHeaderData();
	const turn = readTurn(offer, state.question.mark);
	if (delivery.event === PROBE_EVENT) return respond(turn === undefined ? 'gone' : 'taken');
	const question = new OpenQuestion(context, state, proof);
	const event = { delivery, eventId: makeEventId(delivery) };
	if (passedHeader === undefined)
		return await receiveEvent(question, event, ALONE, await readList(question, delivery, proof));
	return turn === undefined ? respond('gone') : await receiveEvent(question, event, turn);
}

/**
 * Passes the event to all subscribers in `list`. Without a list, only this execution's question gets the event.
 * @param list the instance's subscribers; undefined if a workflow has forwarded the event, or if the list can't be read
 */
async function receiveEvent(
	question: OpenQuestion,
	event: Event,
	turn: Turn,
	list?: CalledList & { readonly self?: WorkflowSubscriber },
): Promise<IWebhookResponseData> {
	const { context, place, target } = question;
	const source = { way: 'webhook', place, wait: question, deadline: forwardDeadline() } as const;
	const reply =
		list === undefined
			? await question.take(await enrich(event, { place }, [question.state.chat]), turn)
			: (await take(event, { ...source, list })).reply;
	// A resumed execution can't forward events. Before it resumes, it unsubscribes, so that the server calls another subscriber.
	const leavesFirst = question.answer !== undefined && (list?.subscribers.length ?? 0) > 1;
	const leaver = leavesFirst ? list?.self : undefined;
	if (leaver !== undefined) await leaveHub(target, [leaver.url]);
	if (question.answer !== undefined) return question.resume(question.answer, leaver);
	if (reply === 'again') return askAgain(context);
	return respond(reply, reply === 'taken' ? STILL_OPEN : {});
}

class OpenQuestion implements CalledWait {
	answer?: TakenAnswer;

	constructor(
		readonly context: IWebhookFunctions,
		readonly state: WaitState,
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

	/** @returns `taken` also for an invalid answer, so that no other waiting execution gets the message */
	async take({ delivery }: Event, turn: Turn): Promise<Reply> {
		const { deliveredAt } = this.authentic;
		const result = await takeAnswer(this.target, this.state, { delivery, turn, deliveredAt });
		if (typeof result === 'string') return result;
		this.answer = result;
		return 'taken';
	}

	/**
	 * Resumes the execution with the answer, and then unsubscribes it. If n8n fails, the execution gets the answer again.
	 * @param leaver the execution's subscription, if already removed. It's restored if n8n fails
	 */
	resume({ item, eventId }: TakenAnswer, leaver?: WorkflowSubscriber): IWebhookResponseData {
		const { context, target, mark, state } = this;
		return resumeWith(context, mark, item, (outcome) => {
			if (outcome === 'resumed') {
				replyQueue.noteForQuestion(eventId, mark);
				replyQueue.noteQuestion(state.messageId, mark);
				const url = `${resumeUrl(context, state.baseUrl)}#${mark}`;
				if (leaver === undefined) void leaveHub(target, [url]);
			} else if (outcome === 'failed') {
				context.logger.warn('n8n could not continue with an answer. It is offered again');
				if (leaver !== undefined) void this.rejoin(leaver);
			}
			return undefined;
		});
	}

	private async rejoin(subscriber: WorkflowSubscriber): Promise<void> {
		await changeHub(this.target, { do: 'subscribe', subscriber }).catch((error: unknown) => {
			const cause = error instanceof Error ? error.message : '';
			this.context.logger.warn('An execution that still waits is not on the list any more', {
				cause,
			});
		});
	}
}

/** @returns undefined if the list of subscribers can't be read */
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
		const content = await decodeListCached(headers[HUB_HEADER], key);
		return content.kind === 'list' ? listOf(content.subscribers, key) : undefined;
	}
	if (!mayAnswer(delivery)) return undefined;
	const hub = await readInstanceHub(target).catch(() => undefined);
	return hub?.key === undefined ? undefined : listOf(hub.subscribers, hub.key);
}
