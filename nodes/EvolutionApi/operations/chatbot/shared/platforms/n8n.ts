import { textField } from '../../../../fields/fieldKinds';
import { clearableText, webAddress } from '../../../../fields/inputs';
import { definePlatform } from './platform';

const show = { '/platform': ['n8n'] } as const;

export const webhookUrl = textField('Webhook URL', 'webhookUrl', {
	displayOptions: { show },
	placeholder: 'e.g. https://n8n.example.com/webhook/my-bot',
	description: 'Production URL of the Webhook node that starts the workflow',
});

export const basicAuthUser = textField('Basic Auth User', 'basicAuthUser', {
	displayOptions: { show },
	description: 'User, if the Webhook node requires one',
});

export const basicAuthPassword = textField('Basic Auth Password', 'basicAuthPassword', {
	typeOptions: { password: true },
	displayOptions: { show },
	description: 'Password, if the Webhook node requires one',
});

export const n8n = definePlatform({
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
});
