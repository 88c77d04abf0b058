import { crashed, ok } from '../../core/answers';
import type { Json } from '../../core/data';
import type { InstanceRoute } from '../../core/types';
import { asList, compact } from '../../core/values';
import type { Instance } from '../../state/instance';
import { changedRow, newRow } from '../../state/rows';
import type { Platform } from './platforms';
import { ignoreSchema, OPTION_NAMES, settingsSchema } from './schemas';
import { storeOf, whenEnabled } from './store';

const FAILED = 'Error setting default settings';

export function optionDefaults({ timePerChar = 0 }: Platform, body: Json): Json {
	const defaults: Json = {
		expire: 0,
		keywordFinish: null,
		delayMessage: null,
		unknownMessage: null,
		listeningFromMe: false,
		stopBotFromMe: false,
		keepOpen: false,
		debounceTime: null,
		ignoreJids: null,
		splitMessages: false,
		timePerChar,
	};
	const entries = OPTION_NAMES.map((name) => [name, body[name] ?? defaults[name]]);
	return Object.fromEntries(entries) as Json;
}

function checkCredential({ chatbots }: Instance, { name }: Platform, id: unknown): void {
	if (name !== 'openai') return;
	if (!chatbots.credentials.has(String(id))) throw crashed(FAILED);
}

function newSettings(instance: Instance, platform: Platform, body: Json): Json {
	checkCredential(instance, platform, body.openaiCredsId);
	const isOpenai = platform.name === 'openai';
	return newRow(instance, {
		...optionDefaults(platform, body),
		...(isOpenai && { speechToText: false, openaiCredsId: body.openaiCredsId }),
		[platform.fallbackColumn]: null,
	});
}

export function firstSettings(instance: Instance, platform: Platform, body: Json): Json {
	if (platform.name !== 'openai') return newSettings(instance, platform, body);
	const { expire, debounceTime } = body;
	const filled = { ...body, expire: expire || 300, debounceTime: debounceTime || 1 };
	return newSettings(instance, platform, filled);
}

function saveSettings(instance: Instance, platform: Platform, body: Json): Json {
	const store = storeOf(instance, platform);
	const { fallbackId } = body;
	if (fallbackId !== undefined && fallbackId !== null && !store.bots.has(String(fallbackId))) {
		throw crashed(FAILED);
	}
	const old = store.settings ?? newSettings(instance, platform, body);
	const names = [...OPTION_NAMES, ...Object.keys(platform.settings ?? {})];
	const changes = Object.fromEntries(names.map((name) => [name, body[name]]));
	checkCredential(instance, platform, body.openaiCredsId);
	store.settings = changedRow(old, { ...changes, [platform.fallbackColumn]: fallbackId });
	return store.settings;
}

/** The server's answer before there are settings. */
const UNSET: Json = {
	expire: 300,
	keywordFinish: 'bye',
	delayMessage: 1000,
	unknownMessage: 'Sorry, I dont understand',
	listeningFromMe: true,
	stopBotFromMe: true,
	keepOpen: false,
	debounceTime: 1,
	ignoreJids: [],
	splitMessages: false,
	timePerChar: 0,
	fallbackId: '',
	fallback: null,
};

function fetched(instance: Instance, platform: Platform): Json {
	const { bots, settings } = storeOf(instance, platform);
	if (!settings) return UNSET;
	const fallbackId = settings[platform.fallbackColumn];
	const fallback = bots.get(String(fallbackId)) ?? null;
	return { ...settings, Fallback: fallback, fallbackId, fallback };
}

function ignore(instance: Instance, platform: Platform, { remoteJid, action }: Json): unknown[] {
	const store = storeOf(instance, platform);
	if (!store.settings) throw crashed(FAILED);
	const others = asList(store.settings.ignoreJids).filter((jid) => jid !== remoteJid);
	const ignoreJids = action === 'add' ? [...others, remoteJid] : others;
	store.settings = changedRow(store.settings, compact({ ignoreJids }));
	return ignoreJids;
}

export function settingsRoutes(platform: Platform): InstanceRoute[] {
	const { name, fallbackColumn } = platform;
	const base = { guard: 'instance' } as const;
	return [
		{
			...base,
			method: 'POST',
			path: `/${name}/settings/:instanceName`,
			schema: settingsSchema(platform),
			handler: whenEnabled(platform, ({ instance, body }) => {
				const row = saveSettings(instance, platform, body);
				return ok({ ...row, fallbackId: row[fallbackColumn] });
			}),
		},
		{
			...base,
			method: 'GET',
			path: `/${name}/fetchSettings/:instanceName`,
			handler: whenEnabled(platform, ({ instance }) => ok(fetched(instance, platform))),
		},
		{
			...base,
			method: 'POST',
			path: `/${name}/ignoreJid/:instanceName`,
			schema: ignoreSchema,
			handler: whenEnabled(platform, ({ instance, body }) =>
				ok({ ignoreJids: ignore(instance, platform, body) }),
			),
		},
	];
}
