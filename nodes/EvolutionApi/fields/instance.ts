import type { Field } from '../core/values/field';
import { byHand, fromList } from './locatorModes';

const locator = (placeholder: string) =>
	({
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		modes: [
			fromList('searchInstances', placeholder),
			byHand('Name', 'name', placeholder === SELECT ? 'e.g. support' : placeholder),
		],
	}) as const;

const SELECT = 'Select an instance…';

export const instanceField = {
	displayName: 'Instance',
	name: 'instance',
	hint: 'Optional with an Instance API Key',
	description: 'WhatsApp account to use',
	...locator(SELECT),
} as const satisfies Field;

/** For what is about the message that started the workflow. */
export const receivingInstance = {
	displayName: 'Instance',
	name: 'instance',
	description: 'WhatsApp account to use. Defaults to the one that received the message.',
	...locator('Same as incoming message'),
} as const satisfies Field;

/** For what is also about the server alone. */
export const instanceOrServer = {
	displayName: 'Instance',
	name: 'instance',
	hint: 'Leave empty to check only the server',
	description: 'WhatsApp account to check',
	...locator(SELECT),
} as const satisfies Field;
