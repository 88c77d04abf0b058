import type { Field } from '../core/values/field';
import { fromList } from './fromList';

export const labelField = {
	displayName: 'Label',
	name: 'label',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'A label of the WhatsApp Business app',
	modes: [
		fromList('searchLabels', 'Select a label…'),
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 7' },
	],
} as const satisfies Field;
