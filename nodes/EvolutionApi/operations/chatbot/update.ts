import { defineOperation } from '../../core/table/defineOperation';
import { collection, collectionInput } from '../../fields/collections';
import { optionalText, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { setMode, setModeInput } from '../../fields/setMode';
import { simplify } from '../../fields/simplify';
import { botOptions, botOptionsShape, placeFields } from './shared/botFields';
import {
	checkFound,
	platform,
	platformInput,
	platformsShape,
	BOT_SECRET_KEYS,
	simplifyBot,
} from './shared/family';
import { bot, model, openaiCredsId } from './shared/locators';
import { mergedBot } from './shared/mergedBot';
import { openaiFields as openai } from './shared/platforms/openai';
import { triggerOperator, triggerShape, triggerType, triggerValue } from './shared/trigger';

const ofOpenai = { show: { platform: ['openai'] } } as const;

/** `PUT /{platform}/update/{bot}/{instance}`, which expects the whole bot: merged with what it is now. */
export const update = defineOperation({
	name: 'Update',
	value: 'update',
	action: 'Update a WhatsApp chatbot',
	description: 'Change a bot or its trigger, or turn it on or off',
	request: {
		method: 'PUT',
		path: '/{platform}/update/{bot}/{instance}',
		retry: 'always',
		readFirst: '/{platform}/fetch/{bot}/{instance}',
	},
	fields: [
		instanceField,
		platform,
		bot,
		setMode,
		{ ...openaiCredsId, displayOptions: ofOpenai },
		{ ...model, displayOptions: ofOpenai },
		collection('Update Fields', 'updateFields', 'Add field')(
			...placeFields,
			openai.assistantId,
			openai.botType,
			openai.maxTokens,
			...botOptions,
			triggerType,
			triggerOperator,
			triggerValue,
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
			...triggerShape,
			...botOptionsShape,
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
