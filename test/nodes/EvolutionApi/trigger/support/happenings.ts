import { evolutionApi } from '../../../../../nodes/EvolutionApi/core/server/evolutionApi';
import {
	HubChanges,
	readHub,
	webhookApiFor,
	type Subscriber,
	type WebhookApi,
} from '../../../../../nodes/EvolutionApi/hub';
import { bearer } from '../../../../../nodes/EvolutionApi/hub/jwt';
import type { Simulator } from '../../../../../simulator/server';
import { httpRequest } from '../../../../support/httpRequest';
import type { TriggerWorkflow } from './triggerWorkflow';

export const ANA = '5511988887777';

/** A person writes to the instance. */
export async function receiveText(simulator: Simulator, text: string, more = {}): Promise<void> {
	const message = { from: ANA, kind: 'text', text, ...more };
	await post(simulator, '/_sim/instances/demo/receive', message);
}

/** The server sends it, for n8n. */
export async function sendText(simulator: Simulator, text: string): Promise<void> {
	await post(simulator, '/message/sendText/demo', { number: ANA, text });
}

/** What the server signs its deliveries with. */
export const keyOf = ({ state }: Simulator): string =>
	String(state.instances.get('demo')?.webhook?.headers?.jwt_key ?? '');

/** The server delivers it to the workflow, whatever is in it. @returns the status */
export async function deliver(
	simulator: Simulator,
	{ url }: TriggerWorkflow,
	event: object,
): Promise<number> {
	const key = keyOf(simulator);
	const headers = { 'content-type': 'application/json', authorization: bearer(key, Date.now()) };
	const body = JSON.stringify({ instance: 'demo', ...event });
	const { status } = await httpRequest(url, 'POST', headers, body);
	return status;
}

async function post({ url, key }: Simulator, route: string, body: object): Promise<void> {
	const headers = { 'content-type': 'application/json', apikey: key };
	await httpRequest(url + route, 'POST', headers, JSON.stringify(body));
}

/** With the webhook of the instance. */
export const talk = (simulator: Simulator, instance = 'demo'): WebhookApi =>
	webhookApiFor(
		async ({ method, path, body }) => {
			const headers = { 'content-type': 'application/json', apikey: simulator.key };
			const sent = body && JSON.stringify(body);
			const { text } = await httpRequest(simulator.url + path, method, headers, sent);
			return { body: JSON.parse(text) };
		},
		instance,
		evolutionApi,
	);

/** Somebody of another n8n joins. @param asOwner the server sends to it from now on */
export async function subscribe(
	simulator: Simulator,
	url: string,
	kind: 'test' | 'trigger' | 'wait' = 'trigger',
	asOwner = false,
	instance = 'demo',
): Promise<void> {
	const subscriber = { kind, url, events: ['MESSAGES_UPSERT'] };
	await new HubChanges().change('other n8n', talk(simulator, instance), [
		{ do: 'subscribe', subscriber, asOwner },
	]);
}

/** Somebody leaves. */
export async function unsubscribe(simulator: Simulator, url: string): Promise<void> {
	await new HubChanges().change('other n8n', talk(simulator), [{ do: 'unsubscribe', url }]);
}

export const listeners = async (simulator: Simulator): Promise<readonly Subscriber[]> =>
	(await readHub(talk(simulator))).subscribers;

/** Waits until it holds, for so long at most. */
export async function settled(
	holds: () => boolean | Promise<boolean>,
	limitMs = 10_000,
): Promise<void> {
	for (const end = Date.now() + limitMs; !(await holds()) && Date.now() < end; ) {
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}
