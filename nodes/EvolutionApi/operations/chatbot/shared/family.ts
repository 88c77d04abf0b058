import type { IDataObject } from 'n8n-workflow';

import { InputProblem } from '../../../core/input/inputProblem';
import { choiceField } from '../../../fields/fieldKinds';
import { choice } from '../../../fields/inputs';
import { BEHAVIOR_KEYS } from './behavior';
import { dify } from './platforms/dify';
import { evoai } from './platforms/evoai';
import { evolutionBot } from './platforms/evolutionBot';
import { flowise } from './platforms/flowise';
import { n8n } from './platforms/n8n';
import { openai } from './platforms/openai';
import type { Platform } from './platforms/platform';
import { typebot } from './platforms/typebot';

// The platforms have the same ten routes: `/{platform}/create/{instance}` and so on.

const PLATFORMS = { dify, evoai, evolutionBot, flowise, n8n, openai, typebot };
export type PlatformName = keyof typeof PLATFORMS;

/** The trademark is lower case. As a literal in the list, n8n's lint would want it in title case. */
const N8N = 'n8n';

export const platform = choiceField('Platform', 'platform', {
	options: [
		{ name: 'Dify', value: 'dify' },
		{ name: 'Evo AI', value: 'evoai', description: 'Evolution API 2.3.0 or newer' },
		{ name: 'Evolution Bot', value: 'evolutionBot', description: 'A bot of your own, over HTTP' },
		{ name: 'Flowise', value: 'flowise' },
		{ name: N8N, value: 'n8n', description: 'Evolution API 2.3.0 or newer' },
		{ name: 'OpenAI', value: 'openai' },
		{ name: 'Typebot', value: 'typebot' },
	],
	default: 'typebot',
	description: 'Platform of the bot. It must be enabled on the server.',
});

export const platformInput = choice(
	'dify',
	'evoai',
	'evolutionBot',
	'flowise',
	'n8n',
	'openai',
	'typebot',
);

/** The fields of all platforms: those that identify the bot, and then the optional ones. */
export const platformsShape = {
	...dify.shape,
	...evoai.shape,
	...evolutionBot.shape,
	...flowise.shape,
	...n8n.shape,
	...openai.shape,
	...typebot.shape,
};
export const platformsOptionsShape = {
	...dify.optionsShape,
	...evoai.optionsShape,
	...evolutionBot.optionsShape,
	...flowise.optionsShape,
	...n8n.optionsShape,
	...openai.optionsShape,
	...typebot.optionsShape,
};

/** Values by field name. */
type Given = Readonly<Record<string, unknown>>;

export const platformOf = (name: PlatformName): Platform => PLATFORMS[name];

/** The keys that only this platform has; `undefined` where they are not given. */
export const ownBody = (name: PlatformName, given: Given): Record<string, unknown> =>
	Object.fromEntries(
		Object.entries(platformOf(name).own).map(([key, field]) => [key, given[field]]),
	);

/** How the bot behaves; `undefined` where it is not given. */
export const behaviorBody = (given: Given): Record<string, unknown> =>
	Object.fromEntries(BEHAVIOR_KEYS.map((key) => [key, given[key]]));

/** The first field that a bot of this platform needs and that is empty. */
export const missingField = (name: PlatformName, given: Given): string | undefined =>
	platformOf(name)
		.needs(given)
		.find((field) => isBotMissing(given[field]));

export const isBotMissing = (value: unknown) =>
	value === undefined || value === null || value === '';

/** Whether this kind of trigger needs a value. */
export const needsValue = ({ triggerType }: Given) =>
	triggerType === 'keyword' || triggerType === 'advanced';

/** Only what belongs to this kind of trigger, because the other fields still hold what was typed there before. */
export function triggerBody(given: Given): Record<string, unknown> {
	const { triggerType, triggerOperator, triggerValue } = given;
	return {
		triggerType,
		triggerOperator: triggerType === 'keyword' ? (triggerOperator ?? 'equals') : undefined,
		triggerValue: needsValue(given) ? triggerValue : undefined,
	};
}

/** For an unknown bot the server answers with an empty object. @throws {InputProblem} */
export function checkFound(answer: IDataObject, { bot }: { readonly bot: string }): void {
	if (Object.keys(answer).length > 0) return;
	throw new InputProblem(
		['bot'],
		`is "${bot}", which the platform does not have on this server`,
		'Choose one from the list.',
	);
}

const endpointOf = ({ apiUrl, agentUrl, webhookUrl, url, assistantId, model }: IDataObject) =>
	apiUrl ?? agentUrl ?? webhookUrl ?? url ?? assistantId ?? model ?? null;

/** A bot, flat. `endpoint` is its address, or with OpenAI its model or assistant. */
export function simplifyBot(item: IDataObject): IDataObject {
	const secrets = ['apiKey', 'basicAuthPass'].filter((key) => item[key] !== undefined);
	return {
		id: item.id ?? null,
		enabled: item.enabled ?? null,
		description: item.description ?? null,
		endpoint: endpointOf(item),
		triggerType: item.triggerType ?? null,
		triggerOperator: item.triggerOperator ?? null,
		triggerValue: item.triggerValue ?? null,
		updatedAt: item.updatedAt ?? null,
		...Object.fromEntries(secrets.map((key) => [key, item[key]])),
	};
}

/** The settings without `Fallback`, in which the server repeats the fallback bot. */
export const settingsOf = (answer: IDataObject): IDataObject =>
	Object.fromEntries(Object.entries(answer).filter(([key]) => key !== 'Fallback'));

/** Keys of answers with secrets, also inside sessions and fallback bots. */
export const BOT_SECRET_KEYS = ['apiKey', 'basicAuthPass', 'basicAuthPassword'];
