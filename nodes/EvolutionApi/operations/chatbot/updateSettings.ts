import type { IDataObject } from 'n8n-workflow';

import { InputProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../core/table/defineOperation';
import { collection, collectionInput } from '../../fields/collections';
import { switchField } from '../../fields/fieldKinds';
import { flag, optionalText } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { mergeSettings, setMode, setModeInput } from '../../fields/setMode';
import {
	BEHAVIOUR_DEFAULTS,
	BEHAVIOUR_KEYS,
	behaviourOptions as behaviour,
	behaviourShape,
} from './shared/behaviour';
import {
	behaviourBody,
	isBotMissing,
	platform,
	platformInput,
	platformOf,
	type PlatformName,
	BOT_SECRET_KEYS,
	settingsOf,
	platformSince,
} from './shared/family';
import { fallbackBot, openaiCredsId } from './shared/locators';

/** OpenAI has two more settings. */
const OPENAI_DEFAULTS = { openaiCredsId: undefined, speechToText: false };

/**
 * Removes the settings that are neither given nor known. Before 2.3.0 the server does not tell `debounceTime`, nor
 * `splitMessages` and `timePerChar` of Typebot. @throws {InputProblem} if the route requires them
 */
function removeUnknown(
	name: PlatformName,
	current: IDataObject,
	merged: IDataObject,
	given: Readonly<Record<string, unknown>>,
): void {
	for (const key of BEHAVIOUR_KEYS) {
		if (key in current || given[key] !== undefined) continue;
		if (platformOf(name).leavesUntold !== true) {
			throw new InputProblem(
				['chatbotSettings', key],
				'is required, because this server does not tell its current value',
				'Add it here, or update the server to Evolution API 2.3.0 or newer.',
			);
		}
		delete merged[key];
	}
}

/**
 * `POST /{platform}/settings/{instance}`, which expects all settings: merged with
 * `GET /{platform}/fetchSettings/{instance}`. The fallback bot is sent under two names: from 2.3.0 on the server reads
 * `fallbackId`, before that the name in its schema.
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
	since: platformSince,
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
			...Object.values(behaviour),
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
		chatbotSettings: collectionInput({ ...behaviourShape, speechToText: flag }),
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
		const defaults = { ...BEHAVIOUR_DEFAULTS, ...(isOpenai ? OPENAI_DEFAULTS : {}) };
		const merged = mergeSettings(mode, defaults, current, {
			...behaviourBody(chatbotSettings),
			...(isOpenai
				? { openaiCredsId: credential, speechToText: chatbotSettings.speechToText }
				: {}),
		});
		if (isOpenai && isBotMissing(merged.openaiCredsId)) {
			throw new InputProblem(['openaiCredsId'], 'is empty', 'The settings of OpenAI need one.');
		}
		if (mode === 'update') removeUnknown(name, current, merged, chatbotSettings);
		const { fallbackKey } = platformOf(name);
		const none = mode === 'replace' ? { fallbackId: null } : {};
		return { ...merged, ...(fallback ? { fallbackId: fallback, [fallbackKey]: fallback } : none) };
	},
	output: settingsOf,
	secrets: { keys: BOT_SECRET_KEYS, shown: () => false },
});
