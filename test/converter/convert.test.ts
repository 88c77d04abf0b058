import { convert } from '../../converter/convert';
import type { NodeJson, WorkflowJson } from '../../converter/workflow';
import { nodeType } from '../../dev/ourPackage';

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

function converted(nodes: unknown[], connections: WorkflowJson['connections'] = {}) {
	const { result, report } = convert({ name: 'Shop', nodes, connections });
	const workflow = result as WorkflowJson;
	const lines = report.lines
		.filter(({ node }) => node !== '')
		.map(({ kind, node, text }) => [kind, node, text]);
	return { workflow, lines, nodes: workflow.nodes as NodeJson[] };
}

describe('Converting a workflow', () => {
	it('leaves a node alone whose operation it does not know, and says so', () => {
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

	it('says in the report which nodes read the old key "success", which the new output does not have', () => {
		const reader = {
			...old({ value: '={{ $json.success }}' }),
			name: 'If',
			type: 'n8n-nodes-base.if',
		};
		const { lines } = converted(
			[old({ resource: 'messages-api', operation: 'send-text' }), reader],
			{
				WhatsApp: { main: [[{ node: 'If', type: 'main', index: 0 }]] },
			},
		);
		expect(lines).toContainEqual(['check', 'If', expect.stringContaining('"success"')]);
	});

	it('rewrites expressions of other nodes that read the old output', () => {
		const reader = {
			...old({ value: '={{ $json.data.key.id }}', other: '={{ $json.key.id }}' }),
			name: 'Set',
			type: 'n8n-nodes-base.set',
		};
		const later = {
			...reader,
			name: 'Later',
			type: 'n8n-nodes-base.code',
			parameters: {
				jsCode:
					"return [$('WhatsApp').item.json.data.key, $node[\"WhatsApp\"].json['data'].id, $json.data]",
			},
		};
		const { nodes } = converted(
			[old({ resource: 'messages-api', operation: 'send-text' }), reader, later],
			{
				WhatsApp: { main: [[{ node: 'Set', type: 'main', index: 0 }]] },
				Set: { main: [[{ node: 'Later', type: 'main', index: 0 }]] },
			},
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
		const reader = {
			...old({ value: "={{ $('WhatsApp').item.json.data.length }}" }),
			name: 'Set',
			type: 'n8n-nodes-base.set',
		};
		const { nodes, workflow } = converted(
			[old({ resource: 'chat-api', operation: 'find-chats' }), reader],
			{
				WhatsApp: { main: [[{ node: 'Set', type: 'main', index: 0 }]] },
			},
		);
		expect(nodes[2]).toMatchObject({ name: 'WhatsApp (list)', type: 'n8n-nodes-base.aggregate' });
		expect(nodes[1].parameters.value).toBe("={{ $('WhatsApp (list)').item.json.data.length }}");
		expect(workflow.connections).toMatchObject({
			WhatsApp: { main: [[{ node: 'WhatsApp (list)' }]] },
			'WhatsApp (list)': { main: [[{ node: 'Set' }]] },
		});
		expect(convert(workflow).result).toEqual(workflow);
	});

	it('rewrites expressions that read deeper keys of the list of the old node', () => {
		const reader = {
			...old({
				value: '={{ $json.data.messages.records[0].key.id }}',
				other: "={{ $('Hook').item.json.body.data.messages.records }}",
			}),
			name: 'Set',
			type: 'n8n-nodes-base.set',
		};
		const split = {
			...old({ fieldToSplitOut: 'data.messages.records' }),
			name: 'Split',
			type: 'n8n-nodes-base.splitOut',
		};
		const { nodes } = converted(
			[old({ resource: 'chat-api', operation: 'find-messages' }), reader, split],
			{
				WhatsApp: {
					main: [
						[
							{ node: 'Set', type: 'main', index: 0 },
							{ node: 'Split', type: 'main', index: 0 },
						],
					],
				},
			},
		);
		expect(nodes[1].parameters).toEqual({
			value: '={{ $json.data[0].key.id }}',
			other: "={{ $('Hook').item.json.body.data.messages.records }}",
		});
		expect(nodes[2].parameters).toEqual({ fieldToSplitOut: 'data' });
	});

	it('adds a node that puts the answers of a number check into one item, if a later node reads them there', () => {
		const reader = {
			...old({ value: '={{ $json.data[0].exists }}' }),
			name: 'If',
			type: 'n8n-nodes-base.if',
		};
		const { nodes } = converted(
			[old({ resource: 'chat-api', operation: 'check-number', numbers: '55' }), reader],
			{ WhatsApp: { main: [[{ node: 'If', type: 'main', index: 0 }]] } },
		);
		expect(nodes[1]).toEqual(reader);
		expect(nodes[2]).toMatchObject({ type: 'n8n-nodes-base.aggregate' });
	});

	it('turns Execute Once on where the old node ran only for the first item, and says so in the report', () => {
		const { result, report } = convert({
			nodes: [
				old({ resource: 'messages-api', operation: 'send-audio' }, { name: 'Audio' }),
				old({ resource: 'messages-api', operation: 'send-text' }, { name: 'Text' }),
			],
		});
		const nodes = (result as WorkflowJson).nodes as NodeJson[];
		expect(nodes.map(({ executeOnce }) => executeOnce)).toEqual([true, undefined]);
		expect(report.lines.map(({ text }) => text).join()).toContain('Execute Once is on in: Audio.');
	});

	it('says in the report which expressions read fields that the new output does not have', () => {
		const reader = {
			...old({ value: '={{ $json.data.update }}' }),
			name: 'Set',
			type: 'n8n-nodes-base.set',
		};
		const { lines } = converted(
			[old({ resource: 'profile-api', operation: 'update-profile-name' }), reader],
			{ WhatsApp: { main: [[{ node: 'Set', type: 'main', index: 0 }]] } },
		);
		expect(lines).toContainEqual(['check', 'WhatsApp', expect.stringContaining('in: Set')]);
	});

	const download = old({ resource: 'chat-api', operation: 'get-media-base64', messageId: 'A1' });
	const toFile = {
		...old({ operation: 'toBinary', sourceProperty: 'data.base64', binaryPropertyName: 'photo' }),
		name: 'File',
		type: 'n8n-nodes-base.convertToFile',
	};

	it('removes the node that turned a download into a file, since Download Media gives a file', () => {
		const next = { ...old({}), name: 'Next', type: 'n8n-nodes-base.noOp' };
		const { nodes, workflow } = converted([download, toFile, next], {
			WhatsApp: { main: [[{ node: 'File', type: 'main', index: 0 }]] },
			File: { main: [[{ node: 'Next', type: 'main', index: 0 }]] },
		});
		expect(nodes.map(({ name }) => name)).toEqual(['WhatsApp', 'Next']);
		expect(nodes[0].parameters).toMatchObject({
			operation: 'downloadMedia',
			outputBinaryPropertyName: 'photo',
		});
		expect(workflow.connections).toEqual({
			WhatsApp: { main: [[{ node: 'Next', type: 'main', index: 0 }]] },
		});
	});

	it('keeps Base64 of a download in the output where another node reads it', () => {
		const reader = {
			...old({ value: '={{ $json.data.base64 }}' }),
			name: 'Vision',
			type: 'n8n-nodes-base.set',
		};
		const { nodes } = converted([download, reader], {
			WhatsApp: { main: [[{ node: 'Vision', type: 'main', index: 0 }]] },
		});
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
		const other = { ...old({}), name: 'Other', type: 'n8n-nodes-base.noOp' };
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
			texts.map(({ name }, index) => [
				name,
				{ main: [[{ node: `N${(index + 1) % 500}`, type: 'main', index: 0 }]] },
			]),
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
		['a text', 'hello'],
		['null', null],
		['a number', 5],
		['an object without nodes', { a: 1 }],
		['a list of texts', ['a', 'b']],
		['an empty list', []],
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
				{
					...old({ operation: 'toBinary', sourceProperty: 'data.base64' }),
					name: 'File',
					type: 'n8n-nodes-base.convertToFile',
				},
			],
			connections: {
				WhatsApp: { main: [[{ node: 'File', type: 'main', index: 0 }]], other: 'many' },
			},
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

	it('a workflow that was converted is not changed by converting it again', () => {
		const { result } = convert({ nodes: [old({ resource: 'messages-api' })], connections: {} });
		expect(convert(result).result).toEqual(result);
	});
});
