import { convert } from '../../converter/convert';
import type { NodeJson, WorkflowJson } from '../../converter/workflow';
import { nodeType } from '../../dev/ourPackage';
import { convertNodes, link } from './support/convertNodes';

const OLD_TYPE = 'n8n-nodes-evolution-api.evolutionApi';

function old(parameters: NodeJson['parameters'], more: Partial<NodeJson> = {}): NodeJson {
	return {
		id: '1',
		name: 'WhatsApp',
		type: OLD_TYPE,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: { evolutionApi: { id: '7', name: 'Old' } },
		...more,
	};
}

const reader = (type: string, parameters: NodeJson['parameters'], name = 'Set'): NodeJson => ({
	...old(parameters),
	name,
	type: `n8n-nodes-base.${type}`,
});

function converted(nodes: unknown[], connections: object = {}) {
	const { lines, ...after } = convertNodes(nodes, connections, { name: 'Shop' });
	const ofNodes = lines.filter(({ node }) => node !== '');
	return { ...after, lines: ofNodes.map(({ kind, node, text }) => [kind, node, text]) };
}

const withReader = (resource: string, operation: string, next: NodeJson) =>
	converted([old({ resource, operation }), next], { WhatsApp: link(next.name) });

describe('Converting a workflow', () => {
	it('reports a node with an unknown operation, and leaves it unchanged', () => {
		const node = old({ resource: 'messages-api', operation: 'send-hologram' });
		const { nodes, lines } = converted([node]);
		expect(nodes).toEqual([node]);
		expect(lines).toEqual([['left', 'WhatsApp', expect.stringContaining('send-hologram')]]);
	});

	it('turns an old node without parameters into Send Text with empty fields', () => {
		const { nodes, lines } = converted([old({})]);
		expect(nodes[0].parameters).toMatchObject({ resource: 'message', operation: 'sendText' });
		expect(lines).toContainEqual(['check', 'WhatsApp', expect.stringContaining('empty')]);
	});

	it.each([
		['n8n-nodes-evolution-api-en.evolutionApi'],
		['n8n-nodes-evolution-api.httpBin'],
		['@someone/n8n-nodes-evolution-api.evolutionApi'],
	])('recognizes the old node by its type %s', (type) => {
		const parameters = { resource: 'messages-api', operation: 'send-text' };
		const { lines } = converted([old(parameters, { type })]);
		expect(lines[0]).toEqual(['converted', 'WhatsApp', 'Message → Send Text']);
	});

	it('names the fields that it could not carry over', () => {
		const { lines } = converted([
			old({
				resource: 'messages-api',
				operation: 'send-poll',
				instanceName: 'demo',
				remoteJid: '5511988887777',
				caption: 'When?',
				hologram: 'x',
				options_display: { metadataValues: [{ optionValue: '={{ $json.a }}' }] },
			}),
		]);
		const text = 'Not carried over: hologram, options_display.metadataValues.';
		expect(lines).toContainEqual(['check', 'WhatsApp', text]);
	});

	it('reports nodes that read the old key "success", which the new output does not have', () => {
		const branch = reader('if', { value: '={{ $json.success }}' }, 'If');
		const { lines } = withReader('messages-api', 'send-text', branch);
		expect(lines).toContainEqual(['check', 'If', expect.stringContaining('"success"')]);
	});

	it('rewrites expressions of other nodes that read the old output', () => {
		const fields = { value: '={{ $json.data.key.id }}', other: '={{ $json.key.id }}' };
		const jsCode =
			"return [$('WhatsApp').item.json.data.key, $node[\"WhatsApp\"].json['data'].id, $json.data]";
		const { nodes } = converted(
			[
				old({ resource: 'messages-api', operation: 'send-text' }),
				reader('set', fields),
				reader('code', { jsCode }, 'Later'),
			],
			{ WhatsApp: link('Set'), Set: link('Later') },
		);
		expect(nodes[1].parameters).toEqual({
			value: '={{ $json.key.id }}',
			other: '={{ $json.key.id }}',
		});
		expect(nodes[2].parameters.jsCode).toBe(
			'return [$(\'WhatsApp\').item.json.key, $node["WhatsApp"].json.id, $json.data]',
		);
	});

	it('adds a node that puts a list into one item, as the old node gave it', () => {
		const set = reader('set', { value: "={{ $('WhatsApp').item.json.data.length }}" });
		const { nodes, workflow } = withReader('chat-api', 'find-chats', set);
		expect(nodes[2]).toMatchObject({ name: 'WhatsApp (list)', type: 'n8n-nodes-base.aggregate' });
		expect(nodes[1].parameters.value).toBe("={{ $('WhatsApp (list)').item.json.data.length }}");
		expect(workflow.connections).toMatchObject({
			WhatsApp: { main: [[{ node: 'WhatsApp (list)' }]] },
			'WhatsApp (list)': { main: [[{ node: 'Set' }]] },
		});
		expect(convert(workflow).result).toEqual(workflow);
	});

	it('rewrites expressions that read deeper keys of the list of the old node', () => {
		const set = reader('set', {
			value: '={{ $json.data.messages.records[0].key.id }}',
			other: "={{ $('Hook').item.json.body.data.messages.records }}",
		});
		const split = reader('splitOut', { fieldToSplitOut: 'data.messages.records' }, 'Split');
		const { nodes } = converted(
			[old({ resource: 'chat-api', operation: 'find-messages' }), set, split],
			{ WhatsApp: link('Set', 'Split') },
		);
		expect(nodes[1].parameters).toEqual({
			value: '={{ $json.data[0].key.id }}',
			other: "={{ $('Hook').item.json.body.data.messages.records }}",
		});
		expect(nodes[2].parameters).toEqual({ fieldToSplitOut: 'data' });
	});

	it('adds a node that puts the answers of a number check into one item, if a later node reads them there', () => {
		const branch = reader('if', { value: '={{ $json.data[0].exists }}' }, 'If');
		const { nodes } = withReader('chat-api', 'check-number', branch);
		expect(nodes[1]).toEqual(branch);
		expect(nodes[2]).toMatchObject({ type: 'n8n-nodes-base.aggregate' });
	});

	it('turns Execute Once on if the old node ran only for the first item, and reports it', () => {
		const { nodes, text } = convertNodes([
			old({ resource: 'messages-api', operation: 'send-audio' }, { name: 'Audio' }),
			old({ resource: 'messages-api', operation: 'send-text' }, { name: 'Text' }),
		]);
		expect(nodes.map(({ executeOnce }) => executeOnce)).toEqual([true, undefined]);
		expect(text).toContain('Execute Once is on in: Audio.');
	});

	it('reports expressions that read fields that the new output does not have', () => {
		const set = reader('set', { value: '={{ $json.data.update }}' });
		const { lines } = withReader('profile-api', 'update-profile-name', set);
		expect(lines).toContainEqual(['check', 'WhatsApp', expect.stringContaining('it: Set')]);
	});

	const download = old({ resource: 'chat-api', operation: 'get-media-base64', messageId: 'A1' });
	const toFile = reader(
		'convertToFile',
		{ operation: 'toBinary', sourceProperty: 'data.base64', binaryPropertyName: 'photo' },
		'File',
	);

	it('removes the node that turned a download into a file, because Download Media returns a file', () => {
		const { nodes, workflow } = converted([download, toFile, reader('noOp', {}, 'Next')], {
			WhatsApp: link('File'),
			File: link('Next'),
		});
		expect(nodes.map(({ name }) => name)).toEqual(['WhatsApp', 'Next']);
		expect(nodes[0].parameters).toMatchObject({
			operation: 'downloadMedia',
			outputBinaryPropertyName: 'photo',
		});
		expect(workflow.connections).toEqual({ WhatsApp: link('Next') });
	});

	it('keeps Base64 of a download in the output where another node reads it', () => {
		const set = reader('set', { value: '={{ $json.data.base64 }}' });
		const { nodes } = converted([download, set], { WhatsApp: link('Set') });
		expect(nodes[0].parameters).toMatchObject({
			resource: 'apiRequest',
			path: '/chat/getBase64FromMediaMessage/{instance}',
			body: expect.stringContaining('"id": "A1"'),
		});
		expect(nodes[1].parameters.value).toBe('={{ $json.base64 }}');
	});

	it('a reaction is to an own message unless set otherwise, as in the old node', () => {
		const given = { resource: 'messages-api', operation: 'send-reaction', instanceName: 'demo' };
		const { nodes } = converted([old({ ...given, remoteJid: '55', messageId: 'A1' })]);
		expect(nodes[0].parameters).toMatchObject({ fromMe: true, emoji: '👍' });
	});

	it('fills in the default of the old node where n8n did not save a value', () => {
		const { nodes } = converted([
			old({ resource: 'messages-api', instanceName: 'demo', remoteJid: '55', messageText: 'Hi' }),
		]);
		expect(nodes[0].parameters).toEqual({
			authentication: 'globalKey',
			resource: 'message',
			operation: 'sendText',
			instance: { __rl: true, mode: 'name', value: 'demo' },
			recipient: { __rl: true, mode: 'number', value: '55' },
			text: 'Hi',
		});
	});

	it('keeps name, place, settings and expressions of a node, and the rest of the workflow', () => {
		const node = old(
			{
				resource: 'messages-api',
				operation: 'send-text',
				instanceName: '={{ $json.i }}',
				remoteJid: '={{ $json.phone }}',
				messageText: '=Hi {{ $json.name }}',
				options_message: {
					delay: 500,
					quoted: { messageQuoted: { messageId: '={{ $json.id }}' } },
					mentions: { mentionsSettings: { mentionsEveryOne: true } },
				},
			},
			{ onError: 'continueErrorOutput', position: [40, 80], notes: 'mine' },
		);
		const other = reader('noOp', {}, 'Other');
		const { workflow, nodes } = converted([node, other]);
		expect(workflow).toMatchObject({ name: 'Shop' });
		expect(nodes[1]).toEqual(other);
		const { credentials, parameters, ...rest } = nodes[0];
		expect(credentials).toBeUndefined();
		expect(rest).toMatchObject({
			name: 'WhatsApp',
			position: [40, 80],
			notes: 'mine',
			onError: 'continueErrorOutput',
			type: nodeType('evolutionApi'),
		});
		expect(parameters).toMatchObject({
			recipient: { value: '={{ $json.phone }}' },
			text: '=Hi {{ $json.name }}',
			options: {
				typingIndicator: { values: { seconds: 0.5 } },
				replyTo: { values: { messageId: '={{ $json.id }}' } },
				mentions: { values: { mention: 'everyone' } },
			},
		});
	});

	it('gives every converted node the credential that the person named', () => {
		const node = old({ resource: 'messages-api', operation: 'send-text' });
		const credential = { type: 'evolutionInstanceKeyApi', name: 'Shop' } as const;
		const { result } = convert({ nodes: [node] }, { credential });
		expect((result as WorkflowJson).nodes[0]).toMatchObject({
			credentials: { evolutionInstanceKeyApi: { id: null, name: 'Shop' } },
			parameters: { authentication: 'instanceKey' },
		});
	});

	it('removes pinned data of a converted node, and keeps that of others', () => {
		const node = old({ resource: 'messages-api', operation: 'send-text' });
		const pinData = { WhatsApp: [{ json: { data: {} } }], Other: [{ json: {} }] };
		const { result } = convert({ nodes: [node], connections: {}, pinData });
		expect(result).toMatchObject({ pinData: { Other: [{ json: {} }] } });
		expect((result as WorkflowJson).pinData).not.toHaveProperty('WhatsApp');
	});
});

describe('converter: an unusual workflow', () => {
	it('of 5 MB is converted with nothing lost', () => {
		const texts = Array.from({ length: 500 }, (_one, index) =>
			old(
				{ resource: 'messages-api', operation: 'send-text', messageText: 'a'.repeat(10_000) },
				{ name: `N${index}` },
			),
		);
		const links = Object.fromEntries(
			texts.map(({ name }, index) => [name, link(`N${(index + 1) % 500}`)]),
		);
		const { nodes, workflow } = converted(texts, links);
		expect(nodes).toHaveLength(500);
		expect(workflow.connections).toEqual(links);
		expect(nodes.every(({ parameters }) => parameters.operation === 'sendText')).toBe(true);
	});

	it('with two nodes of the same name leaves both unconverted, with a line in the report', () => {
		const node = old({ resource: 'messages-api', operation: 'send-text' });
		const { lines } = converted([node, node]);
		expect(lines).toContainEqual(['left', 'WhatsApp', expect.stringContaining('Several nodes')]);
	});
});

describe('converter: input that is not a workflow', () => {
	it.each([
		['null', null],
		['an object without nodes', { a: 1 }],
		['a list of texts', ['a', 'b']],
		['an object whose nodes are a text', { nodes: 'many' }],
		['an object whose connections are a list', { nodes: [], connections: [1] }],
	])('%s stays as it is, with a line that says so', (_name, json) => {
		const { result, report } = convert(json);
		expect(result).toEqual(json);
		expect(report.lines[0].text).toMatch(/not a workflow/);
	});

	it('malformed connections: the whole workflow is left unchanged, with a line in the report', () => {
		const json = {
			nodes: [
				old({ resource: 'chat-api', operation: 'get-media-base64', messageId: 'A1' }),
				reader('convertToFile', { operation: 'toBinary', sourceProperty: 'data.base64' }, 'File'),
			],
			connections: { WhatsApp: { ...link('File'), other: 'many' } },
		};
		const { result, report } = convert(json);
		expect(result).toEqual(json);
		expect(report.lines[0].text).toContain('nothing was changed');
	});

	it('entries in the list of nodes that are not nodes stay where they are', () => {
		const nodes = [null, 'x', { name: 5 }, old({ resource: 'messages-api' })];
		const { result, report } = convert({ nodes });
		expect((result as WorkflowJson).nodes.slice(0, 3)).toEqual(nodes.slice(0, 3));
		expect(report.lines[0].text).toMatch(/3 entries/);
	});

	it('a workflow inside the answer of the n8n API is converted, and the rest of the answer stays', () => {
		const { result } = convert({ id: 7, workflow: { nodes: [old({ resource: 'messages-api' })] } });
		expect(result).toMatchObject({ id: 7, workflow: { nodes: [{ typeVersion: 1 }] } });
	});
});
