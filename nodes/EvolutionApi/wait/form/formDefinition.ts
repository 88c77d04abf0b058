import { z } from 'zod';

import { cannotBe, mustBe, reportProblem } from '../../core/input/inputProblem';
import { isRecord } from '../../core/values/answer';
import { choice, flag, integer } from '../../core/input/checks';
import { optionalText, textLike } from '../../fields/inputs';
import { dataList } from '../../fields/listData';
import { problemWith } from './formAnswers';
import { CHOOSING, FIELD_TYPES, initialOptions, type FormField } from './formField';

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

const fieldType = z
	.unknown()
	.superRefine((type, context) => {
		const hint = WITHOUT[String(type)];
		if (hint !== undefined) reportProblem(context, cannotBe(type), hint);
	})
	.pipe(choice(...FIELD_TYPES).default('text'));

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
		limitSelection: choice('exact', 'range', 'unlimited').default('unlimited'),
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
			initial: isHidden ? given.fieldValue : initialIn(type, given.defaultValue),
			options: CHOOSING.includes(type) ? options : [],
			...(type === 'checkbox' ? limitsIn(given) : {}),
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
const initialIn = (type: FormField['type'], given: string | undefined) =>
	type === 'checkbox' ? given?.split(/\s*[,\n]\s*/).join('\n') : given;

function limitsIn(given: {
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
