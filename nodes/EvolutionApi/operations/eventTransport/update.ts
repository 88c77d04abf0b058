import { z } from 'zod';

import { InputProblem } from '../../core/inputProblem';
import { defineOperation } from '../../core/defineOperation';
import type { Field } from '../../core/operation';
import { RequestFailure } from '../../core/request';
import { enabled } from '../../fields/enabled';
import { eventOptions, eventsInput } from '../../fields/events';
import { flag, optionalText } from '../../fields/inputs';
import { instance } from '../../fields/instance';
import { mergeSettings, setMode, setModeInput } from '../../fields/setMode';
import { SECRET_KEYS, sinceOf, switchedOff, transport, transportInput } from './transport';

const ofPusher = { show: { '/transport': ['pusher'] } } as const;

const transportSettings = {
	displayName: 'Settings',
	name: 'transportSettings',
	type: 'collection',
	// Open from the start, where they are shown: without them Pusher does not go.
	default: { appId: '', key: '', secret: '', cluster: '' },
	placeholder: 'Add setting',
	options: [
		{
			displayName: 'App ID',
			name: 'appId',
			type: 'string',
			displayOptions: ofPusher,
			default: '',
			placeholder: 'e.g. 1234567',
			description: 'ID of the app on Pusher',
		},
		{
			displayName: 'Cluster',
			name: 'cluster',
			type: 'string',
			displayOptions: ofPusher,
			default: '',
			placeholder: 'e.g. mt1',
			description: 'Cluster of the app on Pusher',
		},
		{
			displayName: 'Events',
			name: 'events',
			type: 'multiOptions',
			options: eventOptions,
			default: ['MESSAGES_UPSERT'],
			description: 'The events to send; none means all',
		},
		{
			displayName: 'Key',
			name: 'key',
			type: 'string',
			displayOptions: ofPusher,
			default: '',
			placeholder: 'e.g. 0a1b2c3d4e5f60718293',
			description: 'Public key of the app on Pusher',
		},
		{
			displayName: 'Secret',
			name: 'secret',
			type: 'string',
			typeOptions: { password: true },
			displayOptions: ofPusher,
			default: '',
			description: 'Secret of the app on Pusher',
		},
		{
			displayName: 'Use TLS',
			name: 'useTLS',
			type: 'boolean',
			displayOptions: ofPusher,
			default: true,
			description: 'Whether to talk to Pusher over TLS',
		},
	],
} as const satisfies Field;

const PUSHER_TEXTS = ['appId', 'cluster', 'key', 'secret'] as const;
const PUSHER_DEFAULTS = { appId: '', cluster: '', key: '', secret: '', useTLS: true };

/** `POST /{transport}/set/{instance}`. Switched off, the server forgets the events. */
export const update = defineOperation({
	name: 'Update',
	value: 'update',
	action: 'Update an event transport',
	description: 'Send the events of the instance to a message queue or socket, or stop that',
	request: {
		method: 'POST',
		path: '/{transport}/set/{instance}',
		retry: 'always',
		readFirst: '/{transport}/find/{instance}',
		whenEmpty: {},
	},
	since: sinceOf,
	fields: [instance, transport, enabled, setMode, transportSettings],
	input: z.object({
		transport: transportInput,
		enabled: flag,
		mode: setModeInput,
		transportSettings: z
			.object({
				appId: optionalText,
				cluster: optionalText,
				events: eventsInput.optional(),
				key: optionalText,
				secret: optionalText,
				useTLS: flag.optional(),
			})
			.optional(),
	}),
	example: {
		transport: 'websocket',
		enabled: true,
		mode: 'update',
		transportSettings: { events: ['MESSAGES_UPSERT', 'CONNECTION_UPDATE'] },
	},
	body: (
		{ transport: name, enabled: isOn, mode, transportSettings: given = {} },
		_item,
		current,
	) => {
		const { events, ...own } = given;
		const isPusher = name === 'pusher';
		const defaults = { events: [], ...(isPusher ? PUSHER_DEFAULTS : {}) };
		const merged = mergeSettings(mode, defaults, current, { events, ...(isPusher ? own : {}) });
		const missing = PUSHER_TEXTS.find((key) => merged[key] === '');
		if (isOn && missing !== undefined) {
			throw new InputProblem(['transportSettings', missing], 'is empty', 'Pusher needs it.');
		}
		return { [name]: { enabled: isOn, ...merged } };
	},
	output: (answer, { transport: name }) => {
		if (Object.keys(answer).length > 0) return { transport: name, ...answer };
		throw new RequestFailure({
			message: switchedOff(name),
			description: 'Nothing was changed. Switch it on there, and restart the server.',
			nothingDone: true,
		});
	},
	secrets: { keys: SECRET_KEYS, shown: () => false },
});
