import { FORM_DEFAULTS } from '../../wait/form';
import {
	choiceField,
	fieldGroup,
	groupsField,
	jsonField,
	numberField,
	switchField,
	textField,
} from '../../fields/fieldKinds';

// The form of *Send and Wait for Response*. Names and values are those of n8n's own forms.

export const defineForm = choiceField('Define Form', 'defineForm', {
	displayOptions: { show: { responseType: ['customForm'] } },
	options: [
		{ name: 'Using Fields Below', value: 'fields' },
		{ name: 'Using JSON', value: 'json' },
	],
	default: 'fields',
	description: "How to define the form. Unlike n8n's own forms, it has no files and no HTML.",
});

const CHOICE_TYPES = ['checkbox', 'dropdown', 'radio'] as const;

const TEXT_TYPES = ['email', 'number', 'password', 'text', 'textarea'] as const;

const VISIBLE_TYPES = [...CHOICE_TYPES, ...TEXT_TYPES, 'date'] as const;

export const formFields = groupsField('Form Elements', 'formFields', {
	displayOptions: { show: { responseType: ['customForm'], defineForm: ['fields'] } },
	typeOptions: { multipleValues: true, sortable: true },
	required: true,
	placeholder: 'Add Form Element',
	options: [
		fieldGroup('Element', 'values', [
			choiceField('Element Type', 'fieldType', {
				options: [
					{ name: 'Checkboxes', value: 'checkbox' },
					{ name: 'Date', value: 'date' },
					{ name: 'Dropdown', value: 'dropdown' },
					{ name: 'Email', value: 'email' },
					{ name: 'Hidden Field', value: 'hiddenField' },
					{ name: 'Number', value: 'number' },
					{ name: 'Password', value: 'password' },
					{ name: 'Radio Buttons', value: 'radio' },
					{ name: 'Text Input', value: 'text' },
					{ name: 'Textarea', value: 'textarea' },
				],
				default: FORM_DEFAULTS.fieldType,
			}),
			textField('Label', 'fieldLabel', {
				displayOptions: { show: { fieldType: [...VISIBLE_TYPES] } },
				required: true,
				placeholder: 'e.g. Delivery address',
				description: 'Label above the field, and name of the answer in the output',
			}),
			textField('Name', 'fieldName', {
				displayOptions: { show: { fieldType: ['hiddenField'] } },
				required: true,
				placeholder: 'e.g. orderId',
				description: 'Name of the value in the output',
			}),
			textField('Value', 'fieldValue', {
				mayBeEmpty: true,
				displayOptions: { show: { fieldType: ['hiddenField'] } },
				description: 'Added to the output; not shown on the page',
			}),
			textField('Options', 'fieldOptions', {
				displayOptions: { show: { fieldType: [...CHOICE_TYPES] } },
				typeOptions: { rows: 3 },
				required: true,
				placeholder: 'e.g.\nMorning\nAfternoon',
				description: 'One option per line, or an array from an expression',
			}),
			choiceField('Limit Selection', 'limitSelection', {
				displayOptions: { show: { fieldType: ['checkbox'] } },
				options: [
					{ name: 'Exact Number', value: 'exact' },
					{ name: 'Range', value: 'range' },
					{ name: 'Unlimited', value: 'unlimited' },
				],
				default: FORM_DEFAULTS.limitSelection,
			}),
			numberField('Number of Selections', 'numberOfSelections', {
				displayOptions: { show: { fieldType: ['checkbox'], limitSelection: ['exact'] } },
				typeOptions: { minValue: 1 },
				default: 1,
			}),
			numberField('Minimum Selections', 'minSelections', {
				displayOptions: { show: { fieldType: ['checkbox'], limitSelection: ['range'] } },
				typeOptions: { minValue: 0 },
			}),
			numberField('Maximum Selections', 'maxSelections', {
				displayOptions: { show: { fieldType: ['checkbox'], limitSelection: ['range'] } },
				typeOptions: { minValue: 1 },
				default: 1,
			}),
			textField('Placeholder', 'placeholder', {
				mayBeEmpty: true,
				displayOptions: { show: { fieldType: [...TEXT_TYPES] } },
				description: 'Shown in gray while the field is empty',
			}),
			textField('Default Value', 'defaultValue', {
				mayBeEmpty: true,
				displayOptions: {
					show: {
						fieldType: [...CHOICE_TYPES, 'date', 'email', 'number', 'text', 'textarea'],
					},
				},
				description:
					'Initial value of the field. Enter a date as 2026-01-31, and several checkboxes separated by commas.',
			}),
			switchField('Required', 'requiredField', {
				displayOptions: { show: { fieldType: [...VISIBLE_TYPES] } },
				description: 'Whether the form can only be submitted if this field is filled in',
			}),
		]),
	],
});

export const jsonOutput = jsonField('Form Elements (JSON)', 'jsonOutput', {
	displayOptions: { show: { responseType: ['customForm'], defineForm: ['json'] } },
	typeOptions: { rows: 8 },
	default: '[{ "fieldLabel": "Name", "fieldType": "text", "requiredField": true }]',
	required: true,
	description:
		"Array of form elements as in n8n's own forms: fieldLabel, fieldType, requiredField, fieldOptions and so on",
});
