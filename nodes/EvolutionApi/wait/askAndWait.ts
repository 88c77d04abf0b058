import { randomBytes } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import type { Confirm } from '../core/delivery/confirmSettings';
import { RequestFailure, withWarning } from '../core/failures/failure';
import { serverLead } from '../core/server/clock';
import { trySend } from '../core/server/request';
import type { SentAnswer } from '../core/server/server';
import { serverOf } from '../core/server/serverOf';
import type { Call } from '../core/table/operation';
import { comparable } from '../events';
import { confirmQuestion } from './confirmQuestion';
import { joinHub, leaveHub, tooOld } from './joinHub';
import { questionMessage, type Question, type Wording } from './question';
import { sealCredential } from './sealedCredential';
import {
	requireSignature,
	resumeUrl,
	setTimedOutItem,
	storeState,
	type Reprompt,
	type WaitState,
} from './state';
import { unanswered } from './understand';
import { endOf, expiryOf, type Limit } from './waitLimit';

/** What is asked, and whom. */
interface QuestionToAsk {
	/** As the server wants it. */
	readonly recipient: string;
	readonly question: Omit<Question, 'mark'>;
	readonly wording: Omit<Wording, 'pageUrl'>;
	readonly limit: Limit | undefined;
	readonly webhookBaseUrl: string | undefined;
	readonly confirm: Confirm | undefined;
	readonly whenNotUnderstood: Omit<Reprompt, 'recipient'> | undefined;
	/** Of a custom form. */
	readonly fields: WaitState['fields'];
	/** What the page says, where the question has one. */
	readonly page: WaitState['page'];
	readonly startedBy: WaitState['startedBy'];
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
	if (address === undefined) throw tooOld(context);
	requireSignature(context);
	const question = { ...toAsk.question, mark: randomBytes(4).toString('hex') };
	const url = `${address}#${question.mark}`;
	const end = endOf(limit);
	const isInChat = question.form !== 'page';
	const chat = comparable(recipient);
	if (isInChat) {
		const expires = expiryOf(end);
		const events = ['MESSAGES_UPSERT'];
		const votes = question.form === 'poll';
		if (votes) await server.requireVotes(context, connection);
		await joinHub(context, call, { kind: 'wait', url, events, chat, expires, votes });
	}
	const message = questionMessage(question, { ...wording, pageUrl: address }, recipient);
	const stopWaiting = async () => {
		if (isInChat) await leaveHub(context, call, [url]);
	};
	const result = await trySend(context, connection, server.sends.request(instance, message));
	if ('failure' in result) {
		await stopWaiting();
		throw new RequestFailure(withWarning(result.failure, 'neverAfterSent'));
	}
	const sent = server.sends.readAnswer(result.body);
	const confirming = confirmQuestion(call, sent, toAsk.confirm);
	const delivery = await confirming.catch(async (error: unknown) => {
		await stopWaiting();
		throw error;
	});
	storeState(context, {
		instance,
		authentication: connection.authentication,
		credential: connection.credential && sealCredential(context, connection.credential),
		chat,
		question,
		message: wording.message,
		fields: toAsk.fields,
		page: toAsk.page,
		startedBy: toAsk.startedBy,
		webhookBaseUrl,
		reprompt: whenNotUnderstood && { ...whenNotUnderstood, recipient },
		...sentQuestion(sent, serverLead(connection) / 1000),
	});
	setTimedOutItem(context, { ...unanswered(question.responseType, true), ...delivery });
	await context.putExecutionToWait(end);
	return { ...unanswered(question.responseType, false), ...delivery };
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
