import type { IWebhookFunctions } from 'n8n-workflow';

import type { Target } from '../../core/server/server';
import { readInstanceHub } from '../../hub/instanceHub';
import { joinHub } from '../joinHub';
import { resumeUrl, type WaitState } from '../state';
import type { DueLater, DueStep } from './dueLater';

// *Escalate To*: the same question is asked in another chat. From then on the wait has a second place on the list, for
// that chat: it has the same address, and another mark.

/** The end of that mark. Marks are hexadecimal. */
const ESCALATED = 't';

const escalatedMark = (mark: string) => mark + ESCALATED;

/** The marks under which a question may be on the list. */
export const marksOf = ({ question: { mark } }: Pick<WaitState, 'question'>): string[] => [
	mark,
	escalatedMark(mark),
];

/** The addresses of the places that it may have on the list. */
export function placesOf(context: IWebhookFunctions, state: WaitState): string[] {
	const marks = escalationOf(state) === undefined ? [state.question.mark] : marksOf(state);
	return marks.map((mark) => placeOf(context, state, mark));
}

const placeOf = (context: IWebhookFunctions, { webhookBaseUrl }: WaitState, mark: string) =>
	`${resumeUrl(context, webhookBaseUrl)}#${mark}`;

/** What has been asked elsewhere by now. */
const escalationOf = ({ dueLater }: WaitState): DueStep | undefined =>
	dueLater?.steps.find(
		({ escalates, times }) => escalates === true && times.some((time) => time <= Date.now()),
	);

/** The wait as it is in the chat that a message comes from: where the question went later, another person decides. */
export function asAskedIn(state: WaitState, chats: readonly string[]): WaitState {
	const step = escalationOf(state);
	if (step === undefined || chats.includes(state.chat) || !chats.includes(step.chat)) return state;
	const { chat, recipient, times } = step;
	const { agreement, reprompt, serverLead } = state;
	return {
		...state,
		chat,
		recipient,
		askedAt: Math.floor(Math.min(...times) / 1000 + serverLead),
		answerers: undefined,
		agreement: agreement && { ...agreement, needed: 1, isAlone: true },
		reprompt: reprompt && { ...reprompt, recipient },
	};
}

/**
 * Listens in the other chat, before the question goes there.
 * @returns whether it did before: then the question may be there
 * @throws {RequestFailure} if it cannot
 */
export async function listenThere(
	{ context, connection, instance }: Target & { readonly context: IWebhookFunctions },
	state: WaitState,
	{ chat }: DueStep,
	{ expires }: DueLater,
): Promise<boolean> {
	const url = placeOf(context, state, escalatedMark(state.question.mark));
	const { subscribers } = await readInstanceHub(context, connection, instance);
	if (subscribers.some((one) => one.url === url)) return true;
	const events = ['MESSAGES_UPSERT'];
	await joinHub(context, { connection, instance }, { kind: 'wait', url, events, chat, expires });
	return false;
}
