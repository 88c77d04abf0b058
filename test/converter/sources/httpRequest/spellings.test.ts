import { convert } from '../../../../converter/convert';
import type { NodeJson, WorkflowJson } from '../../../../converter/workflow';
import { nodeType, PAGES } from '../../../../dev/ourPackage';

// Tests addresses, bodies and settings in the different ways in which people write them in HTTP Request nodes.

const SERVER = 'https://evo.example.com';
const key = {
	sendHeaders: true,
	headerParameters: { parameters: [{ name: 'apikey', value: 'secret-key' }] },
};
const json = (jsonBody: unknown) => ({ sendBody: true, specifyBody: 'json', jsonBody });
const pairs = (body: Record<string, unknown>) => ({
	sendBody: true,
	bodyParameters: { parameters: Object.entries(body).map(([name, value]) => ({ name, value })) },
});
const TEXT = json('{"number": "5511988887777", "text": "Hi"}');

const ask = (url: string, parameters: object, more: object = {}): NodeJson => ({
	name: 'Send',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	position: [0, 0],
	parameters: { method: 'POST', url, ...key, ...parameters },
	...more,
});

function converted(...nodes: NodeJson[]) {
	const { result, report } = convert({ nodes, connections: {} });
	const [node] = (result as WorkflowJson).nodes as NodeJson[];
	return { node, parameters: node.parameters, lines: report.lines, result };
}

describe('converter: an HTTP Request that may not be for Evolution API, or is difficult to convert', () => {
	it.each([
		['another address', `${SERVER}/v1/messages`],
		['a route that others have, without a key', `${SERVER}/instance/create`],
		['an expression that hides the route', '={{ $json.url }}'],
		['no server', '/message/sendText/shop'],
		['an empty address', ''],
	])('stays as it is: %s', (_name, url) => {
		const node = ask(url, { ...TEXT, sendHeaders: false });
		expect(converted(node).node).toEqual(node);
	});

	it('stays as it is, with the reason, if its body is neither JSON nor a form with one file', () => {
		const node = ask(`${SERVER}/message/sendText/shop`, {
			sendBody: true,
			contentType: 'binaryData',
		});
		const { node: after, lines } = converted(node);
		expect(after).toEqual(node);
		expect(lines[0]).toMatchObject({ kind: 'left', text: expect.stringContaining('binaryData') });
	});

	it('is reported if the server is known and the route is not', () => {
		const other = { ...ask(`${SERVER}/chat/getMedia/shop`, { method: 'GET' }), name: 'Media' };
		const { lines } = converted(ask(`${SERVER}/message/sendText/shop`, TEXT), other);
		expect(lines).toContainEqual(expect.objectContaining({ kind: 'left', node: 'Media' }));
	});

	const named = (name: string, url: string, parameters: object = {}) => ({
		...ask(url, parameters),
		name,
	});
	const saidOf = (name: string, ...nodes: NodeJson[]) =>
		converted(...nodes)
			.lines.filter(({ node }) => node === name)
			.map(({ text }) => text)
			.join('\n');

	it.each([
		['an expression for the whole address', '={{ $json.botURL }}', /expression hides the address/],
		['a route that nobody knows', `${SERVER}/message/sendHologram/shop`, /not know its route/],
		['a route of another server of the same kind', 'https://other.example.com/x/y', /not know/],
	])('is listed in the report: %s', (_name, url, text) => {
		expect(saidOf('Other', named('Other', url, TEXT))).toMatch(text);
	});

	it('is listed in the report: a method that the route does not have', () => {
		const node = named('Other', `${SERVER}/message/sendText/shop`, { ...TEXT, method: 'PUT' });
		expect(saidOf('Other', node)).toMatch(/uses PUT, .* only .* with POST/);
	});

	it('is listed in the report: an address without the instance, whose route is known', () => {
		const node = named('Other', `${SERVER}/message/sendText`, TEXT);
		expect(saidOf('Other', node)).toContain('ends before the name of the instance');
	});

	it('whose server an expression gives is reported, with the advice to enter the address in the credential', () => {
		const node = named('Send', '={{ $json.server }}/message/sendText/shop', TEXT);
		const { lines } = converted(node);
		expect(lines.map(({ page }) => page)).toContain(`${PAGES}/many-customers.md`);
		expect(lines.map(({ text }) => text).join()).not.toContain('has to be');
	});

	it('for the presence of Evolution API 1 is converted, with the presence read from "options"', () => {
		const options = '{"number": "55", "options": {"presence": "composing", "delay": 1200}}';
		const node = named('Typing', `${SERVER}/chat/sendPresence/shop`, json(options));
		expect(converted(node).parameters).toMatchObject({
			resource: 'chat',
			operation: 'sendPresence',
			presence: 'composing',
		});
	});

	it('is not reported if it only has a header "apikey", as other services want, too', () => {
		const supabase = named('Rows', 'https://abc.supabase.co/rest/v1/rows', { method: 'GET' });
		const open = {
			...named('Open', '={{ $json.url }}'),
			parameters: { url: '={{ $json.url }}', method: 'GET' },
		};
		expect(saidOf('Rows', supabase) + saidOf('Open', open)).toBe('');
	});

	it('in a Code node or a tool is reported with the name of that node', () => {
		const jsCode = `await this.helpers.httpRequest({ url: '${SERVER}/message/sendText/shop' })`;
		const code = { ...named('Code', ''), type: 'n8n-nodes-base.code', parameters: { jsCode } };
		const tool = {
			...named('Tool', ''),
			type: '@n8n/n8n-nodes-langchain.toolHttpRequest',
			parameters: { url: `${SERVER}/message/sendText/shop` },
		};
		expect(saidOf('Code', code)).toContain('with its own key');
		expect(saidOf('Tool', tool)).toContain('as a tool');
	});

	it('never has its key copied into the result or the report', () => {
		const nodes = [ask(`${SERVER}/message/sendText/shop`, TEXT)];
		const { result, report } = convert({ nodes, connections: {} });
		expect(JSON.stringify([result, report])).not.toContain('secret-key');
	});
});

describe('converter: the address of an HTTP Request', () => {
	it.each([
		['as plain text', `${SERVER}/message/sendText/shop`, 'shop'],
		['with a slash too many', `${SERVER}//message/sendText/shop/`, 'shop'],
		['with a path before the route', `${SERVER}/api/evolution/message/sendText/shop`, 'shop'],
		['encoded', `${SERVER}/message/sendText/My%20Shop`, 'My Shop'],
		[
			'with expressions',
			'={{ $json.body.server_url }}/message/sendText/{{ $json.body.instance }}',
			'={{ $json.body.instance }}',
		],
		['concatenated', "={{ $vars.URL + '/message/sendText/' + $json.i }}", '={{ $json.i }}'],
		['as a template literal', '={{ `${$env.URL}/message/sendText/${$json.i}` }}', '={{ $json.i }}'],
		[
			'with a base that ends with a slash',
			'={{ $json.server_url }}message/sendText/{{ $json.i }}',
			'={{ $json.i }}',
		],
		[
			'with the server address from a webhook delivery',
			"={{ $('Webhook').item.json.body.server_url }}/message/sendText/{{ $('Webhook').item.json.body.instance }}",
			"={{ $('Webhook').item.json.body.instance }}",
		],
		['with a fallback', "={{ $env.URL || 'http://x:8080' }}/message/sendText/shop", 'shop'],
		['with a space in the name', `${SERVER}/message/sendText/My Shop`, 'My Shop'],
		[
			'with encodeURIComponent',
			`=${SERVER}/message/sendText/{{ encodeURIComponent($json.i) }}`,
			'={{ $json.i }}',
		],
	])(
		'is recognized, with its operation and its instance, when it is written %s',
		(_name, url, instance) => {
			expect(converted(ask(url, TEXT)).parameters).toMatchObject({
				resource: 'message',
				operation: 'sendText',
				instance: { value: instance },
			});
		},
	);

	it('with query parameters: their values become fields of the new node', () => {
		const url = `${SERVER}/group/findGroupInfos/shop?groupJid=120363020202020202@g.us`;
		const { parameters } = converted(ask(url, { method: 'GET' }));
		expect(parameters).toMatchObject({
			operation: 'get',
			group: { value: '120363020202020202@g.us' },
		});
	});
});

describe('converter: HTTP Requests', () => {
	const fields = (parameters: object) =>
		converted(ask(`${SERVER}/message/sendText/shop`, parameters)).parameters;

	it('whose body an expression makes become API Request with the same body', () => {
		expect(fields(json('={{ $json }}'))).toMatchObject({
			resource: 'apiRequest',
			path: '/message/sendText/{instance}',
			body: '={{ $json }}',
		});
	});

	it('whose body has a key for which the node has no field become API Request', () => {
		const { parameters, lines } = converted(
			ask(
				`${SERVER}/message/sendText/shop`,
				json('{"number": "5511988887777", "text": "Hi", "hologram": 1}'),
			),
		);
		expect(parameters).toMatchObject({ resource: 'apiRequest' });
		expect(lines.map(({ text }) => text).join()).toContain('no field for: hologram');
	});

	it('with {{ }} in a plain text, which is no expression, send that text as typed', () => {
		const text = 'Dear {{ $json.name }}, see you';
		expect(fields(pairs({ number: '5511988887777', text }))).toMatchObject({ text });
	});

	it('with a text that begins with "=" and has {{ }} send the same text', () => {
		const text = '= {{ }} }}} =';
		const { parameters } = converted(
			ask(`${SERVER}/message/sendText/shop`, json(JSON.stringify({ number: '55', text }))),
		);
		expect(parameters.text).toMatch(/^=\{\{.*\}\}$/);
		const [, source] = /^=\{\{(.*)\}\}$/.exec(String(parameters.text)) ?? [];
		expect(source).not.toContain('}}');
		expect(JSON.parse(source)).toBe(text);
	});

	it.each([
		['pairs', pairs({ number: '={{ $json.n }}', text: '=Hi {{ $json.name }}' })],
		['JSON with expressions', json('={"number": "{{ $json.n }}", "text": "Hi {{ $json.name }}"}')],
		[
			'JSON.stringify',
			json('={{ JSON.stringify({ number: $json.n, text: `Hi ${$json.name}` }) }}'),
		],
		['an object', json("={{ { number: $json.n, 'text': 'Hi ' + $json.name } }}")],
		[
			'an expression for a whole text',
			json('={"number": {{ JSON.stringify($json.n) }}, "text": "Hi {{ $json.name }}"}'),
		],
		[
			'what escapes line breaks',
			json('={"number": "{{ $json.n }}", "text": "Hi {{ $json.name.replace(/\\n/g, "\\\\n") }}"}'),
		],
	])('become Send Text if their body is written as %s', (_name, parameters) => {
		expect(fields(parameters)).toMatchObject({
			operation: 'sendText',
			recipient: { value: '={{ $json.n }}' },
			text: '=Hi {{ $json.name }}',
		});
	});

	it.each([
		['with a name that is an expression', pairs({ '=number': '={{ $json.n }}', text: 'Hi' })],
		[
			'as a form',
			{ ...pairs({ number: '={{ $json.n }}', text: 'Hi' }), contentType: 'form-urlencoded' },
		],
		[
			'as fields with dotted names, such as textMessage.text',
			pairs({ number: '={{ $json.n }}', 'textMessage.text': 'Hi' }),
		],
		['in brackets', json('={{ ({ "number": $json.n, "text": "Hi" }) }}')],
		['as a template string', json('={{ `{"number": "${$json.n}", "text": "Hi"}` }}')],
		[
			'as raw JSON',
			{
				sendBody: true,
				contentType: 'raw',
				rawContentType: 'application/json',
				body: '={"number": "{{ $json.n }}", "text": "Hi"}',
			},
		],
	])('become Send Text if their body is written %s', (_name, parameters) => {
		expect(fields(parameters)).toMatchObject({
			operation: 'sendText',
			recipient: { value: '={{ $json.n }}' },
			text: 'Hi',
		});
	});

	it.each([
		["{{ $json.a ? '@g.us' : '@s.whatsapp.net' }}"],
		["{{ $json.jid.split('@')[0] }}"],
		["{{ $json.jid.replace('@s.whatsapp.net', '') }}"],
	])('with an expression such as %s as recipient keep that expression', (number) => {
		expect(fields(json(`={"number": "${number}", "text": "Hi"}`))).toMatchObject({
			recipient: { value: `=${number}` },
		});
	});

	it('to a number with @whatsapp.net get the valid JID with @s.whatsapp.net as recipient', () => {
		expect(fields(json('{"number": "5511988887777@whatsapp.net", "text": "Hi"}'))).toMatchObject({
			recipient: { value: '5511988887777@s.whatsapp.net' },
		});
	});

	it('without a method use the method of the route', () => {
		const node = ask(`${SERVER}/message/sendText/shop`, TEXT);
		delete node.parameters.method;
		const { parameters, lines } = converted(node);
		expect(parameters).toMatchObject({ operation: 'sendText', text: 'Hi' });
		expect(lines.map(({ text }) => text).join()).toContain('It used GET');
	});

	it('that are tools of an agent become tools, with the parameters that the model fills in', () => {
		const node = ask(
			`${SERVER}/message/sendText/shop`,
			{
				...json('={"number": "5511988887777", "text": "{{ $fromAI(\'text\') }}"}'),
				toolDescription: 'Tells the owner',
			},
			{ type: 'n8n-nodes-base.httpRequestTool' },
		);
		expect(converted(node).node).toMatchObject({
			type: nodeType('evolutionApiTool'),
			parameters: {
				operation: 'sendText',
				text: "={{ $fromAI('text') }}",
				descriptionType: 'manual',
				toolDescription: 'Tells the owner',
			},
		});
	});

	it('with the nested body of Evolution API 1 get the fields of version 2', () => {
		const body =
			'{"number": "5511988887777", "options": {"delay": 900, "presence": "composing"}, "textMessage": {"text": "Hi"}}';
		expect(fields(json(body))).toMatchObject({
			text: 'Hi',
			options: { typingIndicator: { values: { seconds: 0.9 } } },
		});
	});

	it('that mark messages as read in the format of Evolution API 1 become Mark as Read', () => {
		const message = { remoteJid: '5511988887777@s.whatsapp.net', fromMe: false, id: 'A1' };
		const { parameters, lines } = converted(
			ask(
				`${SERVER}/chat/markMessageAsRead/shop`,
				json(JSON.stringify({ read_messages: [message] })),
			),
		);
		expect(parameters).toMatchObject({ operation: 'markAsRead', messageIds: 'A1' });
		expect(lines.map(({ text }) => text).join()).toContain('in that of version 2');
	});

	it.each([
		['a number', '900', 0.9],
		['an expression', '{{ $json.wait }}', '={{ $json.wait / 1000 }}'],
		['a sum', '{{ $json.wait + 5 }}', '={{ ($json.wait + 5) / 1000 }}'],
	])('with a delay in milliseconds get the same delay in seconds: %s', (_name, delay, seconds) => {
		const body = `={"number": "5511988887777", "text": "Hi", "delay": ${delay}}`;
		expect(fields(json(body))).toMatchObject({
			operation: 'sendText',
			options: { typingIndicator: { values: { seconds } } },
		});
		const shown = `={"number": "5511988887777", "presence": "composing", "delay": ${delay}}`;
		expect(
			converted(ask(`${SERVER}/chat/sendPresence/shop`, json(shown))).parameters,
		).toMatchObject({ operation: 'sendPresence', durationSeconds: seconds });
	});

	it('of the first versions of the HTTP Request node are understood, too', () => {
		const node = ask(`${SERVER}/message/sendText/shop`, {}, { typeVersion: 1 });
		node.parameters = {
			requestMethod: 'POST',
			url: `${SERVER}/message/sendText/shop`,
			jsonParameters: true,
			bodyParametersJson: '{"number": "5511988887777", "text": "Hi"}',
			headerParametersJson: '{"apikey": "x"}',
		};
		expect(converted(node).parameters).toMatchObject({ operation: 'sendText', text: 'Hi' });
	});

	it('with a file of the item take it from the same binary field', () => {
		const parameters = {
			sendBody: true,
			contentType: 'multipart-form-data',
			bodyParameters: {
				parameters: [
					{ name: 'number', value: '5511988887777' },
					{ name: 'mediatype', value: 'document' },
					{ name: 'fileName', value: 'a.pdf' },
					{ parameterType: 'formBinaryData', name: 'file', inputDataFieldName: 'invoice' },
				],
			},
		};
		const { parameters: after } = converted(ask(`${SERVER}/message/sendMedia/shop`, parameters));
		expect(after).toMatchObject({
			operation: 'sendMedia',
			mediaSource: 'binary',
			binaryPropertyName: 'invoice',
			options: { fileName: 'a.pdf' },
		});
	});

	it.each([
		['https://example.com/a.jpg', 'mediaUrl'],
		['aGVsbG8=', 'mediaBase64'],
		['={{ $json.base64 }}', 'mediaBase64'],
		['={{ $json.link }}', 'mediaUrl'],
	])('with the media %s fill in %s', (media, field) => {
		const body = pairs({ number: '5511988887777', mediatype: 'image', media });
		const { parameters } = converted(ask(`${SERVER}/message/sendMedia/shop`, body));
		expect(parameters).toMatchObject({ operation: 'sendMedia', [field]: media });
	});

	it('with the address of a video note fill in the address, from which the new node downloads the file', () => {
		const body = pairs({ number: '5511988887777', video: 'https://example.com/a.mp4' });
		const { parameters } = converted(ask(`${SERVER}/message/sendPtv/shop`, body));
		expect(parameters).toMatchObject({
			operation: 'sendVideoNote',
			mediaUrl: 'https://example.com/a.mp4',
		});
		expect(parameters.mediaBase64).toBeUndefined();
	});

	it.each(['sendMedia', 'sendWhatsAppAudio', 'sendSticker', 'sendPtv'])(
		'of %s whose file comes from an expression accept both a web address and Base64 from it',
		(route) => {
			const keys: Record<string, string> = { sendMedia: 'media', sendWhatsAppAudio: 'audio' };
			const key = { ...keys, sendSticker: 'sticker', sendPtv: 'video' }[route];
			const type = route === 'sendMedia' ? { mediatype: 'image' } : {};
			const media = '={{ $json.data }}';
			const body = pairs({ number: '5511988887777', ...type, [key ?? '']: media });
			const { parameters, lines } = converted(ask(`${SERVER}/message/${route}/shop`, body));
			expect(lines.map(({ text }) => text).join()).toContain('may be an address or Base64');
			expect(parameters).toMatchObject({
				resource: 'message',
				mediaSource: "={{ /^https?:/i.test($json.data) ? 'url' : 'base64' }}",
				mediaUrl: media,
				mediaBase64: media,
			});
		},
	);
});

describe('converter: settings of an HTTP Request:', () => {
	it('batching becomes Bulk Sending', () => {
		const options = { batching: { batch: { batchSize: 1, batchInterval: 5000 } } };
		const { parameters } = converted(ask(`${SERVER}/message/sendText/shop`, { ...TEXT, options }));
		expect(parameters).toMatchObject({
			bulkSending: { rateLimit: { values: { minDelay: 5, maxDelay: 5 } } },
		});
	});

	it('batching that is switched off is dropped', () => {
		const options = { batching: { batch: { batchSize: -1, batchInterval: 5000 } } };
		const { parameters } = converted(ask(`${SERVER}/message/sendText/shop`, { ...TEXT, options }));
		expect(parameters).not.toHaveProperty('bulkSending');
	});

	it('batching is reported where the new operation has no Bulk Sending', () => {
		const options = { batching: { batch: { batchSize: 1, batchInterval: 5000 } } };
		const { lines } = converted(ask(`${SERVER}/chat/findChats/shop`, { options }));
		expect(lines.map(({ text }) => text).join()).toContain('Batching has no counterpart');
	});

	it('Never Error becomes On Error: Continue', () => {
		const options = { response: { response: { neverError: true } } };
		const { node } = converted(ask(`${SERVER}/message/sendText/shop`, { ...TEXT, options }));
		expect(node.onError).toBe('continueRegularOutput');
	});

	it('with Full Response the report names the nodes that read status, headers or "body"', () => {
		const options = { response: { response: { fullResponse: true } } };
		const send = ask(`${SERVER}/message/sendText/shop`, { ...TEXT, options });
		const read = {
			...send,
			name: 'Read',
			type: 'n8n-nodes-base.set',
			parameters: { value: "={{ $('Send').item.json.statusCode }}" },
		};
		const text = converted(send, read)
			.lines.map((line) => line.text)
			.join();
		expect(text).toContain('content of "body". Check the nodes that read it: Read.');
	});

	it('Retry On Fail and the position of the node stay', () => {
		const more = { retryOnFail: true, maxTries: 3, position: [40, 80] };
		const { node } = converted(ask(`${SERVER}/message/sendText/shop`, TEXT, more));
		expect(node).toMatchObject(more);
	});
});
