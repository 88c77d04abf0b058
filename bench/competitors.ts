import type { IBinaryKeyData, IDataObject, INodeExecutionData } from 'n8n-workflow';

import { nodeType } from '../dev/ourPackage';
import type { NodeRun } from './engine';
import type { CaseName, Competitor, Job, Server } from './protocol';

// The same task for each competitor, in the way that a user would set it up.

const ROUTES: Record<CaseName, string> = {
	texts: '/message/sendText/demo',
	numbers: '/chat/whatsappNumbers/demo',
	pictures: '/chat/fetchProfilePictureUrl/demo',
	media: '/message/sendMedia/demo',
};

/** Returns a different number for each item. Items with the same number could share a request. */
const phone = (index: number) => String(5_511_900_000_000 + index);

export function itemsOf({ count }: Job, binary?: IBinaryKeyData): INodeExecutionData[] {
	return Array.from({ length: count }, (_, index) => ({
		json: { number: phone(index), text: `Hello ${index}` },
		...(binary ? { binary } : {}),
	}));
}

export const routeOf = ({ name, server }: Job) => server.url + ROUTES[name];

export function bodyOf(name: CaseName, items: readonly INodeExecutionData[]): IDataObject {
	const [{ json }] = items;
	if (name === 'texts') return { number: json.number, text: json.text };
	if (name === 'pictures') return { number: json.number };
	return { numbers: items.map((item) => String(item.json.number)) };
}

export function nodeOf(job: Job): Omit<NodeRun, 'items'> {
	if (job.competitor === 'http' || job.competitor === 'httpFields') return httpRequest(job);
	if (job.competitor === 'peer') return peer(job);
	return ours(job);
}

/** Tells whether the node must run once per item. Except for texts, `n8n-nodes-evolution-api` only uses the first item. */
export const runsOncePerItem = ({ competitor, name }: Pick<Job, 'competitor' | 'name'>) =>
	competitor === 'peer' && name !== 'texts';

const locator = (mode: string, value: string) => ({ __rl: true, mode, value });

const AT_ONCE: Partial<Record<Competitor, number>> = { ours1: 1, ours20: 20 };

function ours({ name, competitor, server }: Job): Omit<NodeRun, 'items'> {
	const recipient = locator('number', '={{ $json.number }}');
	const atOnce = AT_ONCE[competitor];
	const reading = atOnce === undefined ? {} : { concurrency: atOnce };
	const sending = atOnce === undefined ? {} : { concurrency: atOnce };
	const parameters: Record<CaseName, IDataObject> = {
		texts: {
			resource: 'message',
			operation: 'sendText',
			recipient,
			text: '={{ $json.text }}',
			bulkSending: sending,
		},
		numbers: {
			resource: 'contact',
			operation: 'checkNumbers',
			numbers: '={{ $json.number }}',
			options: competitor === 'oursGap' ? {} : { delayBetweenRequests: 0 },
		},
		pictures: {
			resource: 'contact',
			operation: 'getProfilePicture',
			recipient,
			options: reading,
		},
		media: {
			resource: 'message',
			operation: 'sendMedia',
			recipient,
			mediaType: 'document',
			mediaSource: 'binary',
			binaryPropertyName: 'data',
		},
	};
	return {
		type: nodeType('evolutionApi'),
		typeVersion: 1,
		parameters: {
			authentication: 'globalKey',
			instance: locator('name', 'demo'),
			...parameters[name],
		},
		credentials: {
			evolutionGlobalKeyApi: { baseUrl: server.url, apiKey: server.key, ignoreSslIssues: true },
		},
	};
}

function httpRequest(job: Job): Omit<NodeRun, 'items'> {
	const body: Record<CaseName, string> = {
		texts: '={{ { number: $json.number, text: $json.text } }}',
		numbers: '={{ { numbers: [$json.number] } }}',
		pictures: '={{ { number: $json.number } }}',
		media: '',
	};
	const form = [
		{ name: 'number', value: '={{ $json.number }}' },
		{ name: 'mediatype', value: 'document' },
		{ name: 'fileName', value: 'file.pdf' },
		{ name: 'file', parameterType: 'formBinaryData', inputDataFieldName: 'data' },
	];
	const fields = ['number', 'text'].map((name) => ({ name, value: `={{ $json.${name} }}` }));
	const json: IDataObject =
		job.competitor === 'httpFields'
			? { specifyBody: 'keypair', bodyParameters: { parameters: fields } }
			: { specifyBody: 'json', jsonBody: body[job.name] };
	const content: IDataObject =
		job.name === 'media'
			? { contentType: 'multipart-form-data', bodyParameters: { parameters: form } }
			: { contentType: 'json', ...json };
	return {
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			method: 'POST',
			url: routeOf(job),
			authentication: 'genericCredentialType',
			genericAuthType: 'httpHeaderAuth',
			sendBody: true,
			...content,
			options: { allowUnauthorizedCerts: true },
		},
		credentials: { httpHeaderAuth: { name: 'apikey', value: job.server.key } },
	};
}

function peer({ name, server }: Job): Omit<NodeRun, 'items'> {
	const parameters: Record<CaseName, IDataObject> = {
		texts: {
			resource: 'messages-api',
			operation: 'send-text',
			remoteJid: '={{ $json.number }}',
			messageText: '={{ $json.text }}',
			options_message: {},
		},
		numbers: {
			resource: 'chat-api',
			operation: 'check-number',
			numbers: '={{ $json.number }}',
		},
		pictures: {
			resource: 'chat-api',
			operation: 'fetch-profile-picture',
			number: '={{ $json.number }}',
		},
		// `n8n-nodes-evolution-api` has no field for a file, so the user has to convert it to Base64.
		media: {
			resource: 'messages-api',
			operation: 'send-document',
			remoteJid: '={{ $json.number }}',
			media: '={{ $json.base64 }}',
			caption: '',
			fileName: 'file.pdf',
			options_message: {},
		},
	};
	return {
		type: 'n8n-nodes-evolution-api.evolutionApi',
		typeVersion: 1,
		parameters: { instanceName: 'demo', ...parameters[name] },
		credentials: { evolutionApi: keyOf(server) },
	};
}

const keyOf = ({ url, key }: Server) => ({ 'server-url': url, apikey: key });
