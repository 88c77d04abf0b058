import { z } from 'zod';
import type { IDataObject } from 'n8n-workflow';

import { choice, flag, integer } from '../core/input/checks';
import { cannotBe, mustBe, reportProblem } from '../core/input/inputProblem';
import { isRecord, asRecord } from '../core/values/answer';
import { optionalText, textLike } from '../fields/inputs';
import { dataList } from '../fields/listData';

/** A field of a form, as n8n stores it with the execution. Plain JSON. */
export interface FormField {
	/** Key of the answer. */
	readonly label: string;
	readonly type: FieldType;
	readonly required: boolean;
	readonly placeholder?: string;
	/** What stands in the field at first; of several options, each in a line. Of a hidden field, its value. */
	readonly initial?: string;
	/** What can be chosen; empty where anything may be entered. */
	readonly options: readonly string[];
	/** How many checkboxes may be on, if any is. */
	readonly least?: number;
	readonly most?: number;
}

/** With the names of n8n's forms. */
const FIELD_TYPES = [
	'checkbox',
	'date',
	'dropdown',
	'email',
	'hiddenField',
	'number',
	'password',
	'radio',
	'text',
	'textarea',
] as const;

type FieldType = (typeof FIELD_TYPES)[number];

/** Types whose answer is one of the options, or several of them. */
const CHOOSING: readonly FieldType[] = ['checkbox', 'dropdown', 'radio'];

/** Lines of {@link FormField.initial}. */
export const initialOptions = ({ initial = '' }: FormField): string[] =>
	initial.split('\n').filter((option) => option !== '');

// How a form is defined: with the names of n8n's own forms, so that a definition for these fits.

/** The key of n8n's own nodes for when the answer came. */
export const ANSWERED_AT = 'respondedAt';
const MOST_FIELDS = 50;
const MOST_OPTIONS = 200;

/** What n8n's own forms have, and this page does not. */
const WITHOUT: Record<string, string> = {
	file: 'Let the person send the file in the chat: Response Type, Free Text.',
	html: 'Enter the text in Message or in Response Page → Description.',
};

/** What a field of a form has that says nothing else. */
export const FORM_DEFAULTS = { fieldType: 'text', limitSelection: 'unlimited' } as const;

const fieldType = z
	.unknown()
	.superRefine((type, context) => {
		const hint = WITHOUT[String(type)];
		if (hint !== undefined) reportProblem(context, cannotBe(type), hint);
	})
	.pipe(choice(...FIELD_TYPES).default(FORM_DEFAULTS.fieldType));

/** One per line, a list of texts, or in n8n's own form: `{ values: [{ option }] }`. */
const optionList = z.unknown().transform((given, context): string[] => {
	const listed = isRecord(given) && 'values' in given ? given.values : given;
	const entries = typeof listed === 'string' ? listed.split('\n') : (listed ?? []);
	const texts = Array.isArray(entries) ? entries.map(optionText) : [undefined];
	const known = texts.filter((text) => text !== undefined);
	if (known.length < texts.length) {
		reportProblem(context, mustBe('text or a list of texts', given), 'Enter one option per line.');
	}
	return known.map((text) => text.trim()).filter((text) => text !== '');
});

function optionText(entry: unknown): string | undefined {
	const text: unknown = isRecord(entry) ? entry.option : entry;
	return typeof text === 'string' || typeof text === 'number' ? String(text) : undefined;
}

const count = integer(0, MOST_OPTIONS).optional();

const row = z
	.object({
		fieldLabel: optionalText,
		fieldName: optionalText,
		fieldType,
		fieldOptions: optionList,
		fieldValue: textLike.optional(),
		requiredField: flag.default(false),
		placeholder: optionalText,
		defaultValue: optionalText,
		limitSelection: choice('exact', 'range', 'unlimited').default(FORM_DEFAULTS.limitSelection),
		numberOfSelections: count,
		minSelections: count,
		maxSelections: count,
		multiselect: flag.default(false),
	})
	.transform((given, context): FormField => {
		const { fieldType: given_, fieldOptions: options } = given;
		// What n8n calls so since it has checkboxes.
		const type = given_ === 'dropdown' && given.multiselect ? 'checkbox' : given_;
		const isHidden = type === 'hiddenField';
		const nameField = isHidden ? 'fieldName' : 'fieldLabel';
		const label = given[nameField]?.trim();
		const field: FormField = {
			label: label ?? '',
			type,
			required: !isHidden && given.requiredField,
			placeholder: given.placeholder,
			initial: isHidden ? given.fieldValue : readInitial(type, given.defaultValue),
			options: CHOOSING.includes(type) ? options : [],
			...(type === 'checkbox' ? readLimits(given) : {}),
		};
		const report = (path: string, problem: string, hint: string) =>
			reportProblem(context, problem, hint, [path]);
		if (label === undefined) {
			report(nameField, 'is empty', 'Enter a name for the answer in the output.');
		}
		checkOptions(field, report);
		return field;
	});

/** For checkboxes n8n separates the options by commas. */
const readInitial = (type: FormField['type'], given: string | undefined) =>
	type === 'checkbox' ? given?.split(/\s*[,\n]\s*/).join('\n') : given;

function readLimits(given: {
	readonly limitSelection: 'exact' | 'range' | 'unlimited';
	readonly numberOfSelections?: number;
	readonly minSelections?: number;
	readonly maxSelections?: number;
}): Pick<FormField, 'least' | 'most'> {
	const { numberOfSelections: exact = 1, minSelections: least, maxSelections: most } = given;
	if (given.limitSelection === 'exact') return { least: exact, most: exact };
	return given.limitSelection === 'range' ? { least, most } : {};
}

function checkOptions(
	field: FormField,
	report: (path: string, problem: string, hint: string) => void,
): void {
	const { type, options, least = 0, most = options.length } = field;
	const twin = options.find((option, index) => options.indexOf(option) !== index);
	if (CHOOSING.includes(type) && options.length === 0) {
		report('fieldOptions', 'is empty', 'Enter one option per line.');
	} else if (options.length > MOST_OPTIONS) {
		const hint = `A field can have at most ${MOST_OPTIONS}.`;
		report('fieldOptions', `has ${options.length} options`, hint);
	} else if (twin !== undefined) {
		report(
			'fieldOptions',
			`has "${twin}" twice`,
			'Use different names, or the answers could not be told apart.',
		);
	} else if (least > most || least > options.length) {
		const hint = 'Lower the number of selections, or add options.';
		report('limitSelection', `cannot be met with ${options.length} options`, hint);
	} else if (!fitsItself(field)) {
		const hint = 'Enter a value that the field accepts.';
		report('defaultValue', `is "${field.initial}", which the field does not accept`, hint);
	}
}

/** Whether what is entered at first could be sent. */
function fitsItself(field: FormField): boolean {
	const { type, initial } = field;
	if (type === 'hiddenField' || initial === undefined) return true;
	const entered = type === 'checkbox' ? initialOptions(field) : initial;
	return problemWith({ ...field, least: undefined, most: undefined }, entered) === undefined;
}

const PROPERTIES = Object.keys(row.innerType().shape);

/** The fields of a form that are defined one by one. */
export const definedFields = z
	.object({ values: z.array(row).optional() })
	.transform(({ values }) => values);

/** The fields of a form as JSON, or as an array by expression. */
export const jsonFields = dataList(row, { properties: PROPERTIES });

/** Reports what is wrong with the fields as a whole. @param name of the parameter that has them */
export function checkForm(
	fields: readonly FormField[] | undefined,
	name: string,
	context: z.RefinementCtx,
): void {
	const report = (problem: string, hint: string) => reportProblem(context, problem, hint, [name]);
	const shown = fields?.filter(({ type }) => type !== 'hiddenField') ?? [];
	const labels = fields?.map(({ label }) => label) ?? [];
	const twin = labels.find((label, index) => labels.indexOf(label) !== index);
	if (shown.length === 0) {
		report('has no element to fill in', 'Add at least one.');
	} else if (labels.length > MOST_FIELDS) {
		report(`has ${labels.length} elements`, `A form can have at most ${MOST_FIELDS}.`);
	} else if (twin !== undefined) {
		report(`has "${twin}" twice`, 'Use different names, or one answer would replace the other.');
	} else if (labels.includes(ANSWERED_AT)) {
		const hint = 'Use another name: the output has the time of the answer there.';
		report(`has an element "${ANSWERED_AT}"`, hint);
	}
}

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
	const sent = asRecord(body);
	const entered = fields.map((field, index) => readEntered(field, sent[nameOnPage(index)]));
	const problems = new Map<number, string>();
	const answers = fields.map((field, index): [string, IDataObject[string]] => {
		const value = entered[index] ?? '';
		const problem = problemWith(field, value);
		if (problem !== undefined) problems.set(index, problem);
		return [field.label, toAnswer(field, value)];
	});
	return { entered, problems, answers: Object.fromEntries(answers) };
}

function readEntered({ type, initial = '' }: FormField, value: unknown): Entered {
	// It does not come from the page, where it could be changed.
	if (type === 'hiddenField') return initial;
	const texts = [value].flat().filter((entry): entry is string => typeof entry === 'string');
	if (type === 'checkbox') return [...new Set(texts)];
	const [text = ''] = texts;
	if (type === 'password') return text;
	return type === 'textarea' ? text.replace(/\r\n?/g, '\n') : text.trim();
}

/** @returns what the person has to correct; undefined if nothing */
function problemWith(field: FormField, entered: Entered): string | undefined {
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
	if (!chosen.every((option) => options.includes(option))) return 'Choose among the options.';
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

function toAnswer({ type }: FormField, entered: Entered): IDataObject[string] {
	if (typeof entered !== 'string') return [...entered];
	if (entered === '') return null;
	return type === 'number' ? Number(entered) : entered;
}
