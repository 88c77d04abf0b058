import type { Field } from '../core/values/field';
import { byHand, fromList } from './locatorModes';

/** The placeholders say when the field may stay empty: then nobody has to open the tooltip for it. */
const locator = (mayBeEmpty: string) =>
	({
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		modes: [
			fromList('searchInstances', `Select, or ${mayBeEmpty}`),
			byHand('Name', 'name', `Name, or ${mayBeEmpty}`),
		],
	}) as const;

export const instanceField = {
	displayName: 'Instance',
	name: 'instance',
	description:
		"The WhatsApp account to use. May stay empty with an instance's key, because its credential names the instance.",
	...locator('empty with an instance key'),
} as const satisfies Field;

/** For what is about the message that started the workflow. */
export const receivingInstance = {
	...instanceField,
	description: 'The WhatsApp account to use. Leave empty to use the one that received the message.',
	...locator('empty: that of the message'),
} as const satisfies Field;

/** For what is also about the server alone. */
export const instanceOrServer = {
	...instanceField,
	description:
		"The WhatsApp account to check. Without one only the server is checked, unless the credential is an instance's key.",
	...locator('empty for the server only'),
} as const satisfies Field;
