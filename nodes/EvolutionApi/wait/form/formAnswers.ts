import type { IDataObject } from 'n8n-workflow';

import { recordOf } from '../../core/values/answer';
import type { FormField } from './formField';

/** What was entered in a field: a text, or the checkboxes that are on. */
export type Entered = string | readonly string[];

/** A form as it came back. */
export interface SentForm {
	/** By position of the field. */
	readonly entered: readonly Entered[];
	/** What is wrong, by position of the field; empty if nothing is. */
	readonly problems: ReadonlyMap<number, string>;
	/** By label: texts, numbers, lists of texts; null for what was left empty. */
	readonly answers: IDataObject;
}

/** The name of a field on the page. */
export const nameOnPage = (index: number) => `field-${index}`;

/** @param body of the POST, parsed: anybody may have sent anything */
export function readForm(fields: readonly FormField[], body: unknown): SentForm {
	const sent = recordOf(body);
	const entered = fields.map((field, index) => enteredIn(field, sent[nameOnPage(index)]));
	const problems = new Map<number, string>();
	const answers = fields.map((field, index): [string, IDataObject[string]] => {
		const value = entered[index] ?? '';
		const problem = problemWith(field, value);
		if (problem !== undefined) problems.set(index, problem);
		return [field.label, answerOf(field, value)];
	});
	return { entered, problems, answers: Object.fromEntries(answers) };
}

function enteredIn({ type, initial = '' }: FormField, value: unknown): Entered {
	// It does not come from the page, where it could be changed.
	if (type === 'hiddenField') return initial;
	const texts = [value].flat().filter((one): one is string => typeof one === 'string');
	if (type === 'checkbox') return [...new Set(texts)];
	const [text = ''] = texts;
	if (type === 'password') return text;
	return type === 'textarea' ? text.replace(/\r\n?/g, '\n') : text.trim();
}

/** @returns what the person has to correct; undefined if nothing */
export function problemWith(field: FormField, entered: Entered): string | undefined {
	if (field.type === 'hiddenField') return undefined;
	if (typeof entered !== 'string') return problemWithChosen(field, entered);
	if (entered === '') return field.required ? 'This is needed.' : undefined;
	return problemWithText(field, entered);
}

function problemWithText({ type, options }: FormField, entered: string): string | undefined {
	switch (type) {
		case 'number':
			return isNumber(entered) ? undefined : 'This is not a number.';
		case 'email':
			return /^[^\s@]+@[^\s@]+$/.test(entered) ? undefined : 'This is not an email address.';
		case 'date':
			return isDate(entered) ? undefined : 'This is not a date.';
		case 'dropdown':
		case 'radio':
			return options.includes(entered) ? undefined : 'Choose one of the options.';
		default:
			return undefined;
	}
}

function problemWithChosen(field: FormField, chosen: readonly string[]): string | undefined {
	const { options, least = 0, most = options.length } = field;
	if (!chosen.every((one) => options.includes(one))) return 'Choose among the options.';
	if (chosen.length === 0) return field.required ? 'This is needed.' : undefined;
	if (chosen.length >= least && chosen.length <= most) return undefined;
	if (least === most) return `Choose ${least}.`;
	return least > 1 ? `Choose ${least} to ${most}.` : `Choose at most ${most}.`;
}

const isNumber = (text: string) =>
	/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text));

function isDate(text: string): boolean {
	const date = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${text}T`);
}

function answerOf({ type }: FormField, entered: Entered): IDataObject[string] {
	if (typeof entered !== 'string') return [...entered];
	if (entered === '') return null;
	return type === 'number' ? Number(entered) : entered;
}
