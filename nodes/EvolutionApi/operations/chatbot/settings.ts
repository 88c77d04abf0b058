import type { IDataObject } from 'n8n-workflow';

import { InputProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../table/operation';
import { collection, collectionInput, switchField, textField } from '../../fields/fieldKinds';
import { flag } from '../../core/input/checks';
import { optionalText, pastedText, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { listFields, secretsInput, secretsOption, showSecrets } from '../../fields/reads';
import { mergeSettings, setMode, setModeInput } from '../../fields/instanceSettings';
import {
	BEHAVIOR_DEFAULTS,
	behaviorBody,
	behaviorOptions as behavior,
	behaviorShape,
	fallbackBot,
	openaiCredsId,
} from './botFields';
import { BOT_SECRET_KEYS, isBotMissing, platform, platformInput } from './platforms';

export const getSettings = defineOperation({
	name: 'Get Settings',
	value: 'getSettings',
	action: 'Get the settings of the WhatsApp chatbots',
	description: 'Get the defaults for new bots of a platform, and its fallback bot',
	request: { method: 'GET', path: '/{platform}/fetchSettings/{instance}', reads: true },
	fields: [instanceField, platform, secretsOption],
	input: {
		platform: platformInput,
		options: secretsInput,
	},
	example: { platform: 'typebot' },
	output: withoutFallback,
	secrets: { keys: BOT_SECRET_KEYS, isShown: showSecrets },
});

const OPENAI_DEFAULTS = { openaiCredsId: undefined, speechToText: false };

/**
 * `POST /{platform}/settings/{instance}`. The server expects all settings, so the node merges the changes with the answer to
 * `GET /{platform}/fetchSettings/{instance}`.
 */
export const updateBotSettings = defineOperation({
	name: 'Update Settings',
	value: 'updateSettings',
	action: 'Update the settings of the WhatsApp chatbots',
	description:
		'Change how new bots of a platform behave, which chats get no answer, and which bot answers when no trigger fits',
	request: {
		method: 'POST',
		path: '/{platform}/settings/{instance}',
		idempotent: true,
	},
	readFirst: '/{platform}/fetchSettings/{instance}',
	fields: [
		instanceField,
		platform,
		setMode,
		{ ...openaiCredsId, displayOptions: { show: { platform: ['openai'] } } },
		fallbackBot,
		collection(
			'Settings',
			'chatbotSettings',
			'Add setting',
		)(
			...Object.values(behavior),
			switchField('Speech to Text', 'speechToText', {
				displayOptions: { show: { '/platform': ['openai'] } },
				description: 'Whether to turn voice notes into text with OpenAI, for all platforms',
			}),
		),
	],
	input: {
		platform: platformInput,
		mode: setModeInput,
		openaiCredsId: optionalText,
		fallbackBot: optionalText,
		chatbotSettings: collectionInput({ ...behaviorShape, speechToText: flag }),
	},
	example: { platform: 'typebot', mode: 'update', chatbotSettings: { expire: 20 } },
	body: (
		{
			platform: name,
			mode,
			openaiCredsId: credential,
			fallbackBot: fallback,
			chatbotSettings = {},
		},
		_item,
		current,
	) => {
		const isOpenai = name === 'openai';
		const defaults = { ...BEHAVIOR_DEFAULTS, ...(isOpenai ? OPENAI_DEFAULTS : {}) };
		const settings = mergeSettings(mode, defaults, current, {
			...behaviorBody(chatbotSettings),
			...(isOpenai
				? { openaiCredsId: credential, speechToText: chatbotSettings.speechToText }
				: {}),
		});
		if (isOpenai && isBotMissing(settings.openaiCredsId)) {
			throw new InputProblem(
				['openaiCredsId'],
				'is empty',
				'Choose one: the settings of OpenAI need it.',
			);
		}
		const none = mode === 'replace' ? { fallbackId: null } : {};
		return { ...settings, ...(fallback ? { fallbackId: fallback } : none) };
	},
	output: withoutFallback,
	secrets: { keys: BOT_SECRET_KEYS, isShown: () => false },
});

/** `POST /openai/creds/{instance}`. Names and keys must be unique on the whole server. */
export const createCredential = defineOperation({
	name: 'Create Credential (OpenAI)',
	value: 'createCredential',
	action: 'Create a credential for WhatsApp chatbots',
	description: 'Store an OpenAI key on the server, for the bots of the instance',
	request: { method: 'POST', path: '/openai/creds/{instance}', idempotent: false },
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
	input: { credentialName: text, openaiApiKey: pastedText },
	example: { credentialName: 'support', openaiApiKey: 'sk-example' },
	body: ({ credentialName: name, openaiApiKey: apiKey }) => ({ name, apiKey }),
	secrets: { keys: ['apiKey'], isShown: () => false },
});

export const getCredentials = defineOperation({
	name: 'Get Credentials (OpenAI)',
	value: 'getCredentials',
	action: 'Get the credentials of WhatsApp chatbots',
	description: 'Get the OpenAI keys that the server stores for the instance',
	request: { method: 'GET', path: '/openai/creds/{instance}', reads: true },
	fields: [instanceField, ...listFields, secretsOption],
	input: { options: secretsInput },
	secrets: { keys: ['apiKey'], isShown: showSecrets },
});

/** `DELETE /openai/creds/{openaiCredsId}/{instance}`. The server refuses this while the OpenAI settings use the credential. */
export const deleteCredential = defineOperation({
	name: 'Delete Credential (OpenAI)',
	value: 'deleteCredential',
	action: 'Delete a credential of WhatsApp chatbots',
	description:
		'Delete an OpenAI key and the bots that use it from the server. Not possible while the OpenAI settings use it.',
	request: {
		method: 'DELETE',
		path: '/openai/creds/{openaiCredsId}/{instance}',
		idempotent: false,
	},
	fields: [instanceField, { ...openaiCredsId, required: true }],
	input: { openaiCredsId: text },
	example: { openaiCredsId: 'cmwomv2ul04gkf47dr2kwxoxt' },
	output: (_answer, { openaiCredsId: id }) => ({ deleted: true, id }),
});

/** `GET /openai/getModels/{instance}`: the server asks OpenAI for its models. */
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

/** Removes `Fallback`, which has the same content as `fallback`. */
function withoutFallback(answer: IDataObject): IDataObject {
	return Object.fromEntries(Object.entries(answer).filter(([key]) => key !== 'Fallback'));
}
