import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { recordOf } from '../core/values/answer';
import { answered } from './answerItem';
import { afterAnswer, escaped, firstAnswers, respond } from './htmlPage';
import type { WaitState } from './state';
import { answerFor } from './understand';

// The page of an approval. Link previews open it, too, so a GET only shows it, and a POST decides.

/** The number of the button. */
const pageAnswers = firstAnswers<number>();

/** Shows the question with a button for each label. */
export function showPage(context: IWebhookFunctions, state: WaitState): IWebhookResponseData {
	const { question, message } = state;
	const buttons = question.labels.map(
		(label, index) =>
			`<button name="choice" value="${index}"${index === 0 ? ' class="first"' : ''}>${escaped(label)}</button>`,
	);
	const form = `<form method="post">${buttons.join('')}</form>`;
	return respond(context, 200, `<p>${escaped(message)}</p>${form}`);
}

/** The execution continues with the decision: of several people who click at the same time, with that of the first. */
export function decide(context: IWebhookFunctions, state: WaitState): IWebhookResponseData {
	const { question, page } = state;
	const { choice } = recordOf(context.getBodyData() as unknown);
	// Not by Number(): an empty choice would be 0, the first button.
	const clicked = question.labels.findIndex((_label, number) => choice === String(number));
	if (clicked === -1) return respond(context, 400, '<p>Choose one of the buttons.</p>');
	const index = pageAnswers.getOr(question.mark, () => clicked);
	const item = answered(state, answerFor(question, index, null), null);
	return {
		...respond(context, 200, afterAnswer(question.labels[index], page?.confirmationText)),
		workflowData: [[{ json: item }]],
	};
}

/** For anybody who opens the URL of a wait that has no page. */
export const noPage = (context: IWebhookFunctions): IWebhookResponseData =>
	respond(context, 404, '<p>There is nothing to see here.</p>');
