import type { Field } from '../core/table/operation';

// Each placeholder says when the field may stay empty: then nobody has to open the tooltip for it.

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
			placeholder: 'Select, or empty with an instance key',
			typeOptions: { searchListMethod: 'searchInstances', searchable: true },
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. support, or empty with an instance key',
		},
	],
} as const satisfies Field;

/** For what is about the message that started the workflow. */
export const receivingInstance = {
	...instanceField,
	description: 'The WhatsApp account to use. Leave empty to use the one that received the message.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select, or empty: that of the message',
			typeOptions: { searchListMethod: 'searchInstances', searchable: true },
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. support, or empty: that of the message',
		},
	],
} as const satisfies Field;

/** For what is also about the server alone. */
export const instanceOrServer = {
	...instanceField,
	description:
		"The WhatsApp account to check. Without one only the server is checked, unless the credential is an instance's key.",
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select, or empty for the server only',
			typeOptions: { searchListMethod: 'searchInstances', searchable: true },
		},
		{
			displayName: 'By Name',
			name: 'name',
			type: 'string',
			placeholder: 'e.g. support, or empty for the server only',
		},
	],
} as const satisfies Field;
