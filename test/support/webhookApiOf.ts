import { evolutionApi } from '../../nodes/EvolutionApi/server/evolutionApi';
import { evolutionGo } from '../../nodes/EvolutionApi/server/evolutionGo';
import type { CustomRequest, Result } from '../../nodes/EvolutionApi/server/adapter';
import { createWebhookApi, type WebhookApi } from '../../nodes/EvolutionApi/hub/changes';
import type { ServerKind } from '../../simulator/state/config';
import { httpRequest } from './httpRequest';

interface Place {
	readonly url: string;
	readonly key: string;
	readonly config: { readonly server: ServerKind };
}

/** @param token of the instance, for Evolution Go */
export function webhookApiOf(
	{ url, key, config }: Place,
	instance = 'demo',
	token = 'demo-token',
): WebhookApi {
	const isGo = config.server === 'go';
	const send = async ({ method, path, body }: CustomRequest): Promise<Result> => {
		const apikey = isGo && path !== '/instance/all' ? token : key;
		const headers = { apikey, 'content-type': 'application/json' };
		const sent = body && JSON.stringify(body);
		const { status, text } = await httpRequest(url + path, method, headers, sent);
		if (status < 300) return { body: JSON.parse(text) };
		return { failure: { message: text, description: '', httpCode: status } };
	};
	return createWebhookApi(send, instance, (isGo ? evolutionGo : evolutionApi).webhook);
}
