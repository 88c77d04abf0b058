import { randomBytes } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import type { Confirm } from '../core/delivery/confirmSettings';
import { RequestFailure, withWarning } from '../core/failures/failure';
import { serverLead } from '../core/server/clock';
import type { QuietHours } from '../core/pacing/quietHours';
import type { OwnMessage, SentAnswer } from '../core/server/server';
import { serverOf } from '../core/server/serverOf';
import type { Call } from '../core/table/operation';
import { comparable } from '../events';
import { markFor, planLooks, replyQueue } from '../hub';
import { unanswered } from './answerItem';
import { findAgreement } from './agreement';
import type { HowManyMustAgree } from './agreementOption';
import { findAnswerers } from './answerers';
import { confirmQuestion } from './confirmQuestion';
import { joinHub, leaveHub } from './joinHub';
import { questionMessage, type Question, type Wording } from './question';
import {
	firstDue,
	stepsAfter,
	type DueStep,
	type EscalateTo,
	type RemindAfter,
} from './remind/dueLater';
import { givePins } from './pins';
import { joinForLooks } from './remind/joinForLooks';
import { seal } from './sealed';
import {
	requireSignature,
	resumeUrl,
	setTimedOutItem,
	storeState,
	type Reprompt,
	type WaitState,
} from './state';
import { endOf, expiryOf, type Limit } from './waitLimit';
import type { WhoMayAnswer } from './whoMayAnswer';

/** What is asked, and whom. */
interface QuestionToAsk {
	/** As the server wants it. */
	readonly recipient: string;
	readonly question: Omit<Question, 'mark'>;
	readonly wording: Omit<Wording, 'pageUrl'>;
	readonly limit: Limit | undefined;
	readonly webhookBaseUrl: string | undefined;
	readonly confirm: Confirm | undefined;
	readonly onlyByQuoting: boolean;
	readonly whenNotUnderstood: Omit<Reprompt, 'recipient'> | undefined;
	/** Of a custom form. */
	readonly fields: WaitState['fields'];
	/** What the page says, where the question has one. */
	readonly page: WaitState['page'];
	readonly startedBy: WaitState['startedBy'];
	readonly howManyMustAgree: HowManyMustAgree | undefined;
	readonly whoMayAnswer: WhoMayAnswer | undefined;
	/** The page asks for one. */
	readonly pagePin: boolean;
	readonly remindAfter: RemindAfter | undefined;
	readonly escalateTo: EscalateTo | undefined;
	/** In which nobody is reminded, and the waiting does not end. */
	readonly quietHours: QuietHours | undefined;
}

/**
 * Listens, asks, and lets the execution wait; in this order, so that no reply comes too early and nothing is sent
 * if nobody could receive the reply.
 * @returns the item for the time until there is an answer
 * @throws {RequestFailure} if it cannot wait here, or the question could not be sent
 */
export async function askAndWait(toAsk: QuestionToAsk, call: Call): Promise<IDataObject> {
	const { context, connection, instance } = call;
	const server = serverOf(connection);
	const { recipient, wording, limit, webhookBaseUrl, whenNotUnderstood } = toAsk;
	const address = resumeUrl(context, webhookBaseUrl);
	requireSignature(context);
	const { answerers, agreement } = await findAgreement(call, toAsk.howManyMustAgree, {
		recipient,
		question: toAsk.question,
		// On a page their PINs tell who they are.
		answerers: toAsk.pagePin ? undefined : await findAnswerers(call, toAsk.whoMayAnswer, recipient),
	});
	const { quietHours: quiet } = toAsk;
	const end = endOf(limit, { quiet, timeZone: context.getTimezone() });
	const steps = stepsAfter(toAsk, { recipient, quiet, end: end.getTime() });
	const pins = toAsk.pagePin
		? await givePins(call, { ...toAsk, message: wording.message })
		: undefined;
	const lookAt = firstDue(steps);
	const mark = markFor(randomBytes(4).toString('hex'), lookAt !== undefined);
	const question = { ...toAsk.question, mark };
	const url = `${address}#${question.mark}`;
	const isInChat = question.form !== 'page';
	const chat = comparable(recipient);
	const expires = expiryOf(end);
	const message = questionMessage(question, { ...wording, pageUrl: address }, recipient);
	const { sent, delivery } = await replyQueue.whileAsking(url, async () => {
		if (isInChat) {
			const events = ['MESSAGES_UPSERT'];
			const votes = question.form === 'poll';
			if (votes) await server.votes.require(context, connection);
			await joinHub(context, call, { kind: 'wait', url, events, chat, expires, votes });
		} else if (lookAt !== undefined) {
			await joinForLooks(call, url, expires);
		}
		return await ask(call, message, toAsk.confirm).catch(async (error: unknown) => {
			if (isInChat) await leaveHub(context, call, [url]);
			throw error;
		});
	});
	storeState(context, {
		instance,
		authentication: connection.authentication,
		credential: connection.credential && seal(context, connection.credential),
		chat,
		question,
		message: wording.message,
		fields: toAsk.fields,
		page: toAsk.page,
		pins,
		answerers,
		agreement,
		recipient,
		onlyByQuoting: toAsk.onlyByQuoting,
		startedBy: toAsk.startedBy,
		webhookBaseUrl,
		dueLater: lookAt === undefined ? undefined : { steps: inChatOf(sent, steps), quiet, expires },
		reprompt: whenNotUnderstood && { ...whenNotUnderstood, recipient },
		...sentQuestion(sent, serverLead(connection) / 1000),
	});
	const votes = agreement === undefined ? {} : { votes: null };
	setTimedOutItem(context, { ...unanswered(question.responseType, true), ...votes, ...delivery });
	await context.putExecutionToWait(end);
	if (lookAt !== undefined) planLooks(context, url, lookAt);
	return { ...unanswered(question.responseType, false), ...votes, ...delivery };
}

/** A reminder goes to the chat that the server has for who was asked. */
const inChatOf = ({ chat }: SentAnswer, steps: readonly DueStep[]): DueStep[] =>
	steps.map((step) => (step.escalates === true ? step : { ...step, chat: chat ?? step.chat }));

/** Sends the question. @throws {RequestFailure} if that did not work */
async function ask(call: Call, message: OwnMessage, confirm: Confirm | undefined) {
	const sending = serverOf(call.connection).sends.send(call, message);
	const sent = await sending.catch((error: unknown) => {
		if (!(error instanceof RequestFailure)) throw error;
		throw new RequestFailure(withWarning(error.failure, 'neverAfterSent'));
	});
	return { sent, delivery: await confirmQuestion(call, sent, confirm) };
}

function sentQuestion(
	{ messageId, seconds }: SentAnswer,
	lead: number,
): Pick<WaitState, 'messageId' | 'askedAt' | 'serverLead'> {
	return {
		messageId,
		askedAt: seconds ?? Math.floor(Date.now() / 1000 + lead),
		serverLead: lead,
	};
}
