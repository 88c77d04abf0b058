import { badRequest, crashed, created, ok } from '../../core/answers';
import type { Json } from '../../core/data';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import type { Instance } from '../../state/instance';
import { newRow } from '../../state/rows';
import { PLATFORMS, type Platform } from './platforms';
import { credentialSchema } from './schemas';
import { storeOf, whenEnabled } from './store';

const openai = PLATFORMS.find(({ name }) => name === 'openai') as Platform;
const MAX_CREDENTIALS = 1000;

/** Names and keys are unique on the whole server, and the error tells which of the two exists already. */
function createCredential({ state, instance, body }: InstanceCall): Json {
	const all = [...state.instances.values()].flatMap(({ chatbots }) => [
		...chatbots.credentials.values(),
	]);
	if (all.some(({ apiKey }) => apiKey === body.apiKey)) {
		throw badRequest('This API key is already registered. Please use a different API key.');
	}
	const own = [...instance.chatbots.credentials.values()];
	if (own.some(({ name }) => name === body.name)) {
		throw badRequest('This credential name is already in use. Please choose a different name.');
	}
	const isTaken = all.some(({ name }) => name === body.name);
	if (isTaken || all.length >= MAX_CREDENTIALS) throw crashed('Error creating openai creds');
	const row = newRow(instance, { name: body.name, apiKey: body.apiKey });
	instance.chatbots.credentials.set(String(row.id), row);
	return row;
}

function deleteCredential(instance: Instance, id: string): void {
	const { credentials } = instance.chatbots;
	const { bots, settings } = storeOf(instance, openai);
	if (!credentials.has(id)) throw crashed('Openai Creds not found');
	if (settings?.openaiCredsId === id) throw crashed('Error deleting openai creds');
	credentials.delete(id);
	for (const [botId, bot] of bots) if (bot.openaiCredsId === id) bots.delete(botId);
}

function modelsKey({ instance, query }: InstanceCall): unknown {
	const { credentials } = instance.chatbots;
	if (query.openaiCredsId) {
		const named = credentials.get(query.openaiCredsId);
		if (!named) throw crashed('OpenAI credentials not found for the provided ID');
		return named.apiKey;
	}
	const { settings } = storeOf(instance, openai);
	if (!settings) throw crashed('Settings not found');
	return credentials.get(String(settings.openaiCredsId))?.apiKey;
}

const MODELS = ['gpt-4o', 'gpt-4o-mini', 'gpt-4.1', 'whisper-1'].map((id, index) => ({
	id,
	object: 'model',
	created: 1_715_367_049 + index * 86_400,
	owned_by: 'system',
}));

const path = '/openai/creds/:instanceName';

/** The simulator doesn't call OpenAI: it refuses keys with "fake" in them. */
export const openaiRoutes: InstanceRoute[] = [
	{
		method: 'POST',
		path,
		guard: 'instance',
		schema: credentialSchema,
		handler: whenEnabled(openai, (call) => created(createCredential(call))),
	},
	{
		method: 'GET',
		path,
		guard: 'instance',
		handler: whenEnabled(openai, ({ instance }) =>
			ok(
				[...instance.chatbots.credentials.values()].map((row) => ({ ...row, OpenaiAssistant: [] })),
			),
		),
	},
	{
		method: 'DELETE',
		path: '/openai/creds/:openaiCredsId/:instanceName',
		guard: 'instance',
		handler: whenEnabled(openai, ({ instance, params }) => {
			deleteCredential(instance, params.openaiCredsId);
			return ok({ openaiCreds: { id: params.openaiCredsId } });
		}),
	},
	{
		method: 'GET',
		path: '/openai/getModels/:instanceName',
		guard: 'instance',
		handler: whenEnabled(openai, (call) => {
			if (String(modelsKey(call)).includes('fake')) throw crashed('Error fetching models');
			return ok(MODELS);
		}),
	},
];
