import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { recordOf } from '../core/values/answer';
import { isLid, isPhone } from '../core/values/jid';
import { upTo } from '../core/values/upTo';
import { answered, type Responder } from './answerItem';
import { FirstAnswers } from './firstAnswers';
import { afterAnswer, escaped, respond } from './htmlPage';
import { holderOf, type PinHolder } from './pins';
import type { WaitState } from './state';
import { answerFor } from './understand';

// The page of an approval. Link previews open it, too, so a GET only shows it, and a POST decides.

interface Decided {
	readonly index: number;
	/** Whose PIN was entered. */
	readonly holder: PinHolder | undefined;
}

const pageAnswers = new FirstAnswers<Decided>();

/** Shows the question with a button for each label. */
export const showPage = (context: IWebhookFunctions, state: WaitState): IWebhookResponseData =>
	respond(context, 200, pageOf(state));

/** @param problem with the PIN that was entered */
function pageOf({ question: { labels }, message, pins }: WaitState, problem?: string): string {
	const buttons = labels.map(
		(label, index) =>
			`<button name="choice" value="${index}"${index === 0 ? ' class="first"' : ''}>${escaped(label)}</button>`,
	);
	const pin = pins === undefined ? '' : pinField(problem);
	return `<p>${escaped(message)}</p><form method="post">${pin}${buttons.join('')}</form>`;
}

function pinField(problem: string | undefined): string {
	const said = problem && `<p class="problem" id="problem" role="alert">${problem}</p>`;
	const described = problem === undefined ? '' : ' aria-invalid="true" aria-describedby="problem"';
	// The first button is what Enter presses in a field: that must not be the one that approves.
	return `<button disabled hidden></button><div class="field"><label class="name" for="pin">PIN</label><input id="pin" name="pin" inputmode="numeric" autocomplete="one-time-code" required${described}>${said ?? ''}</div>`;
}

const PIN_PROBLEMS = {
	wrong: { status: 403, text: 'This PIN is not right. You got yours in a WhatsApp message.' },
	closed: {
		status: 429,
		text: 'Too many wrong PINs were entered. Try again in a few minutes, or later.',
	},
};

/** The execution continues with the decision: of several people who click at the same time, with that of the first. */
export function decide(context: IWebhookFunctions, state: WaitState): IWebhookResponseData {
	const { question, page, pins } = state;
	const { choice, pin } = recordOf(context.getBodyData() as unknown);
	// Not by Number(): an empty choice would be 0, the first button.
	const clicked = question.labels.findIndex((_label, number) => choice === String(number));
	if (clicked === -1) return respond(context, 400, '<p>Choose one of the buttons.</p>');
	const by = pins === undefined ? undefined : holderOf(context, pins, question.mark, pin);
	if (typeof by === 'string') {
		const { status, text } = PIN_PROBLEMS[by];
		return respond(context, status, pageOf(state, text));
	}
	const { index, holder } = pageAnswers.first(question.mark, { index: clicked, holder: by });
	const item = answered(state, answerFor(question, index, null), null, holder && personOf(holder));
	return {
		...respond(context, 200, afterAnswer(question.labels[index], page?.afterAnswer)),
		workflowData: [[{ json: item }]],
	};
}

const personOf = ({ recipient }: PinHolder): Responder => ({
	name: null,
	number: isPhone(recipient) ? upTo('@', recipient) : null,
	lid: isLid(recipient) ? recipient : null,
});

/** For anybody who opens the URL of a wait that has no page. */
export const noPage = (context: IWebhookFunctions): IWebhookResponseData =>
	respond(context, 404, '<p>There is nothing to see here.</p>');
