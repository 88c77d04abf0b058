import { convert } from '../../converter/convert';
import { OUR_NODE } from '../../converter/ourTypes';
import { withoutSecrets } from '../../converter/secrets';
import type { WorkflowJson } from '../../converter/workflow';
import { httpNode, httpRequest } from './support/convertNodes';

// A pasted workflow may contain anything: JSON of any depth and size, with any keys.

const SERVER = 'https://evo.example.com';
const DEEP = 20_000;

const URL_OF_TEXT = `${SERVER}/message/sendText/shop`;
const ask = (parameters: object) => httpNode({ url: URL_OF_TEXT, ...parameters });
const withBody = (jsonBody: string) => httpRequest(URL_OF_TEXT, jsonBody);
const nested = (open: string, close: string) => open.repeat(DEEP) + '1' + close.repeat(DEEP);
const typeOf = (result: unknown) => ((result as WorkflowJson).nodes[0] as { type: string }).type;

describe('converter: JSON that is too large', () => {
	it.each([
		['lists within lists', JSON.parse(nested('[', ']'))],
		['objects nested in the key "workflow"', JSON.parse(nested('{"workflow":', '}'))],
		['parameters within parameters', { nodes: [ask(JSON.parse(nested('{"a":', '}')))] }],
	])(
		'is left as it is when it is nested too deeply, with a line that says so: %s',
		(_name, json) => {
			const { result, report } = convert(json);
			expect(result).toBe(json);
			expect(report.lines).toEqual([
				{ kind: 'left', node: '', text: expect.stringContaining('200 levels deep') },
			]);
		},
	);

	it.each([
		['nodes', { nodes: Array(1001).fill(ask({})) }, 'at most 1000'],
		['text', { nodes: [withBody('a'.repeat(16_000_001))] }, '16 MB'],
	])(
		'is left as it is when it exceeds the limit for %s, with a line that says so',
		(_name, json, text) => {
			const { result, report } = convert(json);
			expect(result).toBe(json);
			expect(report.lines[0].text).toContain(text);
		},
	);
});

describe('converter: an expression that is very long or nested very deeply', () => {
	it.each([
		['brackets', `={"number": "55", "text": "{{ ${nested('(', ')')} }}"}`],
		['objects', `={{ ${nested('{a:', '}')} }}`],
		['lists', `={{ ${nested('[', ']')} }}`],
		['template strings', `={{ ${nested('`${', '}`')} }}`],
		['calls', `={{ ${nested('JSON.stringify(', ')')} }}`],
		['JSON', nested('{"a":', '}')],
	])('does not prevent the conversion of its node: %s', (_name, jsonBody) => {
		expect(typeOf(convert({ nodes: [withBody(jsonBody)] }).result)).toBe(OUR_NODE);
	});

	it('a field name with 20,000 dots does not prevent the conversion of its node', () => {
		const parameters = [{ name: `${'a.'.repeat(DEEP)}b`, value: '1' }];
		const node = ask({ sendBody: true, bodyParameters: { parameters } });
		expect(typeOf(convert({ nodes: [node] }).result)).toBe(OUR_NODE);
	});

	it('a Code node with 20,000 assignments of the webhook body is searched', () => {
		const jsCode = '{body} = $json; a = $json; '.repeat(20_000);
		const nodes = [
			{ name: 'Webhook', type: 'n8n-nodes-base.webhook', parameters: { httpMethod: 'POST' } },
			{ name: 'Code', type: 'n8n-nodes-base.code', parameters: { jsCode } },
			ask({ text: "={{ $('Webhook').item.json.body.data.key.remoteJid }}" }),
		];
		const connections = { Webhook: { main: [[{ node: 'Code', type: 'main', index: 0 }]] } };
		convert({ nodes, connections });
	});

	it('of 50,000 parts is converted', () => {
		const text = '{{ $json.a }} '.repeat(50_000);
		const { result } = convert({ nodes: [withBody(`={"number": "55", "text": "${text}"}`)] });
		expect((result as WorkflowJson).nodes[0]).toMatchObject({ parameters: { text: `=${text}` } });
	});
});

describe('converter: a workflow whose nodes are connected in a circle', () => {
	it('of 1,000 nodes is converted', () => {
		const names = Array.from({ length: 1000 }, (_one, index) => `N${index}`);
		const old = 'n8n-nodes-evolution-api.evolutionApi';
		const nodes = names.map((name, index) => ({
			name,
			type: index % 2 === 0 ? old : 'n8n-nodes-base.if',
			parameters: { resource: 'messages-api', operation: 'send-text', a: '={{ $json.data.x }}' },
		}));
		const connections = Object.fromEntries(
			names.map((name, index) => [
				name,
				{ main: [[{ node: names[(index + 1) % 1000], type: 'main', index: 0 }]] },
			]),
		);
		expect(convert({ nodes, connections }).report.replaced).toHaveLength(500);
	});
});

describe('converter: a secret in the workflow is not in the report', () => {
	it.each([
		['a user name and a password', 'https://admin:hunter2@evo.example.com'],
		['a password with an @ in it', 'https://admin:hun@hunter2@evo.example.com'],
		['a token in the path', 'https://proxy.example.com/t/9f8e7d6c5b4a3210hunter2'],
		["Telegram's token in the path", 'https://evo.example.com/bot123456789:AAhunter2hunter2'],
		["Telegram's token before a comma", 'https://evo.example.com/bot123456789:AAhunter2hunter2,a'],
		['a token in an expression', "={{ $env.SERVER || 'https://a:hunter2@evo.example.com' }}"],
	])('in the address of the server: %s', (_name, server) => {
		const node = ask({ url: `${server}/message/sendText/shop` });
		const { report } = convert({ nodes: [node] });
		expect(report.replaced).toHaveLength(1);
		expect(JSON.stringify(report)).not.toContain('hunter2');
	});

	it.each([
		[
			'a token in the query string of the address',
			{ url: `${SERVER}/message/sendText/shop?token=hunter2&x=1` },
		],
		[
			'a key in a query parameter',
			{ sendQuery: true, queryParameters: { parameters: [{ name: 'apiKey', value: 'hunter2' }] } },
		],
		[
			'a token in the body',
			{ sendBody: true, specifyBody: 'json', jsonBody: '{"number": "5", "token": "hunter2"}' },
		],
		[
			'a header with any name, given as JSON',
			{ specifyHeaders: 'json', jsonHeaders: '{"X-Shop": "hunter2"}' },
		],
		[
			'the header apikey, given as JSON',
			{ specifyHeaders: 'json', jsonHeaders: '{"apikey": "hunter2"}' },
		],
	])('in another part of the request: %s', (_name, parameters) => {
		const { report } = convert({ nodes: [ask(parameters)] });
		expect(report.replaced).toHaveLength(1);
		expect(JSON.stringify(report)).not.toContain('hunter2');
	});

	it('in the fields of an old node: tokens and passwords, which stay in the workflow', () => {
		const node = {
			name: 'WhatsApp',
			type: 'n8n-nodes-evolution-api.evolutionApi',
			parameters: {
				resource: 'instances-api',
				operation: 'instance-basic',
				instanceName: 'shop',
				token: 'hunter2',
				options_Create_instance: {
					proxy: { proxySettings: { proxyHost: 'p', proxyPassword: 'hunter2' } },
					webhook: { webhookSettings: { webhookUrl: 'https://a:hunter2@n8n.example.com/x' } },
				},
			},
		};
		const { report, result } = convert({ nodes: [node] });
		expect(JSON.stringify(report)).not.toContain('hunter2');
		// The converted node itself must contain the key, because the workflow has to work as before.
		expect(JSON.stringify(result)).toContain('"token":"hunter2"');
	});

	it.each([
		"Set the credential's Base URL to https://evo.example.com/api/v2 (used in: Send it).",
		'https://evo.example.com/message/sendWhatsAppAudio/my-company-support?groupJid=1@g.us',
		'https://evolution-api-production-4f2a.up.railway.app/group/inviteInfo/shop',
		'{{ $json.server_url }}',
	])('everything that is no secret is in the report: %s', (text) => {
		expect(withoutSecrets(text)).toBe(text);
	});
});
