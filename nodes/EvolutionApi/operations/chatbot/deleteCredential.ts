import { defineOperation } from '../../core/table/defineOperation';
import { text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { openaiCredsId } from './shared/locators';

/** `DELETE /openai/creds/{openaiCredsId}/{instance}`. Refused while the OpenAI settings use it. */
export const deleteCredential = defineOperation({
	name: 'Delete Credential (OpenAI)',
	value: 'deleteCredential',
	action: 'Delete a credential of WhatsApp chatbots',
	description:
		'Delete an OpenAI key and the bots that use it from the server. Not possible while the OpenAI settings use it.',
	request: {
		method: 'DELETE',
		path: '/openai/creds/{openaiCredsId}/{instance}',
		retry: 'neverAfterSent',
	},
	fields: [instanceField, { ...openaiCredsId, required: true }],
	input: { openaiCredsId: text },
	example: { openaiCredsId: 'cmwomv2ul04gkf47dr2kwxoxt' },
	output: (_answer, { openaiCredsId: id }) => ({ deleted: true, id }),
});
