import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { recordOf } from '../core/server/answer';
import type { WaitState } from './state';
import { answered, answerFor } from './understand';

// The page of an approval. Link previews open it, too, so a GET only shows it, and a POST decides.

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

/** The execution continues with the decision. */
export function decide(context: IWebhookFunctions, { question }: WaitState): IWebhookResponseData {
	const body: unknown = context.getBodyData();
	const choice = recordOf(body).choice;
	// Not by Number(): an empty choice would be 0, the first button.
	const index = question.labels.findIndex((_label, number) => choice === String(number));
	const label = question.labels[index];
	if (label === undefined) return respond(context, 400, '<p>Choose one of the buttons.</p>');
	return {
		...respond(context, 200, `<p>${DONE}</p><p>${escaped(label)}</p>`),
		workflowData: [[{ json: answered(answerFor(question, index, null), null) }]],
	};
}

/** For anybody who opens the URL of a wait that has no page. */
export const noPage = (context: IWebhookFunctions): IWebhookResponseData =>
	respond(context, 404, '<p>There is nothing to see here.</p>');

/** Understood in every language. */
const DONE = '&#10003;';

function respond(
	context: IWebhookFunctions,
	status: number,
	content: string,
): IWebhookResponseData {
	const response = context.getResponseObject();
	response.status(status);
	for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
	response.send(HEAD + content + TAIL);
	return { noWebhookResponse: true };
}

const HEADERS = {
	'content-type': 'text/html; charset=utf-8',
	'cache-control': 'no-store',
	// Whoever knows the URL can decide.
	'referrer-policy': 'no-referrer',
	'x-robots-tag': 'noindex',
	'x-content-type-options': 'nosniff',
	'content-security-policy':
		"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
};

const HEAD = `<!doctype html><html><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>WhatsApp</title><style>
body{font:18px/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1.25rem;color:#222;background:#fff}
p{white-space:pre-wrap;overflow-wrap:anywhere}
button{font:inherit;padding:.6rem 1.4rem;margin:.25rem .75rem .25rem 0;border:1px solid #888;border-radius:.5rem;background:#fff;color:#222}
.first{background:#075e54;border-color:#075e54;color:#fff}
@media(prefers-color-scheme:dark){body{color:#eee;background:#111}button{background:#222;color:#eee}.first{background:#075e54}}
</style></head><body>`;
const TAIL = '</body></html>';

const ENTITIES: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

const escaped = (text: string) =>
	text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
