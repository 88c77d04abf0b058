import { crashed, created } from '../../core/answers';
import { notEmpty, textSchema } from '../../core/schema';
import type { InstanceRoute } from '../../core/types';
import { compact } from '../../core/values';

const SWITCHES = [
	'rejectCall',
	'groupsIgnore',
	'alwaysOnline',
	'readMessages',
	'readStatus',
	'syncFullHistory',
];

export const setSettings: InstanceRoute = {
	method: 'POST',
	path: '/settings/set/:instanceName',
	guard: 'instance',
	schema: {
		type: 'object',
		properties: {
			...Object.fromEntries(SWITCHES.map((name) => [name, { type: 'boolean' } as const])),
			msgCall: textSchema,
			wavoipToken: textSchema,
		},
		required: SWITCHES,
		...notEmpty(...SWITCHES),
	},
	handler({ instance, body }) {
		const entries = Object.keys(instance.settings).map((name) => [name, body[name]]);
		instance.settings = { ...instance.settings, ...compact(Object.fromEntries(entries)) };
		// With `wavoipToken`, the server stores the settings and then reopens the client, even if there is none.
		if (body.wavoipToken && !instance.hasClient) {
			throw crashed("Cannot read properties of undefined (reading 'ws')");
		}
		return created({ settings: { instanceName: instance.name, settings: body } });
	},
};
