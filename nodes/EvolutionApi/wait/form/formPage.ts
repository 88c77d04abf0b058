import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { recordOf } from '../../core/values/answer';
import { filledIn } from '../answerItem';
import { afterAnswer, escaped, firstAnswers, respond } from '../htmlPage';
import type { WaitState } from '../state';
import { nameOnPage, readForm, type Entered, type SentForm } from './formAnswers';
import { ANSWERED_AT } from './formDefinition';
import { initialOptions, type FormField } from './formField';

// The page of a custom form. The browser checks what is entered, in the language of the person; what it lets through is
// checked again here, and said in English.

interface Taken {
	readonly sent: string;
	readonly answers: IDataObject;
}

const formAnswers = firstAnswers<Taken>();

const ANSWERED_BEFORE =
	'<p class="problem" role="alert">Somebody was faster: what was sent before counts, and this was not taken.</p>';

/** Shows the form. */
export function showForm(context: IWebhookFunctions, state: WaitState): IWebhookResponseData {
	return respond(context, 200, formOf(state), state.page?.title);
}

/** The execution continues with what was filled in, unless something is wrong: then the form is shown again and says it. */
export function takeForm(context: IWebhookFunctions, state: WaitState): IWebhookResponseData {
	const { fields = [], page, question } = state;
	const body: unknown = context.getBodyData();
	// n8n puts the fields of a multipart form into `data`.
	const sent = readForm(fields, recordOf(body).data ?? body);
	if (sent.problems.size > 0) return respond(context, 400, formOf(state, sent), page?.title);
	const taken = formAnswers.getOr(question.mark, () => ({
		sent: JSON.stringify(sent.answers),
		// Last, as in n8n's own nodes.
		answers: { ...sent.answers, [ANSWERED_AT]: new Date().toISOString() },
	}));
	const isTaken = taken.sent === JSON.stringify(sent.answers);
	const said = isTaken ? afterAnswer(page?.confirmationText) : ANSWERED_BEFORE;
	return {
		...respond(context, isTaken ? 200 : 409, said, page?.title),
		workflowData: [[{ json: filledIn(taken.answers) }]],
	};
}

function formOf({ fields = [], page = {}, message }: WaitState, sent?: SentForm): string {
	const { title, description = message, buttonLabel = 'Submit' } = page;
	const shown = fields.map((field, index) =>
		field.type === 'hiddenField'
			? ''
			: fieldOf({
					field,
					name: nameOnPage(index),
					entered: enteredAt(field, index, sent),
					problem: sent?.problems.get(index),
				}),
	);
	return [
		title === undefined ? '' : `<h1>${escaped(title)}</h1>`,
		`<p>${escaped(description)}</p>`,
		sent === undefined
			? ''
			: '<p class="problem" role="alert">Nothing was sent yet. Please look at what is marked.</p>',
		// n8n takes no other encoding where the parameters of the node say that it is a form.
		'<form method="post" enctype="multipart/form-data" class="fields">',
		...shown,
		`<button class="first">${escaped(buttonLabel)}</button></form>`,
	].join('');
}

/** A password is not sent back. */
function enteredAt(field: FormField, index: number, sent: SentForm | undefined): Entered {
	if (field.type === 'password') return '';
	if (sent !== undefined) return sent.entered[index] ?? '';
	return field.type === 'checkbox' ? initialOptions(field) : (field.initial ?? '');
}

interface Shown {
	readonly field: FormField;
	readonly name: string;
	readonly entered: Entered;
	readonly problem: string | undefined;
}

function fieldOf(shown: Shown): string {
	const { field, name, problem } = shown;
	const label = escaped(field.label) + (field.required ? '<span aria-hidden="true"> *</span>' : '');
	const said =
		problem === undefined ? '' : `<p class="problem" id="${name}-problem">${escaped(problem)}</p>`;
	if (field.type === 'checkbox' || field.type === 'radio') {
		const described = attributes({ 'aria-describedby': problem && `${name}-problem` });
		return `<fieldset class="field"${described}><legend class="name">${label}</legend>${optionsOf(shown)}${said}</fieldset>`;
	}
	return `<div class="field"><label class="name" for="${name}">${label}</label>${controlOf(shown)}${said}</div>`;
}

function optionsOf({ field, name, entered, problem }: Shown): string {
	const isOn = (option: string) => [entered].flat().includes(option);
	const options = field.options.map((option) => {
		const given = attributes({
			type: field.type,
			name,
			value: option,
			checked: isOn(option),
			// Of checkboxes, all would be needed.
			required: field.required && field.type === 'radio',
			'aria-invalid': problem && 'true',
		});
		return `<label class="option"><input${given}><span>${escaped(option)}</span></label>`;
	});
	return options.join('');
}

function controlOf({ field, name, entered, problem }: Shown): string {
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
		// The browser leaves out the first line break.
		return `<textarea rows="4"${attributes(common)}>\n${escaped(value)}</textarea>`;
	}
	if (field.type === 'dropdown') {
		const options = field.options.map(
			(option) =>
				`<option${attributes({ value: option, selected: option === value })}>${escaped(option)}</option>`,
		);
		return `<select${attributes(common)}><option value=""></option>${options.join('')}</select>`;
	}
	const { type } = field;
	const step = type === 'number' ? 'any' : undefined;
	const autocomplete = type === 'password' ? 'off' : undefined;
	return `<input${attributes({ ...common, type, value, step, autocomplete })}>`;
}

/** `true` is an attribute without a value; `false` and `undefined` are left out. */
const attributes = (given: Record<string, string | boolean | undefined>): string =>
	Object.entries(given)
		.map(([name, value]) => {
			if (value === undefined || value === false) return '';
			return value === true ? ` ${name}` : ` ${name}="${escaped(value)}"`;
		})
		.join('');
