import { evolutionGo } from '../../../../../../../nodes/EvolutionApi/core/server/evolutionGo';
import { webhookApiFor, type WebhookApi } from '../../../../../../../nodes/EvolutionApi/hub';
import type { Simulator } from '../../../../../../../simulator/server';
import { httpRequest } from '../../../../../../support/httpRequest';

/** With the webhook of the demo instance, with both keys, as `goRequest.ts` chooses them. */
export const talkGo = (
	{ url, key }: Simulator,
	sleep: WebhookApi['sleep'] = async () => await Promise.resolve(),
): WebhookApi => ({
	...webhookApiFor(
		async ({ method, path, body }) => {
			const apikey = path === '/instance/all' ? key : 'demo-token';
			const headers = { 'content-type': 'application/json', apikey };
			const { text } = await httpRequest(url + path, method, headers, body && JSON.stringify(body));
			return { body: JSON.parse(text) };
		},
		'demo',
		evolutionGo,
	),
	sleep,
});
