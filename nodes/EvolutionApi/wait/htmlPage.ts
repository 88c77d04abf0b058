import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { Remembered } from '../core/values/remembered';

// What the pages have in common: they need no script, load nothing, and look right on a phone, by day and by night.

/** What a page says, beside the question. */
export interface PageTexts {
	readonly title?: string;
	/** In the place of the message. */
	readonly description?: string;
	/** What the button of a form says. */
	readonly buttonLabel?: string;
	readonly confirmationText?: string;
}

/** Answers with a page. @param content HTML; @param title of the page, as text */
export function respond(
	context: IWebhookFunctions,
	status: number,
	content: string,
	title = 'WhatsApp',
): IWebhookResponseData {
	const response = context.getResponseObject();
	response.status(status);
	for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
	response.send(headOf(title) + content + TAIL);
	return { noWebhookResponse: true };
}

/** HTML for when it is done: a sign that is understood in every language, and texts. */
export const afterAnswer = (...texts: Array<string | undefined>) =>
	['\u2713', ...texts]
		.flatMap((text) => (text === undefined ? [] : [`<p>${escaped(text)}</p>`]))
		.join('');

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

const STYLE = `
:root{color-scheme:light dark;--text:#222;--back:#fff;--line:#767676;--problem:#b3261e}
@media(prefers-color-scheme:dark){:root{--text:#eee;--back:#111;--line:#8a8a8a;--problem:#f2b8b5}}
body{font:18px/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1.25rem;color:var(--text);background:var(--back)}
form.fields{margin:1.4rem 0 4rem}
::placeholder{color:var(--line);opacity:1}
h1{font-size:1.4rem}
p{white-space:pre-wrap;overflow-wrap:anywhere}
button{font:inherit;padding:.6rem 1.4rem;margin:.25rem .75rem .25rem 0;border:1px solid var(--line);border-radius:.5rem;background:var(--back);color:var(--text)}
.first{background:#075e54;border-color:#075e54;color:#fff}
.field{margin:0 0 1.4rem;padding:0;border:0;min-width:0}
.name{display:block;padding:0;margin-bottom:.3rem;font-weight:600;overflow-wrap:anywhere}
.field>input,select,textarea{box-sizing:border-box;width:100%;font:inherit;padding:.55rem .7rem;border:1px solid var(--line);border-radius:.5rem;background:var(--back);color:var(--text)}
.option{display:flex;gap:.7rem;align-items:baseline;padding:.35rem 0;overflow-wrap:anywhere}
.option input{flex:none;width:1.15rem;height:1.15rem;margin:0;accent-color:#128c7e}
:focus-visible{outline:3px solid #128c7e;outline-offset:2px}
.problem{color:var(--problem);margin:.3rem 0}
[aria-invalid]{border-color:var(--problem)!important}
`;

const headOf = (title: string) => `<!doctype html><html><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title)}</title><style>${STYLE}</style></head><body><main>`;
const TAIL = '</main></body></html>';

const ENTITIES: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/** Text as HTML, also within a quoted attribute. */
export const escaped = (text: string) =>
	text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

/** More than are decided at the same time. */
const MOST_DECIDED = 1_000;

/**
 * What came first, by mark of the question. n8n runs all requests that come before the execution continues, and takes one
 * of them: so all of them have to say the same.
 */
export const firstAnswers = <Answer>() => new Remembered<Answer>(MOST_DECIDED);
