import type { IWebhookFunctions, IWebhookResponseData, IDataObject } from 'n8n-workflow';

import { asRecord } from '../core/values/answer';
import { BoundedMap } from '../core/values/boundedMap';
import { replyQueue } from '../hub/waits';
import {
	nameOnPage,
	readForm,
	type Content,
	type SentForm,
	ANSWERED_AT,
	initialContent,
	type FormField,
} from './form';
import { answered, resumeWith, toForm } from './resume';
import type { WaitState } from './state';
import { answerFor } from './question';

// Parts that all pages share. The pages need no scripts, load nothing, and work on a phone, in light and dark mode.

interface Page {
	readonly status: number;
	readonly content: string;
	readonly title?: string;
}

function respond(context: IWebhookFunctions, page: Page): IWebhookResponseData {
	setHeaders(context);
	context.getResponseObject().status(page.status).send(writePage(page));
	return { noWebhookResponse: true };
}

function setHeaders(context: IWebhookFunctions): void {
	const response = context.getResponseObject();
	for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
}

const writePage = ({ content, title }: Page) => writeHead(title) + content + TAIL;

interface FirstAnswer {
	readonly item: IDataObject;
	readonly page: Page;
	/** The answers of a form, as JSON. */
	readonly answers?: string;
}

/**
 * First answer to each question, by the question's ID. The node outputs the first answer, even if n8n resumes the execution
 * with a later answer. The limit is higher than the number of questions that people answer at the same time.
 */
const firstAnswers = new BoundedMap<FirstAnswer>(1_000);

const TRY_AGAIN: Page = {
	status: 503,
	content:
		'<p class="problem" role="alert">Your answer was not saved yet. Please try again in a moment.</p><p><a href="">Try again</a></p>',
};

function resumeWithPage(
	context: IWebhookFunctions,
	{ question: { mark } }: WaitState,
	first: FirstAnswer,
	page = first.page,
): IWebhookResponseData {
	return resumeWith(context, mark, first.item, (outcome) => {
		if (outcome === 'failed') firstAnswers.delete(mark);
		if (outcome === 'resumed') firstAnswers.set(mark, first);
		setHeaders(context);
		const result = outcome === 'failed' ? TRY_AGAIN : page;
		return { status: result.status, body: writePage(result) };
	});
}

const NOTHING_LEFT: Page = {
	status: 410,
	content: '<p>This question was answered, or is over. There is nothing left to do.</p>',
};

/** Shows the page for an earlier question's link: the answer to it, or that nothing is left to do. Changes nothing. */
export function showOldLink(context: IWebhookFunctions, mark: string): IWebhookResponseData {
	const answer = replyQueue.isFinished(mark) ? firstAnswers.get(mark) : undefined;
	return respond(context, answer?.page ?? NOTHING_LEFT);
}

/** Returns the HTML for a person who has answered: a check mark, which needs no translation, and texts. */
const afterAnswer = (...texts: Array<string | undefined>) =>
	['\u2713', ...texts]
		.flatMap((text) => (text === undefined ? [] : [`<p>${toHtml(text)}</p>`]))
		.join('');

const HEADERS = {
	'content-type': 'text/html; charset=utf-8',
	'cache-control': 'no-store',
	// Anyone who knows the URL can answer, so the page must not leak it.
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
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
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

/** `und`: the language is unknown. Without a title, the page has an invisible heading. */
const writeHead = (title = '') => `<!doctype html><html lang="und"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${toHtml(title || 'WhatsApp')}</title><style>${STYLE}</style></head><body><main><h1${title === '' ? ' class="unseen">WhatsApp' : `>${toHtml(title)}`}</h1>`;
const TAIL = '</main></body></html>';

const ENTITIES: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/** Escapes text for HTML content and for quoted attributes. */
const toHtml = (text: string) =>
	text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

// The page of an approval. Link previews also open this page, so a GET request only shows it, and a POST request decides.

export function showPage(context: IWebhookFunctions, state: WaitState): IWebhookResponseData {
	const { question, message } = state;
	const buttons = question.labels.map(
		(label, index) =>
			`<button name="choice" value="${index}"${index === 0 ? ' class="first"' : ''}>${toHtml(label)}</button>`,
	);
	const form = `<form method="post">${buttons.join('')}</form>`;
	return respond(context, { status: 200, content: `<p>${toHtml(message)}</p>${form}` });
}

/** If several people click at the same time, the first click counts. */
export function decide(context: IWebhookFunctions, state: WaitState): IWebhookResponseData {
	const { question, page: texts } = state;
	const { choice } = asRecord(context.getBodyData() as unknown);
	// Number() would turn an empty choice into 0, the first button.
	const index = question.labels.findIndex((_label, number) => choice === String(number));
	if (index === -1)
		return respond(context, { status: 400, content: '<p>Choose one of the buttons.</p>' });
	const first = firstAnswers.getOr(question.mark, () => ({
		item: answered(state, answerFor(question, index, null), null),
		page: { status: 200, content: afterAnswer(question.labels[index], texts?.confirmationText) },
	}));
	return resumeWithPage(context, state, first);
}

export const noPage = (context: IWebhookFunctions): IWebhookResponseData =>
	respond(context, { status: 404, content: '<p>There is nothing to see here.</p>' });

// The browser checks the answers, and shows problems in the person's language. The node then checks them again, and shows
// problems in English.

export const showForm = (context: IWebhookFunctions, state: WaitState): IWebhookResponseData =>
	respond(context, { status: 200, content: writeForm(state), title: state.page?.title });

const ANSWERED_BEFORE =
	'<p class="problem" role="alert">Someone else answered first. Their answer counts, and yours was not saved.</p>';

export function takeForm(context: IWebhookFunctions, state: WaitState): IWebhookResponseData {
	const { fields = [], page: { title, confirmationText } = {}, question } = state;
	const body: unknown = context.getBodyData();
	// n8n puts the fields of a multipart form into `data`.
	const form = readForm(fields, asRecord(body).data ?? body);
	if (form.problems.some((problem) => problem !== undefined))
		return respond(context, { status: 400, content: writeForm(state, form), title });
	const answers = JSON.stringify(form.answers);
	const first = firstAnswers.getOr(question.mark, () => ({
		// The time comes last, as in n8n's own nodes.
		item: toForm(state, { ...form.answers, [ANSWERED_AT]: new Date().toISOString() }, false),
		page: { status: 200, content: afterAnswer(confirmationText), title },
		answers,
	}));
	const latePage = { status: 409, content: ANSWERED_BEFORE, title };
	return resumeWithPage(context, state, first, first.answers === answers ? first.page : latePage);
}

function writeForm({ fields = [], page = {}, message }: WaitState, form?: SentForm): string {
	const { description = message, buttonLabel = 'Submit' } = page;
	return [
		`<p>${toHtml(description)}</p>`,
		form === undefined
			? ''
			: '<p class="problem" role="alert">Nothing was sent yet. Please correct the marked fields.</p>',
		// If the node's parameters define a form, n8n only accepts this encoding.
		'<form method="post" enctype="multipart/form-data" class="fields">',
		...fields.map((field, index) => writeField(field, index, form)),
		`<button class="first">${toHtml(buttonLabel)}</button></form>`,
	].join('');
}

interface Control {
	readonly field: FormField;
	readonly name: string;
	readonly content: Content;
	readonly problem: string | undefined;
}

/** @param form the person's answers, if some of them are invalid */
function writeField(field: FormField, index: number, form: SentForm | undefined): string {
	if (field.type === 'hiddenField') return '';
	const name = nameOnPage(index);
	const problem = form?.problems[index];
	// A page never contains a password.
	const content = field.type === 'password' ? '' : (form?.contents[index] ?? initialContent(field));
	const control = { field, name, content, problem };
	const label =
		toHtml(field.label) + (field.isRequired ? '<span aria-hidden="true"> *</span>' : '');
	const problemText =
		problem === undefined ? '' : `<p class="problem" id="${name}-problem">${toHtml(problem)}</p>`;
	if (field.type === 'checkbox' || field.type === 'radio') {
		const description = attributes({ 'aria-describedby': problem && `${name}-problem` });
		return `<fieldset class="field"${description}><legend class="name">${label}</legend>${writeOptions(control)}${problemText}</fieldset>`;
	}
	return `<div class="field"><label class="name" for="${name}">${label}</label>${writeControl(control)}${problemText}</div>`;
}

function writeOptions({ field, name, content, problem }: Control): string {
	const choices = [content].flat();
	const options = field.options.map((option) => {
		const inputAttributes = attributes({
			type: field.type,
			name,
			value: option,
			checked: choices.includes(option),
			// On checkboxes, `required` would mean that every box has to be checked.
			required: field.isRequired && field.type === 'radio',
			'aria-invalid': problem && 'true',
		});
		return `<label class="option"><input${inputAttributes}><span>${toHtml(option)}</span></label>`;
	});
	return options.join('');
}

function writeControl({ field, name, content, problem }: Control): string {
	const value = String(content);
	const common = {
		id: name,
		name,
		required: field.isRequired,
		placeholder: field.placeholder,
		'aria-invalid': problem && 'true',
		'aria-describedby': problem && `${name}-problem`,
	};
	if (field.type === 'textarea') {
		// The browser drops the first line break, so this one protects a line break at the start of the value.
		return `<textarea rows="4"${attributes(common)}>\n${toHtml(value)}</textarea>`;
	}
	if (field.type === 'dropdown') {
		const options = field.options.map(
			(option) =>
				`<option${attributes({ value: option, selected: option === value })}>${toHtml(option)}</option>`,
		);
		return `<select${attributes(common)}><option value=""></option>${options.join('')}</select>`;
	}
	const { type } = field;
	const step = type === 'number' ? 'any' : undefined;
	const autocomplete = type === 'password' ? 'off' : undefined;
	return `<input${attributes({ ...common, type, value, step, autocomplete })}>`;
}

const attributes = (values: Record<string, string | boolean | undefined>): string =>
	Object.entries(values)
		.map(([name, value]) => {
			if (value === undefined || value === false) return '';
			return value === true ? ` ${name}` : ` ${name}="${toHtml(value)}"`;
		})
		.join('');
