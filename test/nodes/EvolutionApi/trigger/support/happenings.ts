import {
	addressWith,
	splitAddress,
} from '../../../../../nodes/EvolutionApi/server/evolutionGo/webhook';
import {
	HubChanges,
	readHub,
	type WebhookApi,
} from '../../../../../nodes/EvolutionApi/hub/changes';
import type { Subscriber } from '../../../../../nodes/EvolutionApi/hub/list';
import { bearer } from '../../../../../nodes/EvolutionApi/hub/token';
import { goOf } from '../../../../../simulator/go/state/goInstance';
import type { Simulator } from '../../../../../simulator/server';
import { httpRequest } from '../../../../support/httpRequest';
import { demoOf } from '../../../../support/simulator';
import { webhookApiOf } from '../../../../support/webhookApiOf';
import type { TriggerWorkflow } from './triggerWorkflow';

export const ANA = '5511988887777';

export async function receiveText(
	simulator: Simulator,
	text: string,
	more = {},
	instance = 'demo',
): Promise<void> {
	const message = { from: ANA, kind: 'text', text, ...more };
	await post(simulator, `/_sim/instances/${encodeURIComponent(instance)}/receive`, message);
}

export async function sendText(simulator: Simulator, text: string): Promise<void> {
	if (isGo(simulator)) await post(simulator, '/send/text', { number: ANA, text }, 'demo-token');
	else await post(simulator, '/message/sendText/demo', { number: ANA, text });
}

export function headersOf(simulator: Simulator): Readonly<Record<string, unknown>> {
	const instance = demoOf(simulator);
	if (isGo(simulator)) return splitAddress(goOf(instance).row.webhook).headers;
	return instance.webhook?.headers ?? {};
}

/** @returns a function that undoes later changes to the instance's webhook */
export function keepWebhook(simulator: Simulator): () => void {
	const instance = demoOf(simulator);
	const webhook = structuredClone(instance.webhook);
	if (!isGo(simulator)) return () => Object.assign(instance, { webhook });
	const go = goOf(instance);
	const row = { ...go.row };
	return () => {
		Object.assign(go.row, row);
		if (go.client) go.client.row = { ...row };
	};
}

export const keyOf = (simulator: Simulator): string => String(headersOf(simulator).jwt_key ?? '');

/** @param set headers that were set with the webhook, e.g. the list of all subscribers */
export async function deliver(
	simulator: Simulator,
	{ url }: TriggerWorkflow,
	event: object,
	set: Readonly<Record<string, unknown>> = {},
): Promise<number> {
	const json = { 'content-type': 'application/json' };
	if (isGo(simulator)) {
		const address = addressWith(url, headersOf(simulator));
		const envelope = { instanceName: 'demo', instanceToken: 'demo-token', ...event };
		return (await httpRequest(address, 'POST', json, JSON.stringify(envelope))).status;
	}
	const headers = { ...set, ...json, authorization: bearer(keyOf(simulator), Date.now()) };
	const body = JSON.stringify({ instance: 'demo', ...event });
	return (await httpRequest(url, 'POST', headers, body)).status;
}

async function post({ url, key }: Simulator, route: string, body: object, apikey = key) {
	const headers = { 'content-type': 'application/json', apikey };
	await httpRequest(url + route, 'POST', headers, JSON.stringify(body));
}

const isGo = ({ config }: Simulator) => config.server === 'go';

export const talk = (simulator: Simulator, instance = 'demo'): WebhookApi =>
	webhookApiOf(simulator, instance, simulator.state.instances.get(instance)?.token);

/** Adds a subscriber of another n8n. @param asOwner whether the server's webhook gets the subscriber's URL */
export async function subscribe(
	simulator: Simulator,
	url: string,
	kind: 'test' | 'trigger' | 'wait' | 'socket' = 'trigger',
	asOwner = false,
	instance = 'demo',
	chat?: string,
): Promise<void> {
	const subscriber = { kind, url, events: ['MESSAGES_UPSERT'], chat };
	await new HubChanges().change('other n8n', talk(simulator, instance), [
		{ do: 'subscribe', subscriber, asOwner },
	]);
}

export async function unsubscribe(simulator: Simulator, url: string): Promise<void> {
	await new HubChanges().change('other n8n', talk(simulator), [{ do: 'unsubscribe', url }]);
}

export const listeners = async (simulator: Simulator): Promise<readonly Subscriber[]> =>
	(await readHub(talk(simulator))).subscribers;

export async function settled(
	holds: () => boolean | Promise<boolean>,
	limitMs = 20_000,
): Promise<void> {
	for (const end = Date.now() + limitMs; !(await holds()) && Date.now() < end; ) {
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}
