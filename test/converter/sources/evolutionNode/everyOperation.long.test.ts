import type { IDataObject } from 'n8n-workflow';

import { convert } from '../../../../converter/convert';
import { fromOldNode } from '../../../../converter/sources/evolutionNode/oldNode';
import { rules } from '../../../../converter/sources/evolutionNode/rules';
import type { NodeJson, WorkflowJson } from '../../../../converter/workflow';
import { runNode } from '../../../../dev/engine/engine';
import { currentAnswer } from '../../../support/currentAnswer';
import { everybodyIsThere, startRecorder, type Recorder } from '../../../support/recorder';
import { findOperation } from '../../../support/run';
import { oldRequests, type OldRequest } from './oldRequests';

// Converts a complete node for each operation of the old package, and runs the result in n8n's real engine.

let recorder: Recorder;
beforeAll(async () => (recorder = await startRecorder()));
afterAll(async () => await recorder.close());
beforeEach(() => {
	recorder.requests.length = 0;
	recorder.answers.clear();
	// For a quote, the node first looks up the message. If the server doesn't have it, the node quotes it by its ID.
	recorder.answers.set('POST /chat/findMessages/demo', { messages: { records: [] } });
	recorder.answers.set('POST /chat/whatsappNumbers/demo', everybodyIsThere);
	// Without a QR code in the answer, the node would repeat the request for ten seconds.
	recorder.answers.set('GET /instance/connect/demo', { base64: 'data:image/png;base64,' });
});

const SELECTOR = /^(?:resource|operation|resourceFor\w+|searchMethod|type|status|listAll)$/;
const nameOf = ({ saved }: OldRequest) =>
	Object.entries(saved)
		.filter(([name, value]) => SELECTOR.test(name) && typeof value !== 'object')
		.map(([, value]) => String(value))
		.join(' / ');

const oldNode = (parameters: IDataObject): NodeJson => ({
	name: 'WhatsApp',
	type: 'n8n-nodes-evolution-api.evolutionApi',
	typeVersion: 1,
	position: [0, 0],
	parameters,
});

function converted(saved: IDataObject): NodeJson {
	const { result } = convert({ nodes: [oldNode(saved)], connections: {} });
	return (result as WorkflowJson).nodes[0] as NodeJson;
}

function answerFirst({ parameters }: NodeJson, path: string): void {
	const operation = findOperation(String(parameters.resource), String(parameters.operation));
	const { readFirst } = operation;
	if (typeof readFirst !== 'string') return;
	const [, platform] = path.split('/');
	const asked = readFirst.replace(/\{(\w+)\}/g, (_all, name: string) =>
		name === 'instance' ? 'demo' : name === 'platform' ? platform : 'b1',
	);
	recorder.answers.set(`GET ${asked}`, { ...currentAnswer(operation), id: 'b1' });
}

/** Treats a person's JID like the number in it, because the server creates the JID from the number. */
const asNumbers = (value: unknown): unknown =>
	JSON.parse(JSON.stringify(value ?? null).replaceAll('@s.whatsapp.net', ''));

function expectedBody({ sends, differs }: OldRequest): unknown {
	if (differs === undefined) return sends.body;
	const body = { ...sends.body, ...differs.body };
	return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
}

describe.each(oldRequests.map((row) => [nameOf(row), row] as const))(
	'converter: the operation %s of the old node',
	(_name, row) => {
		it('sends the same requests after the conversion as before', async () => {
			const { method, path, query } = row.sends;
			const node = converted(row.saved);
			answerFirst(node, path);
			await runNode({
				parameters: node.parameters as IDataObject,
				credentials: { evolutionGlobalKeyApi: { baseUrl: recorder.url, apiKey: 'key' } },
			});
			const sent = recorder.requests.find((one) => one.method === method && one.path === path);
			expect({ query: sent?.query, body: asNumbers(sent?.body) }).toEqual({
				query: query ?? {},
				body: asNumbers(expectedBody(row)),
			});
		});
	},
);

/** Operations whose requests the old node can't send, because they need a parameter for which it has no field. */
const NEVER_SENT = [
	...['create', 'update', 'changeStatus'].map((does) => `integrations-api / difyBot / ${does}Dify`),
	...['create', 'find', 'update', 'delete', 'fetchSessions', 'changeStatus'].map(
		(does) => `integrations-api / flowiseBot / ${does}Flowise`,
	),
];

it('converter: every conversion rule is for an operation that is tested here', () => {
	const used = new Set(oldRequests.map(({ saved }) => fromOldNode(oldNode(saved)).rule));
	const unused = rules.filter((rule) => !used.has(rule));
	expect(unused.map(({ from, when }) => [...from, ...(when ?? []).slice(1)].join(' / '))).toEqual(
		NEVER_SENT,
	);
});
