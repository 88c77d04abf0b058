import type { Field } from '../core/values/field';
import { flag, optionalText } from './inputs';
import { toggle } from './toggle';

// An app on Pusher, which is the only transport with settings of its own.

export const pusherOptions = {
	appId: {
		displayName: 'App ID',
		name: 'appId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 1234567',
		description: 'ID of the app on Pusher',
	},
	cluster: {
		displayName: 'Cluster',
		name: 'cluster',
		type: 'string',
		default: '',
		placeholder: 'e.g. mt1',
		description: 'Cluster of the app on Pusher',
	},
	key: {
		displayName: 'Key',
		name: 'key',
		type: 'string',
		default: '',
		placeholder: 'e.g. 0a1b2c3d4e5f60718293',
		description: 'Public key of the app on Pusher',
	},
	secret: {
		displayName: 'Secret',
		name: 'secret',
		type: 'string',
		typeOptions: { password: true },
		default: '',
		description: 'Secret of the app on Pusher',
	},
	useTLS: toggle('Use TLS', 'useTLS', 'Whether to talk to Pusher over TLS', true),
} as const satisfies Record<string, Field>;

export const pusherShape = {
	appId: optionalText,
	cluster: optionalText,
	key: optionalText,
	secret: optionalText,
	useTLS: flag.optional(),
};

/** Without these Pusher does not work. */
export const PUSHER_TEXTS = ['appId', 'cluster', 'key', 'secret'] as const;
