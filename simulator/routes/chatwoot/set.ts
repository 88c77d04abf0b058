import type { Schema } from 'jsonschema';
import { badRequest, created } from '../../core/answers';
import { notEmpty, textSchema, truthSchema } from '../../core/schema';
import type { InstanceRoute } from '../../core/types';
import { asString } from '../../core/values';
import { checkEnabled, saveChatwoot, webhookUrl } from './record';

const REQUIRED = [
	'enabled',
	'accountId',
	'token',
	'url',
	'signMsg',
	'reopenConversation',
	'conversationPending',
];
const SWITCHES = ['enabled', 'signMsg', 'reopenConversation', 'conversationPending', 'autoCreate'];
const IMPORTS = ['importContacts', 'mergeBrazilContacts', 'importMessages'];
const nullable: Schema = { type: ['string', 'null'] };

/** The scheme may be missing, and the host needs no dot. */
const isAddress = (text: string) => /^(https?:\/\/)?[^\s/:]+(:\d+)?(\/\S*)?$/.test(text);

/** The simulator doesn't call Chatwoot or create an inbox. */
export const setChatwoot: InstanceRoute = {
	method: 'POST',
	path: '/chatwoot/set/:instanceName',
	guard: 'instance',
	schema: {
		type: 'object',
		properties: {
			...Object.fromEntries([...SWITCHES, ...IMPORTS].map((name) => [name, truthSchema])),
			accountId: textSchema,
			token: textSchema,
			url: textSchema,
			signDelimiter: nullable,
			nameInbox: nullable,
			daysLimitImportMessages: { type: 'number' },
			ignoreJids: { type: 'array', items: textSchema },
		},
		required: REQUIRED,
		...notEmpty(...REQUIRED),
	},
	handler(call) {
		checkEnabled(call);
		const { state, instance, body } = call;
		const settings = { ...body, nameInbox: body.nameInbox || instance.name };
		if (body.enabled) {
			if (!isAddress(asString(body.url))) throw badRequest('url is not valid');
			if (!body.accountId) throw badRequest('accountId is required');
			if (!body.token) throw badRequest('token is required');
			if (body.signMsg === false) Object.assign(settings, { signDelimiter: null });
		}
		saveChatwoot(instance, settings);
		return created({ ...settings, webhook_url: webhookUrl(state, instance) });
	},
};
