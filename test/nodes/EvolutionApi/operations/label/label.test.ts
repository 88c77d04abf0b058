import type { IDataObject } from 'n8n-workflow';

import { runOperation } from '../../../../support/run';
import { arrived, bodies, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const ANA = '5511988887777';
const ANA_JID = `${ANA}@s.whatsapp.net`;

const label = async (operation: string, values: IDataObject = {}, instance?: string) =>
	await runOperation(simulator.current, { resource: 'label', operation, values, instance });
const labelsOfAna = () => [
	...(simulator.current.state.instances.get('demo')?.account.labels.get(ANA_JID) ?? []),
];

describe.each(['add', 'remove'])('Label: %s', (operation) => {
	it('an empty label is refused before any request', async () => {
		const { error } = await label(operation, { recipient: ANA, label: '={{ "" }}' });
		expect(error?.message).toBe('"Label" is empty');
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('an instance that was never connected gives an error that says so', async () => {
		const { error } = await label(operation, { recipient: ANA, label: '7' }, 'new-phone');
		expect(error?.message).toBe('The instance "new-phone" is not connected to WhatsApp');
	});
});

it('Label: adds a label to a chat, and removes it', async () => {
	const added = await label('add', { recipient: ANA, label: '7' });
	expect(added.items[0].json).toEqual({ added: true, chat: ANA_JID, labelId: '7' });
	expect(labelsOfAna()).toEqual(['7']);
	// An expression may return the label's ID as a number, which the server would refuse.
	const removed = await label('remove', { recipient: ANA, label: '={{ 7 }}' });
	expect(removed.items[0].json).toEqual({ removed: true, chat: ANA_JID, labelId: '7' });
	expect(labelsOfAna()).toEqual([]);
	const changes = bodies(simulator.current).filter(({ action }) => action !== undefined);
	expect(changes).toEqual([
		{ number: ANA, labelId: '7', action: 'add' },
		{ number: ANA, labelId: '7', action: 'remove' },
	]);
});

describe.each(['add', 'remove'])('Label: %s', (operation) => {
	it('a label that the account does not have is refused with those that it has, and is not called done', async () => {
		const { error } = await label(operation, { recipient: ANA, label: '99' });
		expect(error?.message).toBe('"Label" is "99", which is not a label of this account');
		expect(error?.description).toContain('7 (VIP)');
		expect(arrived(simulator.current).map(({ path }) => path)).toEqual(['/label/findLabels/demo']);
	});

	it('the name of a label is taken for its ID', async () => {
		const { items } = await label(operation, { recipient: ANA, label: 'vip' });
		expect(items[0].json).toMatchObject({ chat: ANA_JID, labelId: '7' });
	});

	it('a server that knows no labels, since it may not keep them, gets the ID as it is', async () => {
		simulator.current.state.instances.get('demo')?.labels.clear();
		const { items } = await label(operation, { recipient: ANA, label: '99' });
		expect(items[0].json).toMatchObject({ chat: ANA_JID, labelId: '99' });
	});
});

describe('Label → Get Many', () => {
	const many = async (values: IDataObject) =>
		(await label('getMany', values)).items.map(({ json }) => json.name);

	it('gives no item where there are no labels', async () => {
		simulator.current.state.instances.get('demo')?.labels.clear();
		expect(await many({ returnAll: true })).toEqual([]);
	});

	it('gives an item for each label, up to the limit', async () => {
		const labels = simulator.current.state.instances.get('demo')?.labels;
		labels?.set('8', { id: '8', name: 'New', color: '1', predefinedId: null });
		expect(await many({ returnAll: true })).toEqual(['VIP', 'New']);
		expect(await many({ returnAll: false, limit: 1 })).toEqual(['VIP']);
	});
});
