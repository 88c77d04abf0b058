import { defineOperation } from '../../core/table/defineOperation';
import { optionalText } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { listFields } from '../../fields/list';
import { openaiCredsId } from './shared/locators';

/** `GET /openai/getModels/{instance}`: the server asks OpenAI. */
export const getModels = defineOperation({
	name: 'Get Models (OpenAI)',
	value: 'getModels',
	action: 'Get the models for WhatsApp chatbots',
	description: 'Get the models that an OpenAI credential gives access to',
	request: { method: 'GET', path: '/openai/getModels/{instance}', reads: true },
	fields: [
		instanceField,
		{
			...openaiCredsId,
			description: 'Credential to use. Defaults to the one of the OpenAI settings.',
		},
		...listFields,
	],
	input: { openaiCredsId: optionalText },
	example: { openaiCredsId: 'cmwomv2ul04gkf47dr2kwxoxt' },
	query: ({ openaiCredsId: id }) => ({ openaiCredsId: id }),
});
