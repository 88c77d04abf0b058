import type { IDataObject } from 'n8n-workflow';

import { PNG } from '../../../../simulator/support/files';
import { runOperation } from '../../../../support/run';
import { useSimulator } from '../../../../support/simulator';
import { written } from '../../../../support/written';

const simulator = useSimulator();

const TEAM = '120363020202020202@g.us';
const image = { kind: 'image', base64: PNG.toString('base64'), mimetype: 'image/png' };

/** Keys that the trigger outputs, but *Get Many* doesn't, and `status`, which changes over time. */
const OF_EVENT = ['event', 'instance', 'eventId', 'status'];

const KINDS: Array<[what: string, event: IDataObject]> = [
	['a text', {}],
	['a text in a group', { chat: TEAM }],
	['a picture with a caption', { ...image, caption: 'Look' }],
	['a place', { kind: 'location', latitude: 1.5, longitude: 2.5, name: 'Shop' }],
	['a contact', { kind: 'contact', contact: { fullName: 'Bia', phoneNumber: '5511977776666' } }],
];

it.each(KINDS)(
	'Message → Get Many: %s has the same keys and values as in the output of the trigger',
	async (_what, event) => {
		const { flat, id } = written(simulator.current, event);
		const { items } = await runOperation(simulator.current, {
			resource: 'message',
			operation: 'getMany',
			values: { filters: { messageId: id } },
		});
		const expected = Object.entries(flat).filter(([name]) => !OF_EVENT.includes(name));
		const { status, ...json } = items[0].json;
		expect(status === null || typeof status === 'string').toBe(true);
		expect(json).toEqual(Object.fromEntries(expected));
	},
);

it('Message → Get Many: a text that quotes a message has the ID and text of the quoted message', async () => {
	const { id: quotedId } = written(simulator.current, { text: 'Question' });
	const { id } = written(simulator.current, { text: 'Again', quotedId });
	const { items } = await runOperation(simulator.current, {
		resource: 'message',
		operation: 'getMany',
		values: { filters: { messageId: id } },
	});
	expect(items[0].json).toMatchObject({
		kind: 'text',
		quoted: { id: quotedId, text: 'Question', kind: 'text' },
	});
});

it('Message → Get Many: the greeting of the WhatsApp Business app is no human, and what a person writes is', async () => {
	const from = '5511955554444';
	written(simulator.current, { from, text: 'Hello' });
	written(simulator.current, {
		from,
		kind: 'greeting',
		text: 'Shop X thanks you for your message',
	});
	written(simulator.current, { from: '5511944443333', fromMe: true, text: 'Are you there?' });
	const { items } = await runOperation(simulator.current, {
		resource: 'message',
		operation: 'getMany',
		values: { limit: 3 },
	});
	const roles = Object.fromEntries(items.map(({ json }) => [String(json.text), json.role]));
	expect(roles).toEqual({
		Hello: 'user',
		'Shop X thanks you for your message': 'assistant',
		'Are you there?': 'human',
	});
});
