import { defineOperation } from '../../core/table/defineOperation';
import { textField } from '../../fields/fieldKinds';
import { text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';

/** `POST /openai/creds/{instance}`. Names and keys are unique on the whole server. */
export const createCredential = defineOperation({
	name: 'Create Credential (OpenAI)',
	value: 'createCredential',
	action: 'Create a credential for WhatsApp chatbots',
	description: 'Store an OpenAI key on the server, for the bots of the instance',
	request: { method: 'POST', path: '/openai/creds/{instance}', retry: 'neverAfterSent' },
	fields: [
		instanceField,
		textField('Credential Name', 'credentialName', {
			required: true,
			placeholder: 'e.g. support',
			description: 'Name that no other instance of the server uses',
		}),
		textField('OpenAI API Key', 'openaiApiKey', {
			typeOptions: { password: true },
			required: true,
			placeholder: 'e.g. sk-proj-…',
			description: 'Key that no other instance of the server uses',
		}),
	],
	input: { credentialName: text, openaiApiKey: text },
	example: { credentialName: 'support', openaiApiKey: 'sk-example' },
	body: ({ credentialName: name, openaiApiKey: apiKey }) => ({ name, apiKey }),
	secrets: { keys: ['apiKey'], shown: () => false },
});
