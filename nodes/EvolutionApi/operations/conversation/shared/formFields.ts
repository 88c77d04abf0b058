import {
	choiceField,
	fieldGroup,
	groupsField,
	jsonField,
	numberField,
	switchField,
	textField,
} from '../../../fields/fieldKinds';

// How the form of *Send and Wait for Response* is defined. Names and values are those of n8n's own forms.

export const defineForm = choiceField('Define Form', 'defineForm', {
	displayOptions: { show: { responseType: ['customForm'] } },
	options: [
		{ name: 'Defined Below', value: 'fields', description: 'Each field one by one' },
		{ name: 'JSON', value: 'json', description: 'All fields as a list, also by expression' },
	],
	default: 'fields',
	description: "The form on the page. It has no files and no HTML, unlike n8n's own forms.",
});

const CHOOSING = ['checkbox', 'dropdown', 'radio'] as const;
const WRITTEN = ['email', 'number', 'password', 'text', 'textarea'] as const;
const SHOWN = [...CHOOSING, ...WRITTEN, 'date'] as const;

export const formFields = groupsField('Form Fields', 'formFields', {
	displayOptions: { show: { responseType: ['customForm'], defineForm: ['fields'] } },
	typeOptions: { multipleValues: true, sortable: true },
	required: true,
	placeholder: 'Add Field',
	options: [
		fieldGroup('Field', 'values', [
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
				default: 'text',
			}),
			textField('Label', 'fieldLabel', {
				displayOptions: { show: { fieldType: [...SHOWN] } },
				required: true,
				placeholder: 'e.g. Delivery address',
				description: 'What stands above the field. The answer has this name in the output.',
			}),
			choiceField('Limit Selection', 'limitSelection', {
				displayOptions: { show: { fieldType: ['checkbox'] } },
				options: [
					{ name: 'Exact Number', value: 'exact' },
					{ name: 'Range', value: 'range' },
					{ name: 'Unlimited', value: 'unlimited' },
				],
				default: 'unlimited',
			}),
			numberField('Maximum Selections', 'maxSelections', {
				displayOptions: { show: { fieldType: ['checkbox'], limitSelection: ['range'] } },
				typeOptions: { minValue: 1 },
				default: 1,
			}),
			numberField('Minimum Selections', 'minSelections', {
				displayOptions: { show: { fieldType: ['checkbox'], limitSelection: ['range'] } },
				typeOptions: { minValue: 0 },
			}),
			textField('Name', 'fieldName', {
				displayOptions: { show: { fieldType: ['hiddenField'] } },
				required: true,
				placeholder: 'e.g. orderId',
				description: 'Name of the value in the output',
			}),
			numberField('Number of Selections', 'numberOfSelections', {
				displayOptions: { show: { fieldType: ['checkbox'], limitSelection: ['exact'] } },
				typeOptions: { minValue: 1 },
				default: 1,
			}),
			textField('Options', 'fieldOptions', {
				displayOptions: { show: { fieldType: [...CHOOSING] } },
				typeOptions: { rows: 3 },
				required: true,
				placeholder: 'e.g.\nMorning\nAfternoon',
				description: 'What can be chosen, one per line. An expression may give a list.',
			}),
			textField('Placeholder', 'placeholder', {
				displayOptions: { show: { fieldType: [...WRITTEN] } },
				description: 'What an empty field shows in grey',
			}),
			textField('Prefilled With', 'defaultValue', {
				displayOptions: {
					show: {
						fieldType: [...CHOOSING, 'date', 'email', 'number', 'text', 'textarea'],
					},
				},
				description:
					'What stands in the field at first. A date as 2026-01-31, several checkboxes with commas between.',
			}),
			switchField('Required', 'requiredField', {
				displayOptions: { show: { fieldType: [...SHOWN] } },
				description: 'Whether the form can be sent only if this is filled in',
			}),
			textField('Value', 'fieldValue', {
				displayOptions: { show: { fieldType: ['hiddenField'] } },
				description: 'Goes to the output as it is. The page does not have it.',
			}),
		]),
	],
});

export const jsonOutput = jsonField('Form Fields (JSON)', 'jsonOutput', {
	displayOptions: { show: { responseType: ['customForm'], defineForm: ['json'] } },
	typeOptions: { rows: 8 },
	default: '[{ "fieldLabel": "Name", "fieldType": "text", "requiredField": true }]',
	required: true,
	description:
		"The fields as n8n's own forms define them: fieldLabel, fieldType, requiredField, fieldOptions and so on",
});
