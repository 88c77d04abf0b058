import type { Field } from '../core/table/operation';

export const labelField = {
	displayName: 'Label',
	name: 'label',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'A label of the WhatsApp Business app',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a label…',
			typeOptions: { searchListMethod: 'searchLabels', searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 7' },
	],
} as const satisfies Field;
