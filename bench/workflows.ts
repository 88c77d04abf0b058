import { setTimeout as sleep } from 'node:timers/promises';
import { inflateRawSync } from 'node:zlib';
import { sign } from 'jsonwebtoken';

import type { RunningN8n } from '../dev/n8n/driver';
import type { NewCredential, NewWorkflow } from '../dev/n8n/types';
import { nodeType } from '../dev/ourPackage';
import type { ReadyEvent, ServerUrls } from './server';
import type { Telegram } from './telegram';

interface Delivery {
	readonly url: string;
	readonly headers: Record<string, string>;
	readonly body: object;
}

export interface Receiver {
	readonly title: string;
	readonly workflowId: string;
	/** Whether the trigger connects to the server (WebSocket), instead of waiting for webhooks. */
	readonly isAsking?: boolean;
	delivery(index: number): Promise<Delivery>;
}

export interface NewReceiver {
	readonly title: string;
	readonly node: Record<string, unknown>;
	readonly credential?: NewCredential;
	readonly isAsking?: boolean;
	readonly isReady?: () => Promise<boolean>;
	readonly delivery: (n8nUrl: string) => Receiver['delivery'];
}

const NOTHING = { type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} };

export async function addWorkflow(
	{ client, url }: Pick<RunningN8n, 'client' | 'url'>,
	{ title, node, credential, delivery, isReady, isAsking }: NewReceiver,
	end = NOTHING,
): Promise<Receiver> {
	const made = credential && (await client.createCredential(credential));
	const { id } = await client.createWorkflow({
		name: title,
		nodes: [
			{
				id: '1',
				name: 'Start',
				position: [0, 0],
				...node,
				...(made ? { credentials: { [made.type]: { id: made.id, name: made.name } } } : {}),
			},
			{ id: '2', name: 'End', position: [220, 0], ...end },
		],
		connections: { Start: { main: [[{ node: 'End', type: 'main', index: 0 }]] } },
	} as NewWorkflow);
	await client.activate(id);
	for (let tries = 0; isReady !== undefined && !(await isReady()); tries++) {
		if (tries === 100) throw new Error(`${title} was not switched on`);
		await sleep(200);
	}
	return { title, workflowId: id, isAsking, delivery: delivery(url) };
}

const MESSAGE_BYTES = 'Hello, is my order ready? '.repeat(4);

function newMessage(event: number) {
	const id = `3EB0${Date.now().toString(16)}${event}`.toUpperCase();
	return {
		key: { remoteJid: '5511988887777@s.whatsapp.net', fromMe: false, id },
		pushName: 'Ana',
		message: { conversation: MESSAGE_BYTES },
		messageType: 'conversation',
		messageTimestamp: Math.floor(Date.now() / 1000),
	};
}

/** Switches off the loop guard, because all events come from one chat, which looks like a loop. */
const ENDLESS = { loopGuard: 0 };

/** @param index of the workflow on the instance. Only the first workflow (0) wants the benchmark's messages. */
export function evolutionTrigger({ http: server, key }: ServerUrls, index: number): NewReceiver {
	const found = async () => {
		const response = await fetch(`${server}/webhook/find/demo`, { headers: { apikey: key } });
		return (await response.json()) as { url: string; headers: Record<string, string> } | null;
	};
	let claims: Promise<Omit<Delivery, 'body'>> | undefined;
	const address = async () => {
		const record = await found();
		if (record === null) throw new Error('The instance has no webhook');
		const { jwt_key: jwtKey, ...headers } = record.headers;
		const token = sign({ app: 'evolution', action: 'webhook' }, jwtKey, { expiresIn: 600 });
		return { url: record.url, headers: { ...headers, authorization: `Bearer ${token}` } };
	};
	return {
		title: 'this package',
		node: {
			type: nodeType('evolutionApiTrigger'),
			typeVersion: 2,
			parameters: {
				authentication: 'globalKey',
				instance: { __rl: true, mode: 'name', value: 'demo' },
				events: ['MESSAGES_UPSERT'],
				options: ENDLESS,
				filters:
					index === 0 ? {} : { chats: { values: { mode: 'restrictTo', chats: '5511900000099' } } },
			},
		},
		credential: {
			name: `Evolution API (${index})`,
			type: 'evolutionGlobalKeyApi',
			data: { baseUrl: server, apiKey: key },
		},
		async isReady() {
			const list = (await found())?.headers?.['x-evolution-hub']?.split('.')[2];
			if (list === undefined) return false;
			const text = inflateRawSync(Buffer.from(list, 'base64url')).toString();
			return (JSON.parse(text) as unknown[]).length > index;
		},
		delivery: () => async (event) => {
			claims ??= address();
			const body = { event: 'messages.upsert', instance: 'demo', data: newMessage(event) };
			const { url, headers } = await claims;
			return { url, headers, body: { ...body, destination: url, server_url: server } };
		},
	};
}

interface SocketCompetitor {
	readonly title: string;
	readonly instance: string;
	readonly options: object;
}

export const SOCKET: SocketCompetitor = {
	title: 'this package, through WebSocket',
	instance: 'socket',
	options: {},
};

export async function socketTrigger(
	urls: ServerUrls,
	{ title, instance, options } = SOCKET,
): Promise<NewReceiver> {
	const { http: server, key, events } = urls;
	const headers = { apikey: key, 'content-type': 'application/json' };
	const ask = async (route: string, body?: object) => {
		const method = body === undefined ? 'GET' : 'POST';
		const response = await fetch(server + route, { method, headers, body: JSON.stringify(body) });
		if (!response.ok) throw new Error(`${route} was answered ${response.status}`);
		return (await response.json()) as unknown;
	};
	await ask('/instance/create', { instanceName: instance, integration: 'WHATSAPP-BAILEYS' });
	await ask(`/_sim/instances/${instance}/scan`, {});
	let first: Promise<unknown> | undefined;
	const receiver = evolutionTrigger(urls, 0);
	return {
		title,
		node: {
			...receiver.node,
			parameters: {
				...(receiver.node.parameters as object),
				instance: { __rl: true, mode: 'name', value: instance },
				options: { ...ENDLESS, ...options, connection: { values: { method: 'webSocket' } } },
			},
		},
		credential: receiver.credential && {
			...receiver.credential,
			name: `Evolution API (${instance})`,
		},
		isAsking: true,
		async isReady() {
			const setting = (await ask(`/websocket/find/${instance}`)) as { enabled: boolean } | null;
			if (setting?.enabled !== true) return false;
			// The server has no Socket.IO namespace for an instance before the instance's first event.
			await (first ??= ask(`/_sim/instances/${instance}/receive`, {
				from: '5511988887777',
				kind: 'text',
				text: MESSAGE_BYTES,
			}));
			const open = (await ask('/_sim/sockets')) as Array<{ namespace: string }>;
			return open.some(({ namespace }) => namespace === `/${instance}`);
		},
		delivery: () => async (event) => ({
			url: events,
			headers: {},
			body: { instance, event: 'messages.upsert', data: newMessage(event) } satisfies ReadyEvent,
		}),
	};
}

export const webhookNode = (): NewReceiver => ({
	title: 'Webhook',
	node: {
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		webhookId: 'bench',
		parameters: { httpMethod: 'POST', path: 'bench', options: {} },
	},
	delivery: (n8nUrl) => async (index) => ({
		url: `${n8nUrl}/webhook/bench`,
		headers: {},
		body: { event: 'messages.upsert', data: { index, message: MESSAGE_BYTES } },
	}),
});

export const EMPTY = {
	emit: 'an empty trigger',
	workflowData: 'an empty trigger that returns workflowData',
} as const;

export const emptyTrigger = (way: keyof typeof EMPTY): NewReceiver => ({
	title: EMPTY[way],
	node: {
		type: 'CUSTOM.emptyTrigger',
		typeVersion: 2,
		webhookId: `bench-${way}`,
		parameters: { way },
	},
	credential: { name: `Empty (${way})`, type: 'httpHeaderAuth', data: { name: 'a', value: 'b' } },
	delivery: (n8nUrl) => async (index) => ({
		url: `${n8nUrl}/webhook/bench-${way}/webhook`,
		headers: {},
		body: { event: 'messages.upsert', data: { index, message: MESSAGE_BYTES } },
	}),
});

export const telegramTrigger = ({ url, hook }: Telegram): NewReceiver => ({
	title: 'Telegram Trigger',
	node: {
		type: 'n8n-nodes-base.telegramTrigger',
		typeVersion: 1.2,
		webhookId: 'bench-telegram',
		parameters: { updates: ['message'], additionalFields: {} },
	},
	credential: {
		name: 'Telegram',
		type: 'telegramApi',
		data: { accessToken: '1:bench', baseUrl: url },
	},
	isReady: async () => hook.url !== '',
	delivery: () => async (index) => {
		const chat = { id: 1, type: 'private' };
		const date = Math.floor(Date.now() / 1000);
		const message = { message_id: index, date, chat, from: { id: 1 }, text: MESSAGE_BYTES };
		const secret = hook.secret_token ?? '';
		return {
			url: hook.url,
			headers: { 'x-telegram-bot-api-secret-token': secret },
			body: { update_id: index, message },
		};
	},
});
