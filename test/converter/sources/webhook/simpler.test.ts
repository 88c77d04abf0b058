import { convert } from '../../../../converter/convert';
import { filtersField } from '../../../../nodes/EvolutionApi/events/filterFields';
import type { NodeJson, WorkflowJson } from '../../../../converter/workflow';

const node = (name: string, type: string, parameters: object): NodeJson => ({
	name,
	type: `n8n-nodes-base.${type}`,
	typeVersion: 2,
	position: [0, 0],
	parameters: { ...parameters },
});
const WEBHOOK = node('Webhook', 'webhook', { httpMethod: 'POST', path: 'wa' });
const SENDER = node('Read', 'set', {
	assignments: {
		assignments: [
			{ name: 'x', value: "={{ $('Webhook').item.json.body.data.key.remoteJid + '' }}" },
		],
	},
});
const link = (...to: string[]) => ({
	main: [to.map((name) => ({ node: name, type: 'main', index: 0 }))],
});

function saidOf(between: NodeJson, outputs: WorkflowJson['connections'][string] = link('Read')) {
	const { report, result } = convert({
		nodes: [WEBHOOK, between, SENDER],
		connections: { Webhook: link(between.name), [between.name]: outputs },
	});
	const { nodes } = result as WorkflowJson;
	expect(nodes).toContainEqual(between);
	return report.lines
		.filter(({ kind, node: name }) => kind === 'simpler' && name === between.name)
		.map(({ text }) => text)
		.join('\n');
}
const set = (values: string[], more: object = {}) =>
	node('Fields', 'set', {
		assignments: { assignments: values.map((value, index) => ({ name: `f${index}`, value })) },
		...more,
	});
const onlyTrue = link('Read');
const onlyFalse = { main: [[], link('Read').main[0]] };
const check = (leftValue: string, operation: string, rightValue: unknown = '', type = 'if') =>
	node('Check', type, {
		conditions: {
			combinator: 'and',
			conditions: [{ leftValue, rightValue, operator: { operation } }],
		},
	});
const FROM_ME = '={{ $json.body.data.key.fromMe }}';
const CHAT = "={{ $('Webhook').item.json.body.data.key.remoteJid }}";

describe('converter: an Edit Fields node that only renames parts of the event', () => {
	it('is reported as unnecessary, since the trigger has such fields', () => {
		const text = saidOf(
			set([
				'={{ $json.body.data.pushName }}',
				'={{ $json.body.data.message?.conversation }}',
				CHAT,
			]),
		);
		expect(text).toContain('senderName (data.pushName)');
		expect(text).toContain('text (data.message.conversation)');
		expect(text).toContain('chat (data.key.remoteJid)');
	});

	it('is reported in its older form, the Set node, too', () => {
		const older = node('Fields', 'set', {
			keepOnlySet: true,
			values: { string: [{ name: 'a', value: '={{ $json.body.data.pushName }}' }] },
		});
		expect(saidOf(older)).toContain('senderName');
	});

	it.each([
		['calculates', set(['={{ $json.body.data.pushName.toUpperCase() }}'])],
		['also has a fixed value', set(['={{ $json.body.data.pushName }}', 'secretária'])],
		['copies what the trigger has no field for', set(['={{ $json.body.data.source }}'])],
		[
			'keeps all fields of its input',
			set(['={{ $json.body.data.pushName }}'], { includeOtherFields: true }),
		],
	])('is not reported as unnecessary when it %s', (_name, between) => {
		expect(saidOf(between)).toBe('');
	});
});

const code = (jsCode: string) => node('Code', 'code', { jsCode });

describe('converter: a Code node that only takes parts out of the event', () => {
	it.each([
		[
			'with names of its own',
			`const body = $json.body || $json; // the delivery
const jid = body?.data?.key?.remoteJid || '';
return { phone: jid.replace('@s.whatsapp.net', '').replace('@g.us', ''), own: body.data.key.fromMe ?? false };`,
			['phoneNumber (data.key.remoteJid)', 'fromMe (data.key.fromMe)'],
		],
		[
			'as an item, from the node by its name',
			`const raw = $('Webhook').first().json.body.data.key.remoteJid
const phone = raw.split('@')[0]
return [{ json: { phone, 'is group': raw.endsWith("@g.us") } }]`,
			['phoneNumber (data.key.remoteJid)', 'isGroup (data.key.remoteJid)'],
		],
		[
			'by destructuring',
			`const { key, message: content, pushName } = $input.first().json.body.data;
return [{ json: { id: key.id, name: pushName, text: content.conversation || content['extendedTextMessage'].text } }];`,
			['messageId (data.key.id)', 'senderName (data.pushName)', 'text (data.message.conversation)'],
		],
		[
			'for each item',
			`return $input.all().map((item) => ({ json: { name: item.json.body.data.pushName } }));`,
			['senderName (data.pushName)'],
		],
	])('is reported as unnecessary: %s', (_name, jsCode, fields) => {
		const text = saidOf(code(jsCode));
		for (const field of fields) expect(text).toContain(field);
	});

	it.each([
		['calculates', 'return { a: $json.body.data.messageTimestamp * 1000 };'],
		[
			'branches with if',
			'if ($json.body.data.key.fromMe) return []; return { a: $json.body.data.pushName };',
		],
		['also returns a fixed value', "return { a: $json.body.data.pushName, b: 'shop' };"],
		['passes the whole body on', 'return { ...$json.body, a: $json.body.data.pushName };'],
		['sends a request to a server', 'const a = await fetch($json.body.server_url); return { a };'],
		['copies what the trigger has no field for', 'return { a: $json.body.data.source };'],
		['returns several items', 'return [{ json: { a: $json.body.event } }, { json: {} }];'],
		['has no return', 'const a = $json.body.data.pushName'],
		['is written in Python', 'return [{"json": {"a": _json["body"]["data"]["pushName"]}}]'],
	])('is not reported as unnecessary when it %s', (_name, jsCode) => {
		expect(saidOf(code(jsCode))).toBe('');
	});
});

function saidOfLast(...between: NodeJson[]) {
	const names = [...between.map(({ name }) => name), 'Read'];
	const { report } = convert({
		nodes: [WEBHOOK, ...between, SENDER],
		connections: Object.fromEntries(
			['Webhook', ...names].slice(0, -1).map((name, index) => [name, link(names[index])]),
		),
	});
	return report.lines
		.filter(({ kind, node: name }) => kind === 'simpler' && name === between.at(-1)?.name)
		.map(({ text }) => text)
		.join('\n');
}

describe('converter: an If node that checks a field of the event which an Edit Fields node has copied', () => {
	const fields = (keeps: boolean) =>
		set([FROM_ME, '={{ $json.body.data.key.remoteJid.includes("@g.us") }}', 'shop'], {
			includeOtherFields: keeps,
		});
	const onlyOwn = (left: string) => check(left, 'equals', '={{ false }}');

	it.each([
		[
			'own messages, field copied by an Edit Fields node',
			[fields(false), onlyOwn('={{ $json.f0 }}')],
			'Include My Own Messages',
		],
		[
			'own messages, field read from the Edit Fields node by its name',
			[fields(false), onlyOwn("={{ $('Fields').item.json.f0 }}")],
			'Own',
		],
		[
			'group chats, field copied by an Edit Fields node',
			[fields(false), onlyOwn('={{ $json.f1 }}')],
			'Private Chats',
		],
		[
			'own messages, field copied by a Code node, with a Wait node in between',
			[
				code('return { mine: $json.body.data.key.fromMe };'),
				node('Pause', 'wait', {}),
				onlyOwn('={{ $json.mine }}'),
			],
			'Include My Own Messages',
		],
		[
			'own messages, where the Edit Fields node keeps all fields',
			[fields(true), onlyOwn(FROM_ME)],
			'Include My Own Messages',
		],
	])('is reported, since a filter of the trigger can replace it: %s', (_name, between, filter) => {
		expect(saidOfLast(...between)).toContain(filter);
	});

	it.each([
		['the checked field has a fixed value', [fields(false), onlyOwn('={{ $json.f2 }}')]],
		['the Edit Fields node does not keep the checked field', [fields(false), onlyOwn(FROM_ME)]],
		['a Code node before it does not only copy fields', [code('return $json;'), onlyOwn(FROM_ME)]],
		[
			'the checked field comes from another request',
			[node('Ask', 'httpRequest', {}), onlyOwn('={{ $json.body.data.key.fromMe }}')],
		],
	])('is not reported when %s', (_name, between) => {
		expect(saidOfLast(...between)).toBe('');
	});

	it('is not reported, and the search ends, when nodes lead in a circle', () => {
		const { report } = convert({
			nodes: [WEBHOOK, node('Wait', 'wait', {}), onlyOwn(FROM_ME), SENDER],
			connections: { Webhook: link('Wait'), Wait: link('Check'), Check: link('Wait', 'Read') },
		});
		expect(report.lines.filter(({ kind }) => kind === 'simpler')).toEqual([]);
	});
});

describe('converter: a Switch node over events or message types', () => {
	const rule = (leftValue: string, operation: string, rightValue: unknown = '') => ({
		conditions: {
			combinator: 'and',
			conditions: [{ leftValue, rightValue, operator: { operation } }],
		},
	});
	const choose = (rules: object[], options: object = {}) =>
		node('Switch', 'switch', { rules: { values: rules }, options });
	const outputs = (...used: number[]) => ({
		main: Array.from({ length: 4 }, (_none, index) =>
			used.includes(index) ? link('Read').main[0] : [],
		),
	});
	const OWN = rule(FROM_ME, 'true');
	const GROUP = rule(CHAT, 'contains', '@g.us');
	const NEW = rule('={{ $json.body.event }}', 'equals', 'messages.upsert');

	it.each([
		[
			'only its first output is connected',
			choose([rule(FROM_ME, 'false')]),
			outputs(0),
			['Include My Own'],
		],
		[
			'only its last output is connected',
			choose([OWN, GROUP, NEW]),
			outputs(2),
			['Include My Own', 'Private Chats', 'MESSAGES_UPSERT'],
		],
		[
			'only its fallback output is connected',
			choose([OWN, GROUP], { fallbackOutput: 'extra' }),
			outputs(2),
			['Include My Own', 'Private Chats'],
		],
	])('is reported, since the trigger can replace it: %s', (_name, between, used, filters) => {
		const text = saidOf(between, used);
		for (const filter of filters) expect(text).toContain(filter);
	});

	it.each([
		['two outputs are connected', choose([OWN, GROUP]), outputs(0, 1)],
		['only the output for own messages is connected', choose([OWN, GROUP]), outputs(0)],
		['no output is connected', choose([OWN]), outputs()],
		[
			'a rule checks something that no filter of the trigger can',
			choose([rule('={{ $json.body.data.pushName }}', 'exists'), GROUP]),
			outputs(1),
		],
		[
			'an item goes to the outputs of all matching rules',
			choose([OWN, GROUP], { allMatchingOutputs: true }),
			outputs(1),
		],
		[
			'an expression chooses the output',
			node('Switch', 'switch', { mode: 'expression', output: '={{ 0 }}' }),
			outputs(0),
		],
	])('is not reported when %s', (_name, between, used) => {
		expect(saidOf(between, used)).toBe('');
	});
});

describe('converter: an If or Filter node that the trigger could replace', () => {
	it.each([
		['own messages are dropped', check(FROM_ME, 'false'), onlyTrue, 'Include My Own Messages'],
		[
			'own messages are dropped, other messages go on from the false branch',
			check(FROM_ME, 'true'),
			onlyFalse,
			'Include My Own Messages',
		],
		[
			'own messages are dropped by a comparison with false',
			check(FROM_ME, 'equals', false),
			onlyTrue,
			'Include My Own Messages',
		],
		[
			'own messages are dropped by a Filter node',
			check(FROM_ME, 'notEquals', true, 'filter'),
			onlyTrue,
			'Include My Own Messages',
		],
		[
			'groups are dropped',
			check(CHAT, 'notContains', '@g.us'),
			onlyTrue,
			'Private Chats in Filters → Chat Types',
		],
		[
			'only groups go on',
			check(CHAT, 'endsWith', '@g.us'),
			onlyTrue,
			'Groups in Filters → Chat Types',
		],
	])('is reported with the filter of the trigger: %s', (_name, between, outputs, filter) => {
		expect(saidOf(between, outputs)).toContain(filter);
	});

	it('is reported also with the empty condition that the editor adds', () => {
		const conditions = [
			{ leftValue: FROM_ME, rightValue: '={{ false }}', operator: { operation: 'equals' } },
			{ leftValue: '', rightValue: '', operator: { operation: 'equals' } },
		];
		const both = node('Check', 'if', { conditions: { combinator: 'and', conditions } });
		expect(saidOf(both)).toContain('Include My Own Messages');
	});

	it('is reported in the older form of the node, too', () => {
		const older = node('Check', 'if', {
			conditions: { boolean: [{ value1: FROM_ME, value2: false }] },
		});
		expect(saidOf(older)).toContain('Include My Own Messages');
	});

	it.each([
		[
			'both branches lead somewhere',
			check(FROM_ME, 'false'),
			{ main: [onlyTrue.main[0], onlyTrue.main[0]] },
		],
		['only own messages go on', check(FROM_ME, 'true'), onlyTrue],
		[
			'the chat is compared with something other than @g.us',
			check(CHAT, 'contains', '5511'),
			onlyTrue,
		],
		[
			'an expression gives the value to compare with',
			check(FROM_ME, 'equals', '={{ $json.x }}'),
			onlyTrue,
		],
	])('is not reported when %s', (_name, between, outputs) => {
		expect(saidOf(between, outputs)).toBe('');
	});

	it('is not reported when the trigger can replace only one of its conditions', () => {
		const conditions = [
			{ leftValue: FROM_ME, operator: { operation: 'false' } },
			{ leftValue: '={{ $json.body.data.pushName }}', operator: { operation: 'exists' } },
		];
		const both = node('Check', 'if', { conditions: { combinator: 'and', conditions } });
		expect(saidOf(both)).toBe('');
	});
});

it('converter: every filter named in the report exists in the trigger', () => {
	const text = JSON.stringify(filtersField);
	for (const name of [
		'Filters',
		'Include My Own Messages',
		'Chat Types',
		'Private Chats',
		'Groups',
	])
		expect(text).toContain(`"${name}"`);
});
