import type { Field } from '../core/values/field';
import { textField } from './fieldKinds';
import { flag, optionalText } from './inputs';
import { toggle } from './toggle';

// An app on Pusher, which is the only transport with settings of its own.

export const pusherOptions = {
	appId: textField('App ID', 'appId', {
		placeholder: 'e.g. 1234567',
		description: 'ID of the app on Pusher',
	}),
	cluster: textField('Cluster', 'cluster', {
		placeholder: 'e.g. mt1',
		description: 'Cluster of the app on Pusher',
	}),
	key: textField('Key', 'key', {
		placeholder: 'e.g. 0a1b2c3d4e5f60718293',
		description: 'Public key of the app on Pusher',
	}),
	secret: textField('Secret', 'secret', {
		typeOptions: { password: true },
		description: 'Secret of the app on Pusher',
	}),
	useTLS: toggle('Use TLS', 'useTLS', 'Whether to connect to Pusher over TLS', true),
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
