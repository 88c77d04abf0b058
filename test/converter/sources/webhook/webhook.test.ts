import { convert } from '../../../../converter/convert';
import { EVENTS, optionFor } from '../../../../converter/sources/webhook/events';
import type { NodeJson } from '../../../../converter/workflow';
import { nodeType } from '../../../../dev/ourPackage';
import { triggerEventOptions } from '../../../../nodes/EvolutionApi/fields/events';
import { convertNodes as converted, link } from '../../support/convertNodes';

const node = (name: string, type: string, parameters: object, more: object = {}): NodeJson => ({
	id: name,
	name,
	type: `n8n-nodes-base.${type}`,
	typeVersion: 2,
	position: [200, 100],
	parameters: { ...parameters },
	...more,
});
const webhook = (parameters: object = {}) =>
	node(
		'WhatsApp in',
		'webhook',
		{ httpMethod: 'POST', path: 'evo', ...parameters },
		{ webhookId: 'w1' },
	);
const READER = node('Read', 'set', {
	value: "={{ $('WhatsApp in').item.json.body.data.key.remoteJid }}",
});
describe('converter: a Webhook node', () => {
	it('stays where the workflow reads nothing of Evolution API from it', () => {
		const other = node('Read', 'set', { value: '={{ $json.body.email }}' });
		const { workflow } = converted([webhook(), other], { 'WhatsApp in': link('Read') });
		expect(workflow.nodes[0]).toEqual(webhook());
	});

	it('stays if it does not accept POST, with a line in the report', () => {
		const { workflow, text } = converted([webhook({ httpMethod: 'GET' }), READER], {
			'WhatsApp in': link('Read'),
		});
		expect(workflow.nodes[0]).toMatchObject({ type: 'n8n-nodes-base.webhook' });
		expect(text).toContain('does not accept POST');
	});
});

describe('converter: a Webhook node that Evolution API calls', () => {
	it('becomes the trigger, and a node with the old name that outputs the body as before', () => {
		const { workflow, named, text } = converted([webhook(), READER], {
			'WhatsApp in': link('Read'),
		});
		expect(named.get('Evolution API Trigger')).toMatchObject({
			type: nodeType('evolutionApiTrigger'),
			webhookId: 'w1',
			parameters: {
				options: { simplify: false },
				events: ['MESSAGES_UPSERT'],
				filters: { includeMyOwnMessages: true, messageTypes: ['all'] },
			},
		});
		expect(named.get('WhatsApp in')).toMatchObject({
			type: 'n8n-nodes-base.set',
			position: [200, 100],
			parameters: { mode: 'raw', jsonOutput: '={{ { "body": $json } }}' },
		});
		expect(named.get('Read')).toEqual(READER);
		expect(workflow.connections).toEqual({
			'Evolution API Trigger': link('WhatsApp in'),
			'WhatsApp in': link('Read'),
		});
		expect(text).toContain('Choose the instance');
	});

	it('is recognized where code calls the body by another name', () => {
		const jsCode = "const b = $('WhatsApp in').first().json.body; return b.data.key.remoteJid";
		const { named } = converted([webhook(), node('Code', 'code', { jsCode })], {
			'WhatsApp in': link('Code'),
		});
		expect(named.has('Evolution API Trigger')).toBe(true);
	});

	it('becomes a trigger for only the event that the workflow checks for', () => {
		const fields = node('Fields', 'set', { event: '={{ $json.body.event }}' });
		const branch = node('Joined?', 'if', {
			leftValue: '={{ $json.event }}',
			rightValue: '=group-participants.update',
		});
		const { named } = converted([webhook(), fields, branch], {
			'WhatsApp in': link('Fields'),
			Fields: link('Joined?'),
		});
		expect(named.get('Evolution API Trigger')?.parameters.events).toEqual([
			'GROUP_PARTICIPANTS_UPDATE',
		]);
	});

	it('becomes a trigger for every event that the workflow checks for', () => {
		const branch = node('Which', 'switch', {
			rules: { a: 'connection.update', b: 'SEND_MESSAGE' },
		});
		const { named } = converted([webhook(), READER, branch], {
			'WhatsApp in': { main: [[...link('Read').main[0], ...link('Which').main[0]]] },
		});
		expect(named.get('Evolution API Trigger')?.parameters.events).toEqual([
			'MESSAGES_UPSERT',
			'CONNECTION_UPDATE',
			'SEND_MESSAGE',
		]);
	});

	it('becomes a trigger with Download Media where the file of a message is read', () => {
		const code = node('Code', 'code', { jsCode: 'return $json.body.data.message.base64' });
		const { named } = converted([webhook(), code], { 'WhatsApp in': link('Code') });
		expect(named.get('Evolution API Trigger')?.parameters).toMatchObject({
			options: { downloadMedia: { values: { outputField: 'data' } } },
		});
		expect(named.get('WhatsApp in')).toMatchObject({ type: 'n8n-nodes-base.code' });
	});

	it.each([
		['read through a variable', 'const m = $json.body.data.message; return m.base64', true],
		['read by destructuring', 'const { base64 } = $json.body.data.message; return base64', true],
		[
			'not read: this base64 is a field of the item, outside the message',
			"const type = $('WhatsApp in').first().json.body.data.messageType; return $json.base64",
			false,
		],
	])(
		'becomes a trigger with Download Media only if code reads the file of the message (%s)',
		(_how, jsCode, isRead) => {
			const { named } = converted([webhook(), node('Code', 'code', { jsCode })], {
				'WhatsApp in': link('Code'),
			});
			const { options } = named.get('Evolution API Trigger')?.parameters ?? {};
			const file = isRead ? { downloadMedia: { values: { outputField: 'data' } } } : {};
			expect(options).toEqual({ simplify: false, ...file });
		},
	);

	it('becomes a trigger for the instance that the requests name, and the report says that keys are not copied', () => {
		const send = node('Send', 'httpRequest', {
			method: 'POST',
			url: 'https://evo.example.com/message/sendText/shop',
			sendHeaders: true,
			headerParameters: { parameters: [{ name: 'apikey', value: '={{ $json.body.apikey }}' }] },
			sendBody: true,
			bodyParameters: {
				parameters: [{ name: 'number', value: '={{ $json.body.data.key.remoteJid }}' }],
			},
		});
		const log = node('Log', 'set', { value: '={{ $json.body.apikey }}' });
		const { named, text } = converted([webhook(), send, log], {
			'WhatsApp in': { main: [[...link('Send').main[0], ...link('Log').main[0]]] },
		});
		expect(named.get('Evolution API Trigger')?.parameters).toMatchObject({
			instance: { value: 'shop' },
		});
		expect(text).toContain('events contain no keys');
	});

	it('loses its Respond to Webhook, and the nodes after it are connected', () => {
		const nodes = [
			webhook({ responseMode: 'responseNode' }),
			node('OK', 'respondToWebhook', {}),
			READER,
		];
		const { workflow, named } = converted(nodes, { 'WhatsApp in': link('OK'), OK: link('Read') });
		expect(named.has('OK')).toBe(false);
		expect(workflow.connections).toEqual({
			'Evolution API Trigger': link('WhatsApp in'),
			'WhatsApp in': link('Read'),
		});
	});

	it('keeps Respond to Webhook where another webhook leads to it', () => {
		const other = node('Form', 'webhook', { httpMethod: 'POST', path: 'form' });
		const nodes = [
			webhook({ responseMode: 'responseNode' }),
			other,
			node('OK', 'respondToWebhook', {}),
			READER,
		];
		const { named } = converted(nodes, {
			'WhatsApp in': link('OK'),
			Form: link('OK'),
			OK: link('Read'),
		});
		expect(named.has('OK')).toBe(true);
	});

	it('keeps its pinned data, which now belongs to the new node of the same name', () => {
		const pinData = { 'WhatsApp in': [{ json: { body: { event: 'messages.upsert' } } }] };
		const { workflow } = converted(
			[webhook(), READER],
			{ 'WhatsApp in': link('Read') },
			{ pinData },
		);
		expect(workflow.pinData).toEqual(pinData);
	});

	it('in a circle of nodes is replaced once, and not changed by another conversion', () => {
		const { workflow } = converted([webhook(), READER], {
			'WhatsApp in': link('Read'),
			Read: link('Read'),
		});
		expect(convert(workflow).result).toEqual(workflow);
	});
});

it('converter: the trigger has every event that the converter searches for', () => {
	const known = triggerEventOptions.map(({ value }) => value as string);
	expect(EVENTS.map(optionFor).filter((event) => !known.includes(event))).toEqual([]);
});
