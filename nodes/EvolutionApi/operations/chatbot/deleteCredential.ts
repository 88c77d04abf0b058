import { z } from 'zod';

import { defineOperation } from '../../core/table/defineOperation';
import { text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { openaiCredsId } from './shared/locators';

/** `DELETE /openai/creds/{openaiCredsId}/{instance}`. Refused while the settings of OpenAI use it. */
export const deleteCredential = defineOperation({
	name: 'Delete Credential (OpenAI)',
	value: 'deleteCredential',
	action: 'Delete a credential of chatbots',
	description:
		'Delete a key of OpenAI from the server, and the bots that use it; not possible while the settings of OpenAI name it',
	request: {
		method: 'DELETE',
		path: '/openai/creds/{openaiCredsId}/{instance}',
		retry: 'neverAfterSent',
	},
	fields: [instanceField, { ...openaiCredsId, required: true }],
	input: z.object({ openaiCredsId: text }),
	example: { openaiCredsId: 'cmwomv2ul04gkf47dr2kwxoxt' },
	output: (_answer, { openaiCredsId: id }) => ({ deleted: true, id }),
});
