import type { IWebhookFunctions, IWebhookResponseData, IDataObject } from 'n8n-workflow';

import { asRecord } from '../core/values/answer';
import { BoundedMap } from '../core/values/boundedMap';
import {
	nameOnPage,
	readForm,
	type Entered,
	type SentForm,
	ANSWERED_AT,
	initialOptions,
	type FormField,
} from './form';
import { answered, resumeWith, toFilledForm } from './resume';
import type { WaitState } from './state';
import { answerFor } from './question';

// Parts that all pages share. The pages need no scripts, load nothing, and work on a phone, in light and dark mode.

interface Page {
	readonly status: number;
	/** HTML. */
	readonly content: string;
	/** Plain text. */
	readonly title?: string;
}

/** Answers with a page. @param content HTML; @param title of the page, plain text */
function respond(
	context: IWebhookFunctions,
	status: number,
	content: string,
	title?: string,
): IWebhookResponseData {
	setHeaders(context);
	context.getResponseObject().status(status).send(writePage({ status, content, title }));
	return { noWebhookResponse: true };
}

function setHeaders(context: IWebhookFunctions): void {
	const response = context.getResponseObject();
	for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
}

const writePage = ({ content, title }: Page) => writeHead(title) + content + TAIL;

/** Page that each answered question shows, keyed by the question's mark. */
const shownAfter = new BoundedMap<Page>(1_000);

const TRY_AGAIN: Page = {
	status: 503,
	content:
		'<p class="problem" role="alert">Your answer was not saved yet. Please try again in a moment.</p><p><a href="">Try again</a></p>',
};

/** Resumes the execution with the item, and shows the result. @param forget allows another answer after a failure */
function goOnWith(
	context: IWebhookFunctions,
	{ question: { mark } }: WaitState,
	{ item, page, forget }: { readonly item: IDataObject; readonly page: Page; forget: () => void },
): IWebhookResponseData {
	return resumeWith(context, {
		mark,
		item,
		// The page for someone whose answer came too late isn't stored.
		done: () => {
			if (page.status === 200) shownAfter.set(mark, page);
		},
		failed: forget,
		respond: (isDone) => {
			setHeaders(context);
			const content = isDone ? page : TRY_AGAIN;
			return { status: content.status, body: writePage(content) };
		},
	});
}

const NOTHING_LEFT = '<p>This question was answered, or is over. There is nothing left to do.</p>';

/** Shows the result of a question that the node asked earlier. The old link always shows this page, and changes nothing. */
export function showOldLink(context: IWebhookFunctions, mark: string): IWebhookResponseData {
	const { status, content, title } = shownAfter.get(mark) ?? { status: 410, content: NOTHING_LEFT };
	return respond(context, status, content, title);
}

/** Returns the HTML after an answer: a check mark, which needs no translation, and texts. */
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

/** Returns the HTML before the content. The question's language is unknown (`und`). A screen reader needs a heading. */
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

/** Maximum entries in each map: more than the questions that people answer at the same time. */
const MOST_DECIDED = 1_000;

/**
 * Creates a map of the first answers, by mark of the question. n8n handles all requests that come before the execution resumes,
 * and may resume it with any of these requests. That's why every request gets the first answer.
 */
const firstAnswers = <Answer>() => new BoundedMap<Answer>(MOST_DECIDED);

// The page of an approval. Link previews also open this page, so a GET request only shows it, and a POST request decides.

/** Index of the pressed button, by mark of the question. */
const pageAnswers = firstAnswers<number>();

/** Shows the question with a button for each label. */
export function showPage(context: IWebhookFunctions, state: WaitState): IWebhookResponseData {
	const { question, message } = state;
	const buttons = question.labels.map(
		(label, index) =>
			`<button name="choice" value="${index}"${index === 0 ? ' class="first"' : ''}>${toHtml(label)}</button>`,
	);
	const form = `<form method="post">${buttons.join('')}</form>`;
	return respond(context, 200, `<p>${toHtml(message)}</p>${form}`);
}

/** Resumes the execution with the decision. If several people click at the same time, the first click counts. */
export function decide(context: IWebhookFunctions, state: WaitState): IWebhookResponseData {
	const { question, page } = state;
	const { choice } = asRecord(context.getBodyData() as unknown);
	// Number() would turn an empty choice into 0, the first button.
	const position = question.labels.findIndex((_label, number) => choice === String(number));
	if (position === -1) return respond(context, 400, '<p>Choose one of the buttons.</p>');
	const index = pageAnswers.getOr(question.mark, () => position);
	const content = afterAnswer(question.labels[index], page?.confirmationText);
	return goOnWith(context, state, {
		item: answered(state, answerFor(question, index, null), null),
		page: { status: 200, content },
		forget: () => pageAnswers.delete(question.mark),
	});
}

/** Answers a request to a wait without a page. */
export const noPage = (context: IWebhookFunctions): IWebhookResponseData =>
	respond(context, 404, '<p>There is nothing to see here.</p>');

// The page of a custom form. The browser checks the answers, with errors in the person's language. Then the node checks them
// again, with errors in English.

interface Taken {
	readonly sent: string;
	readonly answers: IDataObject;
}

const formAnswers = firstAnswers<Taken>();

const ANSWERED_BEFORE =
	'<p class="problem" role="alert">Someone else answered first. Their answer counts, and yours was not saved.</p>';

export function showForm(context: IWebhookFunctions, state: WaitState): IWebhookResponseData {
	return respond(context, 200, writeForm(state), state.page?.title);
}

/** Resumes the execution with the answers. If some are invalid, it shows the form again with the problems. */
export function takeForm(context: IWebhookFunctions, state: WaitState): IWebhookResponseData {
	const { fields = [], page, question } = state;
	const body: unknown = context.getBodyData();
	// n8n puts the fields of a multipart form into `data`.
	const form = readForm(fields, asRecord(body).data ?? body);
	if (form.problems.size > 0) return respond(context, 400, writeForm(state, form), page?.title);
	const firstAnswer = formAnswers.getOr(question.mark, () => ({
		sent: JSON.stringify(form.answers),
		// The time comes last, as in n8n's own nodes.
		answers: { ...form.answers, [ANSWERED_AT]: new Date().toISOString() },
	}));
	const isTaken = firstAnswer.sent === JSON.stringify(form.answers);
	const content = isTaken ? afterAnswer(page?.confirmationText) : ANSWERED_BEFORE;
	return goOnWith(context, state, {
		item: toFilledForm(state, firstAnswer.answers),
		page: { status: isTaken ? 200 : 409, content, title: page?.title },
		forget: () => formAnswers.delete(question.mark),
	});
}

function writeForm({ fields = [], page = {}, message }: WaitState, form?: SentForm): string {
	const { description = message, buttonLabel = 'Submit' } = page;
	const controls = fields.map((field, index) =>
		field.type === 'hiddenField'
			? ''
			: writeField({
					field,
					name: nameOnPage(index),
					entered: fieldValue(field, index, form),
					problem: form?.problems.get(index),
				}),
	);
	return [
		`<p>${toHtml(description)}</p>`,
		form === undefined
			? ''
			: '<p class="problem" role="alert">Nothing was sent yet. Please correct the marked fields.</p>',
		// If the node's parameters define a form, n8n only accepts this encoding.
		'<form method="post" enctype="multipart/form-data" class="fields">',
		...controls,
		`<button class="first">${toHtml(buttonLabel)}</button></form>`,
	].join('');
}

/** Returns what the field shows: the entered or initial content, but never a password. */
function fieldValue(field: FormField, index: number, form: SentForm | undefined): Entered {
	if (field.type === 'password') return '';
	if (form !== undefined) return form.entered[index] ?? '';
	return field.type === 'checkbox' ? initialOptions(field) : (field.initial ?? '');
}

interface Shown {
	readonly field: FormField;
	readonly name: string;
	readonly entered: Entered;
	readonly problem: string | undefined;
}

function writeField(control: Shown): string {
	const { field, name, problem } = control;
	const label = toHtml(field.label) + (field.required ? '<span aria-hidden="true"> *</span>' : '');
	const problemText =
		problem === undefined ? '' : `<p class="problem" id="${name}-problem">${toHtml(problem)}</p>`;
	if (field.type === 'checkbox' || field.type === 'radio') {
		const description = attributes({ 'aria-describedby': problem && `${name}-problem` });
		return `<fieldset class="field"${description}><legend class="name">${label}</legend>${writeOptions(control)}${problemText}</fieldset>`;
	}
	return `<div class="field"><label class="name" for="${name}">${label}</label>${writeControl(control)}${problemText}</div>`;
}

function writeOptions({ field, name, entered, problem }: Shown): string {
	const isOn = (option: string) => [entered].flat().includes(option);
	const options = field.options.map((option) => {
		const inputAttributes = attributes({
			type: field.type,
			name,
			value: option,
			checked: isOn(option),
			// On checkboxes, `required` would mean that every box has to be checked.
			required: field.required && field.type === 'radio',
			'aria-invalid': problem && 'true',
		});
		return `<label class="option"><input${inputAttributes}><span>${toHtml(option)}</span></label>`;
	});
	return options.join('');
}

function writeControl({ field, name, entered, problem }: Shown): string {
	const value = String(entered);
	const common = {
		id: name,
		name,
		required: field.required,
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

/** Writes HTML attributes. `true` is an attribute without a value; `false` and `undefined` are left out. */
const attributes = (values: Record<string, string | boolean | undefined>): string =>
	Object.entries(values)
		.map(([name, value]) => {
			if (value === undefined || value === false) return '';
			return value === true ? ` ${name}` : ` ${name}="${toHtml(value)}"`;
		})
		.join('');
