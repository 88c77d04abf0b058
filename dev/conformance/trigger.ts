import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import {
	sleep,
	type IDataObject,
	type IRun,
	type ITriggerFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';

import { EvolutionApiTrigger } from '../../nodes/EvolutionApi/EvolutionApiTrigger.node';
import { triggerContexts } from '../engine/triggerContexts';
import type { Verdict } from './outcome';
import type { Row } from './report';
import { trySocket } from './socket';
import type { Stage } from './stage';

const TEXT = 'Does this reach the trigger?';
/** How long a delivery may take, because the server and its database may be busy. */
const DELIVERY_PATIENCE_MS = 20_000;

const node = new EvolutionApiTrigger();

interface Reached {
	readonly callbackHost?: string;
	readonly patienceMs?: number;
}

interface Delivery {
	readonly status: number;
	readonly items: IDataObject[];
}

/** Tries the trigger on a temporary instance without WhatsApp, by webhook and by WebSocket. @returns a row for each step */
export async function tryTrigger(stage: Stage, reached: Reached): Promise<Row[]> {
	const deliveries: Delivery[] = [];
	let receive: Receive = () => Promise.resolve({ status: 503, items: [] });
	const server = http.createServer((request, response) => {
		void receive(request).then((delivery) => {
			if (isMessage(delivery) || delivery.status !== 200) deliveries.push(delivery);
			response.writeHead(delivery.status).end('{"evolutionHub":"taken"}');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
	const { port } = server.address() as AddressInfo;
	const contexts = triggerContexts({
		parameters: {
			authentication: 'globalKey',
			events: ['MESSAGES_UPSERT'],
			instance: { __rl: true, mode: 'name', value: stage.inbox },
		},
		credentials: stage.credentials,
		baseUrl: `http://${reached.callbackHost ?? 'n8n.example.com'}:${port}`,
		id: stage.own,
	});
	receive = async (request) => await receiveWith(contexts, request);
	const { checkExists, create, delete: leave } = node.webhookMethods.default;
	const emit: ITriggerFunctions['emit'] = (data, _response, done) => {
		deliveries.push({ status: 200, items: data.flat().map(({ json }) => json) });
		done?.resolve({} as IRun);
	};
	try {
		const before = await stage.webhookOf(stage.inbox);
		const register = await attempt(async () => {
			const hook = contexts.hook();
			if (!(await checkExists.call(hook))) await create.call(hook);
			if (isSame(before, await stage.webhookOf(stage.inbox))) throw new Error('Nothing changed');
		});
		let event: Verdict | undefined;
		if (register.outcome === 'worked') {
			const active = await node.trigger.call(contexts.trigger(emit));
			event = await tryEvent(stage, reached, deliveries);
			await active.closeFunction?.();
		}
		const unregister = await attempt(async () => {
			await leave.call(contexts.hook());
			const after = await stage.webhookOf(stage.inbox);
			if (!isSame(before, after)) throw new Error(`The webhook is now ${JSON.stringify(after)}`);
		});
		return [
			{ name: 'trigger/register', ...register },
			...(event ? [{ name: 'trigger/event', ...event }] : []),
			{ name: 'trigger/unregister', ...unregister },
			{
				name: 'trigger/webSocket',
				...(await trySocket(stage, reached.patienceMs ?? DELIVERY_PATIENCE_MS)),
			},
		];
	} finally {
		server.closeAllConnections();
		server.close();
	}
}

type Contexts = ReturnType<typeof triggerContexts>;
type Receive = (request: http.IncomingMessage) => Promise<Delivery>;

async function tryEvent(
	stage: Stage,
	{ callbackHost, patienceMs = DELIVERY_PATIENCE_MS }: Reached,
	deliveries: readonly Delivery[],
): Promise<Verdict> {
	if (callbackHost === undefined) {
		const reason = 'needs --callback-host, the address of this computer';
		return { outcome: 'leftOut', reason };
	}
	return await attempt(async () => {
		await stage.writeToInbox(TEXT);
		const end = Date.now() + patienceMs;
		while (deliveries.length === 0 && Date.now() < end) await sleep(100);
		const [delivery] = deliveries;
		if (delivery === undefined) throw new Error('The trigger received no event');
		if (delivery.status !== 200) throw new Error(`The trigger answered ${delivery.status}`);
	});
}

async function attempt(step: () => Promise<void>): Promise<Verdict> {
	try {
		await step();
		return { outcome: 'worked' };
	} catch (error) {
		return { outcome: 'failed', reason: (error as Error).message };
	}
}

const isMessage = ({ items }: Delivery) => items.some((item) => item.text === TEXT);

/** Tells whether the webhook is unchanged, except for the times in its row. A disabled webhook counts as none. */
function isSame(before: IDataObject | null, after: IDataObject | null): boolean {
	const content = (webhook: IDataObject | null) => {
		if (webhook === null || webhook.enabled === false) return null;
		const { url, headers, events, webhookByEvents, webhookBase64 } = webhook;
		return { url, headers, events, webhookByEvents, webhookBase64 };
	};
	return isDeepStrictEqual(content(before), content(after));
}

async function receiveWith(contexts: Contexts, request: http.IncomingMessage): Promise<Delivery> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const rawBody = Buffer.concat(chunks);
	const { method, headers, url: originalUrl } = request;
	const body = JSON.parse(rawBody.toString()) as IDataObject;
	let status = 200;
	const response = {
		status: (code: number) => {
			status = code;
			return response;
		},
		send: () => response,
	};
	const webhookRequest = { method, headers, originalUrl, rawBody, body, query: {}, params: {} };
	const context: IWebhookFunctions = contexts.webhook(webhookRequest, response);
	const { workflowData = [] } = await node.webhook.call(context);
	return { status, items: workflowData.flat().map(({ json }) => json) };
}
