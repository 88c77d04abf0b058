import { InputProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../core/table/defineOperation';
import { collection, collectionInput } from '../../fields/collections';
import { switchField } from '../../fields/fieldKinds';
import { flag, optionalText } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { mergeSettings, setMode, setModeInput } from '../../fields/setMode';
import { BEHAVIOR_DEFAULTS, behaviorOptions as behavior, behaviorShape } from './shared/behavior';
import {
	behaviorBody,
	isBotMissing,
	platform,
	platformInput,
	BOT_SECRET_KEYS,
	settingsOf,
} from './shared/family';
import { fallbackBot, openaiCredsId } from './shared/locators';

/** OpenAI has two more settings. */
const OPENAI_DEFAULTS = { openaiCredsId: undefined, speechToText: false };

/**
 * `POST /{platform}/settings/{instance}`, which expects all settings: merged with
 * `GET /{platform}/fetchSettings/{instance}`.
 */
export const updateSettings = defineOperation({
	name: 'Update Settings',
	value: 'updateSettings',
	action: 'Update the settings of the WhatsApp chatbots',
	description:
		'Change how new bots of a platform behave, which chats get no answer, and which bot answers when no trigger fits',
	request: {
		method: 'POST',
		path: '/{platform}/settings/{instance}',
		retry: 'always',
		readFirst: '/{platform}/fetchSettings/{instance}',
	},
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
		const merged = mergeSettings(mode, defaults, current, {
			...behaviorBody(chatbotSettings),
			...(isOpenai
				? { openaiCredsId: credential, speechToText: chatbotSettings.speechToText }
				: {}),
		});
		if (isOpenai && isBotMissing(merged.openaiCredsId)) {
			throw new InputProblem(
				['openaiCredsId'],
				'is empty',
				'Choose one: the settings of OpenAI need it.',
			);
		}
		const none = mode === 'replace' ? { fallbackId: null } : {};
		return { ...merged, ...(fallback ? { fallbackId: fallback } : none) };
	},
	output: settingsOf,
	secrets: { keys: BOT_SECRET_KEYS, shown: () => false },
});
