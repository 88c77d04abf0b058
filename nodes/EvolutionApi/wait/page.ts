import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { recordOf } from '../core/values/answer';
import { FirstAnswers } from './firstAnswers';
import { afterAnswer, escaped, respond } from './htmlPage';
import type { WaitState } from './state';
import { answered, answerFor } from './understand';

// The page of an approval. Link previews open it, too, so a GET only shows it, and a POST decides.

const pageAnswers = new FirstAnswers<number>();

/** Shows the question with a button for each label. */
export function showPage(
	context: IWebhookFunctions,
	{ question: { labels }, message }: WaitState,
): IWebhookResponseData {
	const buttons = labels.map(
		(label, index) =>
			`<button name="choice" value="${index}"${index === 0 ? ' class="first"' : ''}>${escaped(label)}</button>`,
	);
	return respond(
		context,
		200,
		`<p>${escaped(message)}</p><form method="post">${buttons.join('')}</form>`,
	);
}

/** The execution continues with the decision: of several people who click at the same time, with that of the first. */
export function decide(
	context: IWebhookFunctions,
	{ question, page }: WaitState,
): IWebhookResponseData {
	const body: unknown = context.getBodyData();
	const choice = recordOf(body).choice;
	// Not by Number(): an empty choice would be 0, the first button.
	const clicked = question.labels.findIndex((_label, number) => choice === String(number));
	const index = clicked === -1 ? clicked : pageAnswers.first(question.mark, clicked);
	const label = question.labels[index];
	if (label === undefined) return respond(context, 400, '<p>Choose one of the buttons.</p>');
	return {
		...respond(context, 200, afterAnswer(label, page?.afterAnswer)),
		workflowData: [[{ json: answered(answerFor(question, index, null), null) }]],
	};
}

/** For anybody who opens the URL of a wait that has no page. */
export const noPage = (context: IWebhookFunctions): IWebhookResponseData =>
	respond(context, 404, '<p>There is nothing to see here.</p>');
