import { isDeepStrictEqual } from 'node:util';

import type { IDataObject } from 'n8n-workflow';

import { convert } from '../../../../converter/convert';
import type { NodeJson, WorkflowJson } from '../../../../converter/workflow';
import { runNode } from '../../../../dev/engine/engine';
import { shownValues } from '../../../../dev/generate/shownValues';
import { isOfEvolutionApi, makesRequests } from '../../../../dev/operationRoutes';
import { isOurType, nodeType } from '../../../../dev/ourPackage';
import { queryString } from '../../../../nodes/EvolutionApi/core/http/route';
import { InputProblem } from '../../../../nodes/EvolutionApi/core/input/inputProblem';
import type { Operation } from '../../../../nodes/EvolutionApi/table/operation';
import { resources } from '../../../../nodes/EvolutionApi/operations';
import { currentAnswer } from '../../../support/currentAnswer';
import { everyRoute } from '../../../support/everyRoute';
import { everyVariant, type Values } from '../../../support/fullInput';
import { everybodyIsThere, startRecorder, type Recorder } from '../../../support/recorder';
import { wireOf, type Wire } from '../../../support/wire';

// Converts an equivalent HTTP Request node for each operation, and runs the result in n8n's real engine.

type Row = [name: string, operation: Operation];

/** Operations that send one request. If a dropdown changes the route, the operation has one row per route. */
const table: Row[] = resources.flatMap(({ value, operations }) =>
	operations
		.filter((operation) => isOfEvolutionApi(operation) && !makesRequests(operation))
		.flatMap((operation) => everyRoute(operation))
		.map(([name, operation]): Row => [`${value}/${name}`, operation]),
);

/** Operations whose route has only one word, from which the converter can't recognize the server. */
const OF_ANYBODY = ['system/getInfo', 'system/getMetrics', 'system/verifyCredentials'];

const PLATFORMS = ['dify', 'evoai', 'evolutionBot', 'flowise', 'n8n', 'openai', 'typebot'];

let recorder: Recorder;
beforeAll(async () => (recorder = await startRecorder()));
afterAll(async () => await recorder.close());
beforeEach(() => {
	recorder.requests.length = 0;
	recorder.answers.clear();
});

const filled = (path: string, { example }: Operation) =>
	path.replace(/\{(\w+)\}/g, (_all, name: string) =>
		name === 'instance' ? 'demo' : encodeURIComponent(String(example[name])),
	);

function httpRequest(operation: Operation, { body, query }: Wire): NodeJson {
	const { method, path } = operation.request;
	const isEmpty = body === null || method === 'GET';
	return {
		name: 'Ask',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		position: [0, 0],
		parameters: {
			method,
			url: `${recorder.url}${filled(path, operation)}${queryString(query as Record<string, string>)}`,
			sendHeaders: true,
			headerParameters: { parameters: [{ name: 'apikey', value: 'key' }] },
			...(isEmpty
				? {}
				: { sendBody: true, specifyBody: 'json', jsonBody: JSON.stringify(body, null, 2) }),
		},
	};
}

function converted(node: NodeJson): NodeJson {
	const { result } = convert({ nodes: [node], connections: {} });
	return (result as WorkflowJson).nodes[0] as NodeJson;
}

async function run({ parameters }: NodeJson): Promise<void> {
	await runNode({
		parameters: parameters as IDataObject,
		credentials: { evolutionGlobalKeyApi: { baseUrl: recorder.url, apiKey: 'key' } },
	});
}

async function wiresOf(operation: Operation): Promise<Wire[]> {
	const wires: Wire[] = [];
	const current = currentAnswer(operation);
	const seen = new Set<string>();
	for (const values of [{ ...operation.example } as Values, ...everyVariant(operation)]) {
		try {
			const wire = await wireOf(operation, shownValues(operation.fields, values), current);
			if (!wire.isForm && !seen.has(JSON.stringify(wire))) wires.push(wire);
			seen.add(JSON.stringify(wire));
		} catch (error) {
			if (!(error instanceof InputProblem)) throw error;
		}
	}
	return wires;
}

/** Removes the type of pictures, videos and documents. Servers ignore it, so the converter leaves it out, and reports that. */
const withoutType = ({ mimetype, ...body }: Values): Values =>
	body.mediatype === 'audio' ? { mimetype, ...body } : body;

describe.each(table.filter(([name]) => !OF_ANYBODY.includes(name)))(
	'converter: an HTTP Request that does %s',
	(name, operation) => {
		it('becomes a node that sends the same request', async () => {
			const { method, path } = operation.request;
			const { readFirst } = operation;
			recorder.answers.set('POST /chat/findMessages/demo', { messages: { records: [] } });
			recorder.answers.set('POST /chat/whatsappNumbers/demo', everybodyIsThere);
			if (typeof readFirst === 'string') {
				recorder.answers.set(`GET ${filled(readFirst, operation)}`, currentAnswer(operation));
			}
			const wires = await wiresOf(operation);
			expect(wires).not.toEqual([]);
			for (const wire of wires) {
				const node = converted(httpRequest(operation, wire));
				expect(node.type).toBe(nodeType('evolutionApi'));
				recorder.requests.length = 0;
				await run(node);
				const query = Object.fromEntries(
					Object.entries(wire.query).map(([key, value]) => [key, String(value)]),
				);
				const all = recorder.requests.filter(
					(one) => one.method === method && one.path === filled(path, operation),
				);
				// *Get* may also search for the chat by the person's other addresses.
				const sent =
					name !== 'chat/get' ? all[0] : all.find((one) => isDeepStrictEqual(one.query, query));
				const body = wire.body === null || method === 'GET' ? undefined : wire.body;
				expect([node.parameters, sent]).toEqual([
					node.parameters,
					{
						method,
						path: filled(path, operation),
						query,
						body: name === 'message/sendMedia' ? withoutType(body as Values) : body,
					},
				]);
			}
		});
	},
);

const UNKNOWN = [
	// Our operation has no parameter for the last message's time, which the request contains.
	'chat/archive',
	// The request returns one page. Our operations return all pages.
	'chat/getChannels',
	'chat/getDeliveryUpdates',
	'chat/getMany',
	'chat/getUnanswered',
	'chat/markAsUnread',
	// Our update operations would add the server's current values to the request.
	'chatbot/create of openai',
	...PLATFORMS.map((platform) => `chatbot/update of ${platform}`),
	'chatbot/updateSettings of typebot',
	'chatwoot/update',
	'contact/findAddress',
	'contact/getMany',
	'message/getMany',
	// In the request, a card has a title and a body. Our operation has only one text for a card.
	'message/sendCarousel',
	...OF_ANYBODY.map((name) => `${name}: left`),
];

describe('converter: a request that no operation can express', () => {
	it('becomes API Request or stays as it is, for exactly the routes that this test lists', async () => {
		const unknown: string[] = [];
		for (const [name, operation] of table) {
			const wire = await wireOf(operation, { ...operation.example }, currentAnswer(operation));
			const node = converted(httpRequest(operation, wire));
			const { resource, operation: own } = node.parameters;
			if (!isOurType(node.type)) unknown.push(`${name}: left`);
			else if (resource === 'apiRequest') unknown.push(name);
			else if (own !== operation.value) unknown.push(`${name}: ${String(own)}`);
		}
		expect(unknown.sort()).toEqual([...UNKNOWN].sort());
	});
});
