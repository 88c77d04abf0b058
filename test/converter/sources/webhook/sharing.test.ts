import { convert } from '../../../../converter/convert';
import type { NodeJson, WorkflowJson } from '../../../../converter/workflow';

const node = (name: string, type: string, parameters: object): NodeJson => ({
	name,
	type: `n8n-nodes-base.${type}`,
	typeVersion: 2,
	position: [200, 100],
	parameters: { ...parameters },
});
const hook = (parameters: object = {}, name = 'Webhook'): NodeJson => ({
	...node(name, 'webhook', { httpMethod: 'POST', path: 'wa', ...parameters }),
	webhookId: 'w1',
});
const link = (to: string) => ({ main: [[{ node: to, type: 'main', index: 0 }]] });
const SENDER = node('Read', 'set', {
	value: "={{ $('Webhook').item.json.body.data.key.remoteJid }}",
});

function converted(nodes: NodeJson[], connections: WorkflowJson['connections']) {
	const { result, report } = convert({ nodes, connections });
	const workflow = result as WorkflowJson;
	const named = new Map((workflow.nodes as NodeJson[]).map((one) => [one.name, one]));
	return {
		workflow,
		named,
		lines: report.lines,
		text: report.lines.map(({ text }) => text).join('\n'),
	};
}
const withCode = (jsCode: string) =>
	converted([hook(), node('Normalize', 'code', { jsCode }), SENDER], {
		Webhook: link('Normalize'),
		Normalize: link('Read'),
	});

describe('converter: a Webhook node that other programs also call stays next to the new trigger', () => {
	it.each([
		[
			'the field phone of Z-API',
			'const b = $json.body; return b.data?.key ? b.data.key.remoteJid : b.phone',
			'phone',
		],
		[
			'the field text of Z-API',
			'return $input.first().json.body.text?.message ?? $json.body.data.message',
			'text',
		],
		[
			'UAZAPI',
			"if ($json.body.EventType === 'messages') return $json.body.message.chatid",
			'EventType',
		],
		[
			'the WhatsApp Cloud API',
			'return $json.body.entry[0].changes[0].value.messages[0].from',
			'entry',
		],
		['360dialog', "const body = $json.body || $json;\nreturn body['messages'][0].from", 'messages'],
		['Twilio', 'const { From, Body } = $json.body;\nreturn [From, Body]', 'From'],
		['WAHA', 'return items[0].json.body?.payload?.from', 'payload'],
	])('if the workflow also reads %s', (_name, jsCode, key) => {
		const { named, workflow, text } = withCode(jsCode);
		expect(named.get('Webhook (others)')).toMatchObject({
			type: 'n8n-nodes-base.webhook',
			webhookId: 'w1',
			parameters: { path: 'wa' },
		});
		expect(named.get('Evolution API Trigger')).not.toHaveProperty('webhookId');
		expect(workflow.connections).toMatchObject({
			'Webhook (others)': link('Webhook'),
			'Evolution API Trigger': link('Webhook'),
			Webhook: link('Normalize'),
		});
		expect(text).toContain(`Evolution API does not send (${key}`);
	});

	it('if Meta verifies it with GET', () => {
		const nodes = [
			hook({ multipleMethods: true, httpMethod: ['GET', 'POST'] }),
			node('Challenge', 'respondToWebhook', {
				responseBody: "={{ $json.query['hub.challenge'] }}",
			}),
			SENDER,
		];
		const { workflow, named } = converted(nodes, {
			Webhook: { main: [link('Challenge').main[0], link('Read').main[0]] },
		});
		expect(named.has('Challenge')).toBe(true);
		expect(workflow.connections).toEqual({
			'Webhook (others)': { main: [link('Challenge').main[0], link('Webhook').main[0]] },
			'Evolution API Trigger': link('Webhook'),
			Webhook: link('Read'),
		});
	});

	it('if a caller waits for the answer of the workflow', () => {
		const nodes = [
			hook({ responseMode: 'responseNode' }),
			SENDER,
			node('Answer', 'respondToWebhook', { responseBody: '={{ $json.output }}' }),
		];
		const { named, text } = converted(nodes, { Webhook: link('Read'), Read: link('Answer') });
		expect(named.has('Answer')).toBe(true);
		expect(named.has('Webhook (others)')).toBe(true);
		expect(text).not.toContain('No caller waits');
	});

	it('if another Webhook node leads to the same nodes; that Webhook node gets no trigger', () => {
		const { workflow, text } = converted([hook(), hook({ path: 'zapi' }, 'Z-API'), SENDER], {
			Webhook: link('Read'),
			'Z-API': link('Read'),
		});
		const types = (workflow.nodes as NodeJson[]).map(({ type }) => type);
		expect(types.filter((type) => type.endsWith('.webhook'))).toHaveLength(2);
		expect(types.filter((type) => type.endsWith('.evolutionApiTrigger'))).toHaveLength(1);
		expect(text).toContain('The trigger leads to the same nodes');
	});

	it('and is not changed by converting it again', () => {
		const { workflow } = withCode('return [$json.body.phone, $json.body.data.key]');
		expect(convert(workflow).result).toEqual(workflow);
	});
});

describe('converter: a Webhook node stays where the workflow also reads events of another program', () => {
	const isKept = (nodes: NodeJson[], connections: WorkflowJson['connections']) =>
		converted(nodes, connections).named.has('Webhook (others)');

	it.each([
		[
			'a name for the whole item',
			"const input = $input.first().json;\nconst phone = input.body?.phone || input.body?.data?.key?.remoteJid || '';",
		],
		[
			'a name for the whole item, and one for its body',
			'const item = items[0].json\nconst b = item.body ?? item\nreturn [b.phone, b.data.key.remoteJid]',
		],
		['a body that is taken out', 'const { body } = $json;\nreturn [body.chatid, body.data.key]'],
		[
			'a body that is taken out under another name',
			'const { body: delivery, headers } = $input.item.json; return [delivery.data.key, delivery.phone]',
		],
		[
			'a body that is used only if it exists',
			'const b = $json.body ? $json.body : $json;\nreturn [b.phone, b.data.key.remoteJid]',
		],
		[
			'an item that is used only if there is one',
			'const item = items.length ? items[0].json : {};\nreturn [item.body.From, item.body.data.key]',
		],
		[
			'a loop over the items',
			'for (const item of $input.all()) { const b = item.json.body || {}; out.push(b.waId, b.data?.key) }',
		],
	])('in a Code node with %s', (_name, jsCode) => {
		expect(withCode(jsCode).named.has('Webhook (others)')).toBe(true);
	});

	it('in an expression that takes a field of one program, or else that of another', () => {
		const look = node('Look Up', 'supabase', {
			keyValue:
				"={{ ($json.body?.phone || $json.body?.from || $json.body?.data?.key?.remoteJid || '').toString().replace('@s.whatsapp.net', '').trim() }}",
		});
		expect(
			isKept([hook(), look, SENDER], { Webhook: link('Look Up'), 'Look Up': link('Read') }),
		).toBe(true);
	});

	it('in a Code node that handles both the verification of Meta and messages', () => {
		const jsCode = `const query = $input.item.json.query || {};
if (query['hub.mode'] === 'subscribe') return { json: { isCheck: true, challenge: query['hub.challenge'] } };
return { json: { isCheck: false, body: $input.item.json.body } };`;
		const nodes = [
			hook({ multipleMethods: true, responseMode: 'responseNode' }),
			node('Verify', 'code', { jsCode }),
			node('Answer', 'respondToWebhook', {
				respondWith: 'text',
				responseBody: '={{ $json.challenge }}',
			}),
			SENDER,
		];
		expect(
			isKept(nodes, {
				Webhook: link('Verify'),
				Verify: { main: [[...link('Answer').main[0], ...link('Read').main[0]]] },
			}),
		).toBe(true);
	});

	it('where a second webhook of the same path answers the verification of Meta', () => {
		const { workflow } = converted(
			[hook(), hook({ httpMethod: 'GET' }, 'Verification'), node('Tell Apart', 'code', {}), SENDER],
			{ Webhook: link('Tell Apart'), Verification: link('Tell Apart'), 'Tell Apart': link('Read') },
		);
		const types = (workflow.nodes as NodeJson[]).map(({ type }) => type);
		expect(types.filter((type) => type.endsWith('.webhook'))).toHaveLength(2);
	});
});

describe('converter: a Webhook node that only Evolution API calls', () => {
	it.each([
		['keys of the event', 'return [$json.body.event, $json.body.instance, $json.body.data.key.id]'],
		[
			'hasOwnProperty of the body',
			"return $json.body.hasOwnProperty('data') && $json.body.data.key",
		],
		[
			'the body of another response',
			'const r = $json.body.data.key; const a = response.body.choices',
		],
	])('is replaced by the trigger if code reads %s', (_name, jsCode) => {
		const { named } = withCode(jsCode);
		expect([...named.keys()]).toEqual(['Webhook', 'Normalize', 'Read', 'Evolution API Trigger']);
	});

	it('is replaced where a later node reads the "body" of another node', () => {
		const nodes = [hook(), SENDER, node('Log', 'set', { value: '={{ $json.body.id }}' })];
		const { named } = converted(nodes, { Webhook: link('Read'), Read: link('Log') });
		expect(named.has('Webhook (others)')).toBe(false);
	});

	it('is replaced where its Respond to Webhook always sends the same text, and that node is removed', () => {
		const answer = node('OK', 'respondToWebhook', { respondWith: 'text', responseBody: 'ok' });
		const { named, text } = converted([hook({ responseMode: 'responseNode' }), answer, SENDER], {
			Webhook: link('OK'),
			OK: link('Read'),
		});
		expect(named.has('OK')).toBe(false);
		expect(text).toContain('No caller waits');
	});
});

describe('converter: a workflow that reads events', () => {
	it('of groups gets the trigger for members who join or leave', () => {
		const filter = node('Joined?', 'if', {
			a: '={{ $json.body.data.action }}',
			b: '={{ $json.body.data.id }}',
			c: '120363020202020202@g.us',
		});
		const { named } = converted([hook(), filter], { Webhook: link('Joined?') });
		expect(named.get('Evolution API Trigger')?.parameters.events).toEqual([
			'GROUP_PARTICIPANTS_UPDATE',
		]);
	});

	it('that may be of another program, with just an "action", keeps its webhook and gets no trigger', () => {
		const filter = node('Paid?', 'if', { a: '={{ $json.body.data.action }}' });
		expect(converted([hook(), filter], { Webhook: link('Paid?') }).named.has('Webhook')).toBe(true);
		expect(converted([hook(), filter], { Webhook: link('Paid?') }).workflow.nodes).toHaveLength(2);
	});

	it('in a second "body" inside the body keeps its webhook, since the server sends none, and the report says so', () => {
		const wrapped = node('Read', 'set', { a: '={{ $json.body.body.data.key.remoteJid }}' });
		const { workflow, lines } = converted([hook(), wrapped], { Webhook: link('Read') });
		expect(workflow.nodes).toEqual([hook(), wrapped]);
		expect(lines).toContainEqual(
			expect.objectContaining({
				kind: 'left',
				node: 'Webhook',
				text: expect.stringContaining('another "body"'),
			}),
		);
	});

	it.each([
		[
			'a header that is sent',
			"const headers = { apikey: 'x', to: $json.body.data.key.id };",
			false,
		],
		['a header that is set', 'headers.apikey = $env.KEY; return $json.body.data.key', false],
		['the key of a delivery', 'const b = $json.body; return [b.data.key, b.apikey]', true],
		[
			'the key, taken apart',
			'const { data, apikey } = $json.body;\nreturn [apikey, $json.body.data.key]',
			true,
		],
	])(
		'is reported as no longer getting the API key only if it reads that key: %s',
		(_name, jsCode, isSaid) => {
			expect(withCode(jsCode).text.includes('body.apikey is empty')).toBe(isSaid);
		},
	);
});
