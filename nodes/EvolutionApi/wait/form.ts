import { z } from 'zod';
import type { IDataObject } from 'n8n-workflow';

import { choice, flag, integer } from '../core/input/checks';
import { cannotBe, mustBe, reportProblem } from '../core/input/inputProblem';
import { isRecord, asRecord } from '../core/values/answer';
import { entryInput } from '../fields/fieldKinds';
import { optionalText, textLike } from '../fields/inputs';
import { dataList } from '../fields/listData';

export interface FormField {
	/** Label of the field, which is also the answer's key in the output. */
	readonly label: string;
	readonly type: FieldType;
	readonly isRequired: boolean;
	readonly placeholder?: string;
	/** Initial content. Checkboxes have one line per checked option, and a hidden field has its value. */
	readonly initial?: string;
	/** The choices; empty for a field without choices. */
	readonly options: readonly string[];
	/** Limits for the number of checked boxes, if any is checked. */
	readonly least?: number;
	readonly most?: number;
}

/** Types of fields, with the names of n8n's own forms. */
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

const CHOOSING: readonly FieldType[] = ['checkbox', 'dropdown', 'radio'];

export const initialContent = ({ type, initial = '' }: FormField): Content =>
	type === 'checkbox' ? initial.split('\n').filter((option) => option !== '') : initial;

// The definition of a form. The names are those of n8n's own forms, so that a definition from n8n also works in this node.

/** n8n's own key for the time of the answer. */
export const ANSWERED_AT = 'respondedAt';
const MOST_FIELDS = 50;
const MOST_OPTIONS = 200;

const WITHOUT: Record<string, string> = {
	file: 'Let the person send the file in the chat: choose Response Type → Free Text.',
	html: 'Enter the text in Message or in Response Page → Description.',
};

export const FORM_DEFAULTS = { fieldType: 'text', limitSelection: 'unlimited' } as const;

const fieldType = z
	.unknown()
	.superRefine((type, context) => {
		const hint = WITHOUT[String(type)];
		if (hint !== undefined) reportProblem(context, cannotBe(type), hint);
	})
	.pipe(choice(...FIELD_TYPES).default(FORM_DEFAULTS.fieldType));

/** Reads options: one per line, a list of texts, or n8n's own format `{ values: [{ option }] }`. */
const optionList = z.unknown().transform((input, context): string[] => {
	const rows = isRecord(input) && 'values' in input ? input.values : input;
	const entries = typeof rows === 'string' ? rows.split('\n') : (rows ?? []);
	const texts = Array.isArray(entries) ? entries.map(optionText) : [undefined];
	const labels = texts.filter((text) => text !== undefined);
	if (labels.length < texts.length) {
		reportProblem(context, mustBe('text or a list of texts', input), 'Enter one option per line.');
	}
	return labels.map((text) => text.trim()).filter((text) => text !== '');
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
	.transform((input, context): FormField => {
		const { fieldType: typeName, fieldOptions: options } = input;
		// Forms from older versions of n8n have a dropdown with `multiselect` instead of checkboxes.
		const type = typeName === 'dropdown' && input.multiselect ? 'checkbox' : typeName;
		const isHidden = type === 'hiddenField';
		const nameField = isHidden ? 'fieldName' : 'fieldLabel';
		const label = input[nameField]?.trim();
		const { numberOfSelections: exact = 1, minSelections, maxSelections } = input;
		const limits = {
			exact: { least: exact, most: exact },
			range: { least: minSelections, most: maxSelections },
			unlimited: {},
		};
		const field: FormField = {
			label: label ?? '',
			type,
			isRequired: !isHidden && input.requiredField,
			placeholder: input.placeholder,
			initial: isHidden ? input.fieldValue : readInitial(type, input.defaultValue),
			options: CHOOSING.includes(type) ? options : [],
			...(type === 'checkbox' ? limits[input.limitSelection] : {}),
		};
		const report = (path: string, problem: string, hint: string) =>
			reportProblem(context, problem, hint, [path]);
		if (label === undefined)
			report(nameField, 'is empty', 'Enter a name for the answer in the output.');
		checkOptions(field, report);
		return field;
	});

/** Reads the initial content. For checkboxes, these are the checked options, which n8n separates with commas. */
const readInitial = (type: FormField['type'], text: string | undefined) =>
	type === 'checkbox' ? text?.split(/\s*[,\n]\s*/).join('\n') : text;

function checkOptions(
	field: FormField,
	report: (path: string, problem: string, hint: string) => void,
): void {
	const { type, options, least = 0, most = options.length } = field;
	const twin = options.find((option, index) => options.indexOf(option) !== index);
	const example = { ...field, isRequired: false, least: undefined, most: undefined };
	if (CHOOSING.includes(type) && options.length === 0) {
		report('fieldOptions', 'is empty', 'Enter one option per line.');
	} else if (options.length > MOST_OPTIONS) {
		const hint = `A field can have at most ${MOST_OPTIONS}.`;
		report('fieldOptions', `has ${options.length} options`, hint);
	} else if (twin !== undefined) {
		const hint = 'Use different names, or the answers could not be told apart.';
		report('fieldOptions', `has "${twin}" twice`, hint);
	} else if (least > most || least > options.length) {
		const hint = 'Lower the number of selections, or add options.';
		report('limitSelection', `cannot be met with ${options.length} options`, hint);
	} else if (problemWith(example, initialContent(field)) !== undefined) {
		const hint = 'Enter a value that the field accepts.';
		report('defaultValue', `is "${field.initial}", which the field does not accept`, hint);
	}
}

export const definedFields = entryInput(z.array(row));

export const jsonFields = dataList(row, { properties: Object.keys(row.innerType().shape) });

export function checkForm(
	fields: readonly FormField[] | undefined,
	name: string,
	context: z.RefinementCtx,
): void {
	const report = (problem: string, hint: string) => reportProblem(context, problem, hint, [name]);
	const visible = fields?.filter(({ type }) => type !== 'hiddenField') ?? [];
	const labels = fields?.map(({ label }) => label) ?? [];
	const twin = labels.find((label, index) => labels.indexOf(label) !== index);
	if (visible.length === 0) {
		report('has no element to fill in', 'Add at least one.');
	} else if (labels.length > MOST_FIELDS) {
		report(`has ${labels.length} elements`, `A form can have at most ${MOST_FIELDS}.`);
	} else if (twin !== undefined) {
		report(`has "${twin}" twice`, 'Use different names, or one answer would replace the other.');
	} else if (labels.includes(ANSWERED_AT)) {
		const hint = 'Use another name: the output uses this one for the time of the answer.';
		report(`has an element "${ANSWERED_AT}"`, hint);
	}
}

export type Content = string | readonly string[];

export interface SentForm {
	readonly contents: readonly Content[];
	/** Problems by position of the field; undefined for a valid answer. */
	readonly problems: ReadonlyArray<string | undefined>;
	/** Answers by label: texts, numbers, lists of texts; null if empty. */
	readonly answers: IDataObject;
}

export const nameOnPage = (index: number) => `field-${index}`;

/** @param body of the POST, parsed: it may contain anything */
export function readForm(fields: readonly FormField[], body: unknown): SentForm {
	const values = asRecord(body);
	const contents = fields.map((field, index) => readFormAnswer(field, values[nameOnPage(index)]));
	const problems = fields.map((field, index) => problemWith(field, contents[index] ?? ''));
	const answers = fields.map((field, index): [string, IDataObject[string]] => [
		field.label,
		toAnswer(field, contents[index] ?? ''),
	]);
	return { contents, problems, answers: Object.fromEntries(answers) };
}

function readFormAnswer({ type, initial = '' }: FormField, value: unknown): Content {
	// A hidden field's value never comes from the page, where it could be changed.
	if (type === 'hiddenField') return initial;
	const texts = [value].flat().filter((entry): entry is string => typeof entry === 'string');
	if (type === 'checkbox') return [...new Set(texts)];
	const [text = ''] = texts;
	if (type === 'password') return text;
	return type === 'textarea' ? text.replace(/\r\n?/g, '\n') : text.trim();
}

function problemWith(field: FormField, content: Content): string | undefined {
	if (field.type === 'hiddenField') return undefined;
	if (content.length === 0) return field.isRequired ? 'This is needed.' : undefined;
	return typeof content === 'string'
		? problemWithText(field, content)
		: problemWithChoices(field, content);
}

function problemWithText({ type, options }: FormField, text: string): string | undefined {
	switch (type) {
		case 'number':
			return isNumber(text) ? undefined : 'This is not a number.';
		case 'email':
			return /^[^\s@]+@[^\s@]+$/.test(text) ? undefined : 'This is not an email address.';
		case 'date':
			return isDate(text) ? undefined : 'This is not a date.';
		case 'dropdown':
		case 'radio':
			return options.includes(text) ? undefined : 'Choose one of the options.';
		default:
			return undefined;
	}
}

function problemWithChoices(field: FormField, choices: readonly string[]): string | undefined {
	const { options, least = 0, most = options.length } = field;
	if (!choices.every((option) => options.includes(option))) return 'Choose among the options.';
	if (choices.length >= least && choices.length <= most) return undefined;
	if (least === most) return `Choose ${least}.`;
	return least > 1 ? `Choose ${least} to ${most}.` : `Choose at most ${most}.`;
}

const isNumber = (text: string) =>
	/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text));

function isDate(text: string): boolean {
	const date = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${text}T`);
}

function toAnswer({ type }: FormField, content: Content): IDataObject[string] {
	if (typeof content !== 'string') return [...content];
	if (content === '') return null;
	return type === 'number' ? Number(content) : content;
}
