import { crashed, created, ok } from '../../core/answers';
import { rowId } from '../../core/ids';
import type { Json } from '../../core/data';
import type { InstanceRoute } from '../../core/types';
import type { Instance } from '../../state/instance';
import { changedRow, newRow } from '../../state/rows';
import type { Platform } from './platforms';
import { botSchema, OPTION_NAMES, TRIGGER_NAMES } from './schemas';
import { firstSettings, optionDefaults } from './settings';
import { storeOf, whenEnabled } from './store';
import { checkOpenai, checkTrigger, hasSame } from './triggers';

const MAX_BOTS = 1000;

const pick = (body: Json, names: readonly string[]): Json =>
	Object.fromEntries(names.map((name) => [name, body[name] ?? null]));

/** Stores a bot; options that are left out come from the instance's settings, which the first bot creates. */
export function createBot(instance: Instance, platform: Platform, input: Json, id = rowId()): Json {
	const store = storeOf(instance, platform);
	checkOpenai(platform, input);
	const { duplicate } = platform;
	if (duplicate && hasSame(store, input, platform.identity(input))) throw crashed(duplicate);
	if (store.bots.size >= MAX_BOTS) throw crashed(`Error creating ${platform.label}`);
	store.settings ??= firstSettings(instance, platform, input);
	checkTrigger(store, platform, input);
	const body = { ...input };
	for (const name of OPTION_NAMES) body[name] ??= store.settings[name];
	const bot = newRow(
		instance,
		{
			enabled: body.enabled,
			...pick(body, ['description', ...platform.columns]),
			...optionDefaults(platform, body),
			...pick(body, TRIGGER_NAMES),
		},
		id,
	);
	store.bots.set(id, bot);
	return bot;
}

function fails(check: () => void): boolean {
	try {
		check();
		return false;
	} catch {
		return true;
	}
}

/** All errors have the same text. */
function updateBot(instance: Instance, platform: Platform, id: string, body: Json): Json {
	const store = storeOf(instance, platform);
	const bot = store.bots.get(id);
	const isWrong = fails(() => {
		checkOpenai(platform, body);
		checkTrigger(store, platform, body, id);
	});
	if (!bot || isWrong || hasSame(store, body, platform.identity(body), id)) {
		throw crashed(`Error updating ${platform.label}`);
	}
	const own = ['enabled', 'description', ...platform.columns];
	const names = [...own, ...OPTION_NAMES, ...TRIGGER_NAMES];
	const changed = changedRow(bot, Object.fromEntries(names.map((name) => [name, body[name]])));
	store.bots.set(id, changed);
	return changed;
}

function deleteBot(instance: Instance, platform: Platform, id: string): void {
	const store = storeOf(instance, platform);
	if (!store.bots.delete(id)) throw crashed(`Error deleting ${platform.label} bot`);
	const { chatbots } = instance;
	chatbots.sessions = chatbots.sessions.filter(({ botId }) => botId !== id);
	const { fallbackColumn } = platform;
	if (store.settings?.[fallbackColumn] === id) {
		store.settings = { ...store.settings, [fallbackColumn]: null };
	}
}

/** A bot that doesn't exist is fetched as `null`. */
export function botRoutes(platform: Platform): InstanceRoute[] {
	const { name } = platform;
	const schema = botSchema(platform);
	const base = { guard: 'instance' } as const;
	const one = `/:botId/:instanceName`;
	return [
		{
			...base,
			method: 'POST',
			path: `/${name}/create/:instanceName`,
			schema,
			handler: whenEnabled(platform, ({ instance, body }) =>
				created(createBot(instance, platform, body)),
			),
		},
		{
			...base,
			method: 'GET',
			path: `/${name}/find/:instanceName`,
			handler: whenEnabled(platform, ({ instance }) =>
				ok([...storeOf(instance, platform).bots.values()]),
			),
		},
		{
			...base,
			method: 'GET',
			path: `/${name}/fetch${one}`,
			handler: whenEnabled(platform, ({ instance, params }) =>
				ok(storeOf(instance, platform).bots.get(params.botId) ?? null),
			),
		},
		{
			...base,
			method: 'PUT',
			path: `/${name}/update${one}`,
			schema,
			handler: whenEnabled(platform, ({ instance, params, body }) =>
				ok(updateBot(instance, platform, params.botId, body)),
			),
		},
		{
			...base,
			method: 'DELETE',
			path: `/${name}/delete${one}`,
			handler: whenEnabled(platform, ({ instance, params }) => {
				deleteBot(instance, platform, params.botId);
				return ok({ bot: { id: params.botId } });
			}),
		},
	];
}
