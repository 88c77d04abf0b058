import { convert } from '../../converter/convert';
import type { NodeJson, WorkflowJson } from '../../converter/workflow';
import type { Arbitrary } from 'fast-check';
import fc from '../support/properties';

// Converts unusual workflows: repeated names, circular connections, connections to missing nodes, parameters of any type.

const NAMES = ['Webhook', 'A', 'B', 'C', 'A (list)'];
const name = fc.constantFrom(...NAMES);
const reading = fc.constantFrom(
	"={{ $('Webhook').item.json.body.data.key.remoteJid }}",
	"={{ $('A').item.json.data.key.id }}",
	'={{ $json.data.messages.records }}',
	'={{ $json.body.data.message.base64 }}',
	'={{ $json.success }}',
	'={{ {{ }}',
	'={',
	'',
);
const SERVER = 'https://evo.example.com';
const parametersOf = {
	'n8n-nodes-base.webhook': fc.record({
		httpMethod: fc.constantFrom('POST', 'GET'),
		responseMode: fc.constantFrom('responseNode', 'onReceived', 'lastNode'),
	}),
	'n8n-nodes-base.httpRequest': fc.record({
		method: fc.constantFrom('POST', 'GET', 'PATCH', '={{ $json.m }}'),
		url: fc.oneof(
			fc.constantFrom(
				`${SERVER}/message/sendText/shop`,
				`=${SERVER}/chat/findChats/{{ $json.i }}`,
				`${SERVER}/message/sendHologram/shop`,
				'={{ $json.url }}',
				'https://example.com',
			),
			fc.string(),
		),
		sendHeaders: fc.boolean(),
		headerParameters: fc.constantFrom<unknown>(
			{ parameters: [{ name: 'apikey', value: 'k' }] },
			{ parameters: 'many' },
			null,
		),
		sendBody: fc.boolean(),
		specifyBody: fc.constantFrom('json', 'keypair'),
		jsonBody: fc.oneof(reading, fc.json()),
		bodyParameters: fc.oneof(
			fc.jsonValue(),
			fc.record({ parameters: fc.array(fc.record({ name: fc.string(), value: reading })) }),
		),
		options: fc.jsonValue(),
	}),
	'n8n-nodes-evolution-api.evolutionApi': fc.oneof(
		fc.constant({}),
		fc.record({
			resource: fc.constantFrom('messages-api', 'chat-api', 'groups-api', 'other'),
			operation: fc.constantFrom(
				'send-text',
				'send-list',
				'find-messages',
				'get-media-base64',
				'check-number',
				'other',
			),
			instanceName: reading,
			sections: fc.jsonValue(),
			options_message: fc.jsonValue(),
		}),
	),
	'n8n-nodes-base.convertToFile': fc.record({
		operation: fc.constant('toBinary'),
		sourceProperty: fc.constant('data.base64'),
	}),
	'n8n-nodes-base.respondToWebhook': fc.constant({}),
	'n8n-nodes-base.set': fc.record({ value: reading }),
	'someone.else': fc.record({ anything: fc.jsonValue(), value: reading }),
};

const node = fc
	.constantFrom(...(Object.keys(parametersOf) as Array<keyof typeof parametersOf>))
	.chain((type) =>
		fc.record({
			name,
			type: fc.constant(type),
			typeVersion: fc.constantFrom(1, 2, 3, 4.2),
			position: fc.constant([0, 0]),
			parameters: parametersOf[type] as Arbitrary<object>,
		}),
	);
const link = fc.record({ node: name, type: fc.constant('main'), index: fc.nat(2) });
const outputs = fc.oneof(
	fc.array(fc.oneof(fc.array(link, { maxLength: 3 }), fc.constant(null)), { maxLength: 2 }),
	fc.jsonValue(),
);
const workflow = fc.record({
	nodes: fc.array(fc.oneof({ weight: 9, arbitrary: node }, fc.jsonValue()), { maxLength: 8 }),
	connections: fc.dictionary(name, fc.dictionary(fc.constantFrom('main', 'ai_tool'), outputs)),
	pinData: fc.oneof(fc.constant(undefined), fc.dictionary(name, fc.jsonValue())),
});

const nodesOf = (json: unknown) => (json as WorkflowJson).nodes as NodeJson[];

describe('converter: any workflow', () => {
	it('is converted without an exception and with a line in the report, and the input is not modified', () => {
		fc.assert(
			fc.property(fc.oneof(workflow, fc.jsonValue()), (json) => {
				const before = JSON.stringify(json);
				const { report } = convert(json);
				expect(report.lines.length).toBeGreaterThan(0);
				expect(JSON.stringify(json)).toBe(before);
			}),
		);
	});

	it('keeps every node of another package, with its type', () => {
		fc.assert(
			fc.property(workflow, (json) => {
				const others = (all: unknown[]) =>
					all.filter((one) => (one as NodeJson | null)?.type === 'someone.else').length;
				expect(others(nodesOf(convert(json).result))).toBe(others(json.nodes));
			}),
		);
	});

	it('is not changed by converting it again', () => {
		fc.assert(
			fc.property(workflow, (json) => {
				const once = convert(json).result;
				expect(convert(once).result).toEqual(once);
			}),
		);
	});
});
