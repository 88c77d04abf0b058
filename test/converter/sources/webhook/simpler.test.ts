import { convert } from '../../../../converter/convert';
import { filtersField } from '../../../../nodes/EvolutionApi/events/filters/filterFields';
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

/** What is said of a node between the webhook and the one that reads. */
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

describe('A node that only takes the event apart', () => {
	it('is named, with the fields of the trigger that take its place', () => {
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

	it('is named in its older form', () => {
		const older = node('Fields', 'set', {
			keepOnlySet: true,
			values: { string: [{ name: 'a', value: '={{ $json.body.data.pushName }}' }] },
		});
		expect(saidOf(older)).toContain('senderName');
	});

	it.each([
		['reckons', set(['={{ $json.body.data.pushName.toUpperCase() }}'])],
		['has a value of its own', set(['={{ $json.body.data.pushName }}', 'secretária'])],
		['copies what the trigger has no field for', set(['={{ $json.body.data.source }}'])],
		['keeps what it gets', set(['={{ $json.body.data.pushName }}'], { includeOtherFields: true })],
	])('is not named when it %s', (_name, between) => {
		expect(saidOf(between)).toBe('');
	});
});

describe('A check that the trigger can do', () => {
	it.each([
		['own messages go nowhere', check(FROM_ME, 'false'), onlyTrue, 'Include Own Messages'],
		[
			'own messages, on the other branch',
			check(FROM_ME, 'true'),
			onlyFalse,
			'Include Own Messages',
		],
		['own messages, compared', check(FROM_ME, 'equals', false), onlyTrue, 'Include Own Messages'],
		[
			'own messages in a Filter',
			check(FROM_ME, 'notEquals', true, 'filter'),
			onlyTrue,
			'Include Own Messages',
		],
		[
			'groups go nowhere',
			check(CHAT, 'notContains', '@g.us'),
			onlyTrue,
			'Private Chats in Filters → Chat Types',
		],
		['only groups', check(CHAT, 'endsWith', '@g.us'), onlyTrue, 'Groups in Filters → Chat Types'],
	])('is named, with the filter that takes its place: %s', (_name, between, outputs, filter) => {
		expect(saidOf(between, outputs)).toContain(filter);
	});

	it('is named in its older form', () => {
		const older = node('Check', 'if', {
			conditions: { boolean: [{ value1: FROM_ME, value2: false }] },
		});
		expect(saidOf(older)).toContain('Include Own Messages');
	});

	it.each([
		[
			'both branches lead somewhere',
			check(FROM_ME, 'false'),
			{ main: [onlyTrue.main[0], onlyTrue.main[0]] },
		],
		['only own messages go on', check(FROM_ME, 'true'), onlyTrue],
		['something else is looked for', check(CHAT, 'contains', '5511'), onlyTrue],
		['an expression decides', check(FROM_ME, 'equals', '={{ $json.x }}'), onlyTrue],
	])('is not named when %s', (_name, between, outputs) => {
		expect(saidOf(between, outputs)).toBe('');
	});

	it('is not named when one of several conditions is another', () => {
		const conditions = [
			{ leftValue: FROM_ME, operator: { operation: 'false' } },
			{ leftValue: '={{ $json.body.data.pushName }}', operator: { operation: 'exists' } },
		];
		const both = node('Check', 'if', { conditions: { combinator: 'and', conditions } });
		expect(saidOf(both)).toBe('');
	});
});

it('the filters have the names that the report says', () => {
	const text = JSON.stringify(filtersField);
	for (const name of ['Filters', 'Include Own Messages', 'Chat Types', 'Private Chats', 'Groups'])
		expect(text).toContain(`"${name}"`);
});
