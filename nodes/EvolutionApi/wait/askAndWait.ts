import { randomBytes } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import { ownNumber } from '../server/ask/numbers';
import { sendOwn, type OwnMessage, type SentAnswer } from '../server/ask/messages';
import { RequestFailure, addUnclearWarning } from '../errors/failure';
import { InputProblem } from '../core/input/inputProblem';
import type { Target } from '../server/adapter';
import { clockSkew } from '../server/clock';
import { requireSignedDeliveries, requireVotes } from '../server/serverVersion';
import type { Call } from '../table/operation';
import { classifyAddress } from '../core/values/addressKind';
import { comparable, isLid } from '../core/values/addresses';
import type { WorkflowSubscriber } from '../hub/list';
import { replyQueue } from '../hub/waits';
import { isOnEngine2, TAKE_FIRST_ENGINE } from '../n8n/compat';
import {
	type ReceiptSettings,
	describeDelivery,
	hintIfUnknown,
	rejectedFailure,
	waitForTicks,
} from '../sending/deliveryReceipt';
import { DeliveryWatch } from '../sending/deliveryWatch';
import { type AcceptedAnswers, findAnswerers } from './acceptedAnswers';
import { unanswered } from './resume';
import { questionMessage, type Question, type Wording } from './question';
import { seal, resumeUrl, setTimedOutItem, storeState, type WaitState } from './state';
import { waitEnd, waitExpiry, type Limit } from './waitLimit';
import { joinHub, leaveHub, requireWayBack } from './wayBack';
import { sharePeople } from '../server/ask/people';

interface QuestionToAsk {
	/** Number or JID of the recipient. */
	readonly recipient: string;
	readonly question: Omit<Question, 'mark'>;
	readonly wording: Omit<Wording, 'pageUrl'>;
	readonly limit: Limit | undefined;
	readonly receipt: ReceiptSettings | undefined;
	readonly acceptedAnswers: AcceptedAnswers | undefined;
	readonly settings: Pick<
		WaitState,
		'baseUrl' | 'fields' | 'page' | 'reprompt' | 'requiresQuote' | 'startedBy'
	>;
}

/**
 * Listens for the answer, then asks, then makes the execution wait. This order ensures that no reply comes too early, and that
 * no question is sent if its reply couldn't be received.
 * @returns the item to output while the execution waits
 * @throws {RequestFailure} if the execution can't wait, or the question couldn't be sent
 */
export async function askAndWait(toAsk: QuestionToAsk, call: Call): Promise<IDataObject> {
	const { context } = call;
	const { recipient, wording, settings } = toAsk;
	const { baseUrl, requiresQuote } = settings;
	checkEngine(context);
	const answerers = await findAnswerers(call, toAsk.acceptedAnswers, recipient);
	const end = waitEnd(toAsk.limit, context.getTimezone());
	const question = { ...toAsk.question, mark: randomBytes(4).toString('hex') };
	const chat = await findChat(call, recipient);
	const wait: WorkflowSubscriber = {
		kind: 'wait',
		url: `${resumeUrl(context, baseUrl)}#${question.mark}`,
		events: ['MESSAGES_UPSERT', 'MESSAGES_EDITED'],
		chat,
		quotesOnly: requiresQuote === true ? true : undefined,
		expires: waitExpiry(end),
	};
	const pageUrl = resumeUrl(context, baseUrl, question.mark);
	if (question.form === 'page') hintIfOutOfReach(call, pageUrl);
	else await refuseOwnNumber(call, chat);
	const message = questionMessage(question, { ...wording, pageUrl }, recipient);
	const askedAtHere = Math.floor(Date.now() / 1000);
	const { answer, delivery } = await replyQueue.whileAsking(
		wait.url,
		async () => await listenAndAsk(call, toAsk, wait, message),
		context.getWorkflow().name,
	);
	replyQueue.noteQuestion(answer.messageId, question.mark);
	const about = { recipient, chat, question, message: wording.message, answerers, askedAtHere };
	const state = { ...settings, ...about, ...describeSent(call, answer) };
	storeState(context, state);
	setTimedOutItem(context, { ...unanswered(state, true), ...delivery });
	await context.putExecutionToWait(end);
	return { ...unanswered(state, false), ...delivery };
}

/** Returns the chat's address for comparisons: its number if known, because an answer may contain the number only. */
async function findChat(call: Call, recipient: string): Promise<string> {
	const number = isLid(recipient) ? await sharePeople(call).otherAddress(recipient) : undefined;
	return comparable(number ?? recipient);
}

/** @throws {RequestFailure} */
async function listenAndAsk(
	call: Call,
	{ question: { form }, receipt }: QuestionToAsk,
	wait: WorkflowSubscriber,
	message: OwnMessage,
) {
	const { context, connection } = call;
	await requireWayBack(call, wait, form !== 'page');
	if (form === 'page') return await sendQuestion(call, message, receipt);
	await requireSignedDeliveries(context, connection, 'Send and Wait for Response');
	if (form === 'poll') await requireVotes(context, connection);
	await joinHub(call, wait);
	return await sendQuestion(call, message, receipt).catch(async (error: unknown) => {
		await leaveHub(call, [wait.url]);
		throw error;
	});
}

const describeSent = ({ context, connection, instance }: Call, answer: SentAnswer) => ({
	instance,
	authentication: connection.authentication,
	credential: connection.credential && seal(context, connection.credential),
	messageId: answer.messageId,
	pollSecret: connection.server.readVote && answer.pollSecret,
	askedAt: answer.seconds ?? Math.floor((Date.now() + clockSkew(connection)) / 1000),
});

/** Refuses the account's own number: messages in that chat count as sent by the account itself. @throws {InputProblem} */
async function refuseOwnNumber(target: Target, chat: string): Promise<void> {
	const number = await ownNumber(target);
	if (number === undefined || comparable(number) !== chat) return;
	throw new InputProblem(
		['recipient'],
		'is the number of this instance itself, and its own messages do not count as answers',
		'Ask another number, or send from another instance. With Response Type → Approval, Ask With → Approval Page works with this number, too.',
	);
}

/** Adds a hint if the link isn't public, such as a link to `localhost`. */
function hintIfOutOfReach({ context }: Call, pageUrl: string): void {
	if (classifyAddress(pageUrl) === 'public') return;
	// n8n can't show hints for the tools of an agent.
	context.addExecutionHints?.({
		message: `The link begins with ${new URL(pageUrl).origin}, which phones outside your network cannot open. Set N8N_WEBHOOK_URL to n8n's public address, or enter it in Options → Response Page → Base URL.`,
		type: 'warning',
		location: 'outputPane',
	});
}

/** Refuses n8n's Engine 2.0, where the execution would end at once and never receive the answer. @throws {RequestFailure} */
function checkEngine(context: Pick<Call['context'], 'getExecutionId'>): void {
	if (!isOnEngine2(context.getExecutionId())) return;
	throw new RequestFailure({
		message: 'Engine 2.0 of n8n does not resume an execution that waits, so nothing was asked',
		description: TAKE_FIRST_ENGINE,
		nothingDone: true,
	});
}

/** Sends the question, and waits for its delivery receipt if the option is on. @throws {RequestFailure} if either step fails */
async function sendQuestion(call: Call, message: OwnMessage, receipt: ReceiptSettings | undefined) {
	const answer = await sendOwn(call, message).catch((error: unknown) => {
		if (!(error instanceof RequestFailure)) throw error;
		throw new RequestFailure(addUnclearWarning(error.failure));
	});
	if (receipt === undefined) return { answer };
	const watch = new DeliveryWatch(call);
	const messages = watch.add(answer);
	await waitForTicks([watch], receipt, call.context.getExecutionCancelSignal());
	const delivery = describeDelivery(watch, messages, receipt.level);
	if (delivery.delivery === 'rejected') throw rejectedFailure(messages);
	hintIfUnknown(call.context, [watch]);
	return { answer, delivery };
}
