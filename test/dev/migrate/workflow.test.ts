import type { INode } from 'n8n-workflow';

import { OLD_TYPE } from '../../../dev/migrate/node';
import { migrateWorkflow } from '../../../dev/migrate/workflow';

function old(parameters: INode['parameters'], more: Partial<INode> = {}): INode {
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

const migrate = (...nodes: INode[]) => migrateWorkflow({ name: 'Shop', nodes });

describe('Migrating a workflow', () => {
	it('leaves a node alone whose operation it does not know, and says so', () => {
		const node = old({ resource: 'messages-api', operation: 'send-hologram' });
		const { workflow, migrated, notes } = migrate(node);
		expect(workflow.nodes).toEqual([node]);
		expect(migrated).toEqual([]);
		expect(notes).toEqual([['WhatsApp', expect.stringContaining('send-hologram')]]);
	});

	it('names the fields that it could not carry over', () => {
		const { notes } = migrate(
			old({
				resource: 'messages-api',
				operation: 'send-poll',
				instanceName: 'demo',
				remoteJid: '5511988887777',
				caption: 'When?',
				hologram: 'x',
				options_display: { metadataValues: [{ optionValue: '={{ $json.a }}' }] },
			}),
		);
		expect(notes).toEqual([
			['WhatsApp', 'Not carried over: hologram, options_display.metadataValues.'],
		]);
	});

	it('tells which expressions read what the old node put out', () => {
		const reader = {
			...old({ value: '={{ $json.data.key.id }}', other: '={{ $json.key.id }}' }),
			name: 'Set',
			type: 'n8n-nodes-base.set',
		};
		const byName = { ...reader, name: 'Later' };
		byName.parameters = { value: "={{ $('WhatsApp').item.json.data.key.id }}" };
		const { notes } = migrateWorkflow({
			nodes: [old({ resource: 'messages-api', instanceName: 'demo' }), reader, byName],
			connections: { WhatsApp: { main: [[{ node: 'Set', type: 'main', index: 0 }]] } },
		});
		expect(notes.map(([node, note]) => [node, note.split(' reads')[0]])).toEqual([
			['Set', 'value'],
			['Later', 'value'],
		]);
	});

	it('reacts to a message of our own where the old node did by default', () => {
		const given = { resource: 'messages-api', operation: 'send-reaction', instanceName: 'demo' };
		const { workflow } = migrate(old({ ...given, remoteJid: '55', messageId: 'A1' }));
		expect(workflow.nodes[0].parameters).toMatchObject({ fromMe: true, emoji: '👍' });
	});

	it('takes what n8n does not save for the default of the old node', () => {
		const { workflow } = migrate(
			old({ resource: 'messages-api', instanceName: 'demo', remoteJid: '55', messageText: 'Hi' }),
		);
		expect(workflow.nodes[0].parameters).toEqual({
			authentication: 'globalKey',
			resource: 'message',
			operation: 'sendText',
			instance: { __rl: true, mode: 'name', value: 'demo' },
			recipient: { __rl: true, mode: 'number', value: '55' },
			text: 'Hi',
			simplify: false,
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
		const { workflow } = migrate(node, other);
		expect(workflow).toMatchObject({ name: 'Shop' });
		expect(workflow.nodes[1]).toEqual(other);
		const { credentials, parameters, ...rest } = workflow.nodes[0];
		expect(credentials).toBeUndefined();
		expect(rest).toMatchObject({
			name: 'WhatsApp',
			position: [40, 80],
			notes: 'mine',
			onError: 'continueErrorOutput',
			type: 'n8n-nodes-evolution-whatsapp.evolutionApi',
		});
		expect(parameters).toMatchObject({
			recipient: { value: '={{ $json.phone }}' },
			text: '=Hi {{ $json.name }}',
			options: { delay: 500, quotedMessageId: '={{ $json.id }}', mentionEveryone: true },
		});
	});
});
