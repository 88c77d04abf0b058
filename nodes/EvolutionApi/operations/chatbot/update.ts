import { defineOperation } from '../../core/table/defineOperation';
import { collection, collectionInput } from '../../fields/collections';
import { clearableText, flag, optionalText, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { setMode, setModeInput } from '../../fields/setMode';
import { simplify } from '../../fields/simplify';
import { behaviourOptions as behaviour, behaviourShape } from './shared/behaviour';
import { botDescription, botEnabled } from './shared/botFields';
import {
	checkFound,
	platform,
	platformInput,
	platformsOptionsShape,
	platformsShape,
	BOT_SECRET_KEYS,
	simplifyBot,
	platformSince,
} from './shared/family';
import { bot, model, openaiCredsId } from './shared/locators';
import { mergedBot } from './shared/mergedBot';
import { apiKey, apiUrl } from './shared/platforms/apiAccess';
import { difyAppType } from './shared/platforms/dify';
import { agentUrl } from './shared/platforms/evoai';
import { basicAuthPassword, basicAuthUser, webhookUrl } from './shared/platforms/n8n';
import { openaiFields as openai } from './shared/platforms/openai';
import { typebotName, typebotUrl } from './shared/platforms/typebot';
import { triggerOperator, triggerShape, triggerType, triggerValue } from './shared/trigger';

const ofOpenai = { show: { platform: ['openai'] } } as const;

/** `PUT /{platform}/update/{bot}/{instance}`, which expects the whole bot: merged with what it is now. */
export const update = defineOperation({
	name: 'Update',
	value: 'update',
	action: 'Update a WhatsApp chatbot',
	description: 'Change a bot, switch it on or off, or give it another trigger',
	request: {
		method: 'PUT',
		path: '/{platform}/update/{bot}/{instance}',
		retry: 'always',
		readFirst: '/{platform}/fetch/{bot}/{instance}',
	},
	since: platformSince,
	fields: [
		instanceField,
		platform,
		bot,
		setMode,
		{ ...openaiCredsId, displayOptions: ofOpenai },
		{ ...model, displayOptions: ofOpenai },
		collection('Update Fields', 'updateFields', 'Add field')(
			...Object.values(behaviour),
			agentUrl,
			apiKey,
			apiUrl,
			difyAppType,
			openai.assistantId,
			openai.assistantMessages,
			basicAuthPassword,
			basicAuthUser,
			openai.botType,
			botDescription,
			botEnabled,
			openai.functionUrl,
			openai.maxTokens,
			openai.systemMessages,
			triggerType,
			triggerOperator,
			triggerValue,
			typebotName,
			typebotUrl,
			openai.userMessages,
			webhookUrl,
		),
		simplify,
	],
	input: {
		platform: platformInput,
		bot: text,
		mode: setModeInput,
		openaiCredsId: optionalText,
		model: optionalText,
		updateFields: collectionInput({
			...platformsShape,
			...platformsOptionsShape,
			...triggerShape,
			description: clearableText,
			enabled: flag,
			...behaviourShape,
		}),
	},
	example: {
		platform: 'typebot',
		bot: 'cmwomv48e04gwf47dnhpimt1h',
		mode: 'update',
		updateFields: { enabled: false },
	},
	body: ({ platform: name, bot: id, mode, updateFields, ...locators }, _item, current) => {
		checkFound(current, { bot: id });
		return mergedBot(name, mode, current, { ...updateFields, ...locators });
	},
	simplify: simplifyBot,
	secrets: { keys: BOT_SECRET_KEYS, shown: () => false },
});
