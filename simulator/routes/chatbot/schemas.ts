import type { Schema } from 'jsonschema';
import { notEmpty, textSchema } from '../../core/schema';
import type { Platform } from './platforms';

const OPTIONS: Record<string, Schema> = {
	expire: { type: 'integer' },
	keywordFinish: textSchema,
	delayMessage: { type: 'integer' },
	unknownMessage: textSchema,
	listeningFromMe: { type: 'boolean' },
	stopBotFromMe: { type: 'boolean' },
	keepOpen: { type: 'boolean' },
	debounceTime: { type: 'integer' },
	ignoreJids: { type: 'array', items: textSchema },
	splitMessages: { type: 'boolean' },
	timePerChar: { type: 'integer' },
};
export const OPTION_NAMES = Object.keys(OPTIONS);

const TRIGGER: Record<string, Schema> = {
	triggerType: { ...textSchema, enum: ['all', 'keyword', 'none', 'advanced'] },
	triggerOperator: {
		...textSchema,
		enum: ['equals', 'contains', 'startsWith', 'endsWith', 'regex'],
	},
	triggerValue: textSchema,
};
export const TRIGGER_NAMES = Object.keys(TRIGGER);

/** Options that every platform's settings need, and options that most of them need. */
const BASIC = OPTION_NAMES.slice(0, 6);
const FURTHER = OPTION_NAMES.slice(6);

const schemasExcept = (schemas: Record<string, Schema>, names: string[] = []) =>
	Object.fromEntries(Object.entries(schemas).filter(([name]) => !names.includes(name)));

const strict = (properties: Record<string, Schema>, required: string[]): Schema => ({
	type: 'object',
	properties,
	required,
	...notEmpty(...required),
});

export const botSchema = ({ own, required, unnamed }: Platform): Schema =>
	strict(
		{
			enabled: { type: 'boolean' },
			description: textSchema,
			...own,
			...TRIGGER,
			...schemasExcept(OPTIONS, unnamed),
		},
		['enabled', ...required, 'triggerType'],
	);

export function settingsSchema(platform: Platform): Schema {
	const { settings = {}, settingsRequired = FURTHER, fallbackKey, unnamed = [] } = platform;
	const own = Object.hasOwn(settings, 'openaiCredsId') ? ['openaiCredsId'] : [];
	const hidden = unnamed.filter((name) => name === 'splitMessages' || name === 'timePerChar');
	return strict({ ...settings, ...schemasExcept(OPTIONS, hidden), [fallbackKey]: textSchema }, [
		...own,
		...BASIC,
		...settingsRequired,
	]);
}

export const statusSchema = strict(
	{
		remoteJid: textSchema,
		status: { ...textSchema, enum: ['opened', 'closed', 'paused', 'delete'] },
	},
	['remoteJid', 'status'],
);

export const ignoreSchema = strict(
	{ remoteJid: textSchema, action: { ...textSchema, enum: ['add', 'remove'] } },
	['remoteJid', 'action'],
);

export const startSchema = strict({ remoteJid: textSchema, url: textSchema, typebot: textSchema }, [
	'remoteJid',
	'url',
	'typebot',
]);

export const credentialSchema = strict({ name: textSchema, apiKey: textSchema }, [
	'name',
	'apiKey',
]);
