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
export const FIELD_TYPES = [
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

export type FieldType = (typeof FIELD_TYPES)[number];

/** Types whose answer is one of the options, or several of them. */
export const CHOOSING: readonly FieldType[] = ['checkbox', 'dropdown', 'radio'];

/** Lines of {@link FormField.initial}. */
export const initialOptions = ({ initial = '' }: FormField): string[] =>
	initial.split('\n').filter((option) => option !== '');
