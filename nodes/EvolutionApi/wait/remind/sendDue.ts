import type { IWebhookFunctions } from 'n8n-workflow';

import { mayHaveArrived, RequestFailure } from '../../core/failures/failure';
import { afterQuiet } from '../../core/pacing/quietHours';
import { saysTheSame } from '../../core/server/messageContent';
import type { KeptMessage, OwnMessage, Target } from '../../core/server/server';
import { serverOf } from '../../core/server/serverOf';
import { comparable } from '../../core/values/addresses';
import { Remembered } from '../../core/values/remembered';
import { isUnderstood } from '../reprompt';
import type { WaitState } from '../state';
import { waitConnections } from '../waitConnections';
import type { DueLater, DueStep } from './dueLater';
import { dueMessage } from './dueMessage';
import { listenThere } from './escalated';

// What is due is sent by the webhook of the execution that waits: n8n lets nothing else of it run. It cannot change what
// the execution has stored, so whether a message is out is known from the server's store, and, for what that does not
// have, from this process.

/** What this process knows of a question. */
interface Known {
	/** By number of the step: the last of its times that was served, Unix ms. */
	readonly served: Map<number, number>;
	/** Ends with the look before. */
	turn: Promise<unknown>;
}

/** More than wait at a time. */
const REMEMBERED = 5_000;
/** By mark of the question. */
const questions = new Remembered<Known>(REMEMBERED);
/** This process does not know what was sent before, Unix ms. */
const knowsSince = Date.now();

/** After a failure. */
const RETRY_MS = 5 * 60_000;
/** Beside what is known of the server's clock. Who was reminded so shortly before the time is not reminded again. */
const SLACK_MS = 30_000;

/**
 * Sends what is due, once, whoever asks for it at the same time. Never throws.
 * @returns when there may be something next, Unix ms; undefined if there is nothing more
 */
export async function sendWhatIsDue(
	context: IWebhookFunctions,
	state: WaitState,
): Promise<number | undefined> {
	const { dueLater, question } = state;
	if (dueLater === undefined) return undefined;
	const known = questions.getOr(question.mark, () => ({
		served: new Map<number, number>(),
		turn: Promise.resolve(),
	}));
	const look = known.turn.then(async () => {
		const later: number[] = [];
		for (const [index, step] of dueLater.steps.entries()) {
			const next = await serve({ context, state, dueLater, step, index, known });
			if (next !== undefined) later.push(next);
		}
		return later.length === 0 ? undefined : Math.min(...later);
	});
	known.turn = look;
	return await look;
}

interface Serving {
	readonly context: IWebhookFunctions;
	readonly state: WaitState;
	readonly dueLater: DueLater;
	readonly step: DueStep;
	readonly index: number;
	readonly known: Known;
}

/** @returns when this step is to be looked at next, Unix ms */
async function serve(serving: Serving): Promise<number | undefined> {
	const { context, dueLater, step, index, known } = serving;
	const { quiet } = dueLater;
	const now = Date.now();
	const passed = step.times.filter((time) => time <= now);
	const next = step.times[passed.length];
	const at = passed.at(-1);
	if (at === undefined || (known.served.get(index) ?? 0) >= at) return next;
	const free = quiet === undefined ? now : afterQuiet(new Date(now), quiet).getTime();
	if (free > now) return free;
	const problem = await sendOnce(serving, at).catch((error: unknown) => error);
	if (problem === undefined) {
		known.served.set(index, at);
		return next;
	}
	const cause = problem instanceof RequestFailure ? problem.failure.message : '';
	context.logger.warn('A person could not be asked again', { cause });
	return Math.min(next ?? Infinity, now + RETRY_MS);
}

/** With the first credential that the server accepts. @returns what went wrong, if it may not be out */
async function sendOnce({ context, state, dueLater, step }: Serving, at: number): Promise<unknown> {
	const message = dueMessage(context, state, step, at);
	let problem: unknown;
	for (const connection of await waitConnections(context, state)) {
		const target = { context, connection, instance: state.instance };
		const sending = sendUnlessOut(target, state, { dueLater, step, at, message });
		problem = await sending.catch((error: unknown) => error);
		if (!(problem instanceof RequestFailure) || mayHaveArrived(problem.failure)) break;
	}
	return problem;
}

interface Due {
	readonly dueLater: DueLater;
	readonly step: DueStep;
	readonly at: number;
	readonly message: OwnMessage & { readonly kind: 'text' };
}

/** What a webhook's context sends through. */
type Asked = Target & { readonly context: IWebhookFunctions };

async function sendUnlessOut(target: Asked, state: WaitState, due: Due): Promise<void> {
	const { step, dueLater, message } = due;
	const isInOtherChat = step.escalates === true && state.question.form !== 'page';
	const mayBeThere = !isInOtherChat || (await listenThere(target, state, step, dueLater));
	if (mayBeThere && (await mayBeOut(target, state, due))) return;
	if (isUnderstood(state.question.mark)) return;
	await serverOf(target.connection).sends.send(target, message);
}

/** Whether the chat has it already, or nobody knows. @throws {RequestFailure} if the store cannot be read */
async function mayBeOut(target: Target, state: WaitState, { step, at, message }: Due) {
	const { store, sends } = serverOf(target.connection);
	const since = Math.floor((at - SLACK_MS) / 1000 + state.serverLead);
	const content = { kind: 'text', typed: message.text } as const;
	const { chat, escalates } = step;
	const isThere = ({ addresses }: KeptMessage) =>
		escalates !== true || addresses.some((address) => comparable(address) === chat);
	const isLater = ({ fromMe, seconds, messageId }: KeptMessage) =>
		fromMe && seconds >= since && messageId !== state.messageId;
	const wanted = { own: true, since: new Date(since * 1000) } as const;
	for await (const page of store.pages(target, escalates === true ? wanted : { ...wanted, chat })) {
		const known = page.filter((kept) => isLater(kept) && isThere(kept) && mayQuote(kept, state));
		for (const kept of known) if (await saysTheSame(content, kept.content)) return true;
		// A server may ignore which are wanted, as 2.2.0 does with the time.
		if (page.some(({ seconds }) => seconds < since)) break;
	}
	return at < knowsSince && !sends.chooseIds && (await store.keepsNothing(target));
}

/** Somebody may be reminded of two questions with the same text. */
const mayQuote = ({ answers }: KeptMessage, { messageId }: WaitState) =>
	answers === null || messageId === null || answers === messageId;
