import type { Field } from '../../../../core/values/field';
import { clearableText, webAddress } from '../../../../fields/inputs';
import { definePlatform } from './platform';

const show = { '/platform': ['n8n'] } as const;

export const webhookUrl = {
	displayName: 'Webhook URL',
	name: 'webhookUrl',
	type: 'string',
	displayOptions: { show },
	default: '',
	placeholder: 'e.g. https://n8n.example.com/webhook/my-bot',
	description: 'Production URL of the Webhook node that starts the workflow',
} as const satisfies Field;

export const basicAuthUser = {
	displayName: 'Basic Auth User',
	name: 'basicAuthUser',
	type: 'string',
	displayOptions: { show },
	default: '',
	description: 'User, if the Webhook node requires one',
} as const satisfies Field;

export const basicAuthPassword = {
	displayName: 'Basic Auth Password',
	name: 'basicAuthPassword',
	type: 'string',
	typeOptions: { password: true },
	displayOptions: { show },
	default: '',
	description: 'Password, if the Webhook node requires one',
} as const satisfies Field;

export const n8n = definePlatform({
	since: '2.3.0',
	shape: { webhookUrl: webAddress.optional() },
	optionsShape: { basicAuthUser: clearableText, basicAuthPassword: clearableText },
	// The schema says `basicAuthPassword`, the server reads and stores `basicAuthPass`.
	own: {
		webhookUrl: 'webhookUrl',
		basicAuthUser: 'basicAuthUser',
		basicAuthPass: 'basicAuthPassword',
	},
	needs: () => ['webhookUrl'],
	defaults: { basicAuthUser: '', basicAuthPass: '' },
	fallbackKey: 'botIdFallback',
});
