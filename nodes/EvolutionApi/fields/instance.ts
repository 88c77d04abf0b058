import type { Field } from '../core/table/operation';

export const instanceField = {
	displayName: 'Instance',
	name: 'instance',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description:
		"The WhatsApp account to use. May stay empty with an instance's key, because its credential names the instance.",
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select an instance…',
			typeOptions: { searchListMethod: 'searchInstances', searchable: true },
		},
		{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. support' },
	],
} as const satisfies Field;
