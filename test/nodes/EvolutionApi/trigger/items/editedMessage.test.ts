import { arrived, useSimulator } from '../../../../support/simulator';
import { ANA, deliver, receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// Tests messages that a customer edits. The edited message's key is from the customer's point of view: the chat is our own
// number, and `fromMe` is true.

const simulator = useSimulator();
const stage = useN8n(simulator);

const OWN = '5511900098258@s.whatsapp.net';
const GROUP = '120363020202020202@g.us';
const started = () => stage.n8n.started.map(({ json }) => json);

const storedIds = () =>
	[...(simulator.current.state.instances.get('demo')?.messages.newestFirst() ?? [])].map(
		({ key }) => key.id,
	);

const edit = (key: object) => ({
	event: 'messages.edited',
	sender: OWN,
	data: {
		key: { fromMe: true, ...key },
		type: 'MESSAGE_EDIT',
		editedMessage: { conversation: 'two pizzas' },
		timestampMs: '1795760000000',
	},
});

async function activate(name: string) {
	const workflow = stage.n8n.workflow(name, { events: ['MESSAGES_EDITED'] });
	await workflow.activate();
	return workflow;
}

it('an edit by a customer starts Message Edited with the chat of the customer, not with our own number', async () => {
	const workflow = await activate('private');
	await receiveText(simulator.current, 'one pizza');
	const [id] = storedIds();
	expect(await deliver(simulator.current, workflow, edit({ remoteJid: OWN, id }))).toBe(200);
	await settled(() => started().length > 0);
	expect(started()).toMatchObject([
		{
			kind: 'edited',
			text: 'two pizzas',
			fromMe: false,
			role: 'user',
			chat: `${ANA}@s.whatsapp.net`,
			messageId: id,
			targetMessageId: id,
		},
	]);
	expect(started()[0].sessionId).toBe(`demo/${String(started()[0].personId)}`);
});

it('an edit of a message that the server does not have starts it without a chat: nothing is answered to ourselves', async () => {
	const workflow = await activate('unknown');
	await deliver(simulator.current, workflow, edit({ remoteJid: OWN, id: 'GONE' }));
	expect(started()).toMatchObject([{ kind: 'edited', fromMe: false, chat: null, personId: null }]);
	expect(started()[0].sessionId).toBe('demo/GONE');
});

it('an edit by a member of a group is not taken for our own', async () => {
	const workflow = await activate('group');
	await deliver(simulator.current, workflow, edit({ remoteJid: GROUP, id: 'GONE' }));
	expect(started()).toMatchObject([{ kind: 'edited', fromMe: false, chat: GROUP }]);
});

it('our own edit on the phone starts nothing by default', async () => {
	const workflow = await activate('own');
	const key = { remoteJid: `${ANA}@s.whatsapp.net`, id: 'OURS' };
	expect(await deliver(simulator.current, workflow, edit(key))).toBe(200);
	expect(started()).toEqual([]);
});

it.each(['REVOKE', 'EPHEMERAL_SETTING', 'SHARE_PHONE_NUMBER', 'LIMIT_SHARING', 5])(
	'%s, which the server calls an edit, starts no workflow with Message Edited, and asks for nothing',
	async (type) => {
		const workflow = await activate(`other${String(type)}`);
		const before = arrived(simulator.current).length;
		const event = { ...edit({ remoteJid: OWN, id: 'X' }) };
		const data = { key: event.data.key, type };
		expect(await deliver(simulator.current, workflow, { ...event, data })).toBe(200);
		expect(started()).toEqual([]);
		const asked = arrived(simulator.current).slice(before);
		expect(asked.filter(({ path }) => path.includes('findMessages'))).toEqual([]);
	},
);
