import type { IDataObject } from 'n8n-workflow';

import { untilQuiet } from '../../../../support/time';
import { useSimulator } from '../../../../support/simulator';
import { deliver } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// After an event with both the number and the LID of a person, items for later events that only have the LID must contain the number, too.

const simulator = useSimulator();
const stage = useN8n(simulator);

const NUMBER = '5511988881234';
const PERSON = `${NUMBER}@s.whatsapp.net`;
const LID = '223456789012345@lid';
const GROUP = '120363020202020202@g.us';

const EVENTS: Array<[event: string, name: string, data: unknown]> = [
	[
		'messages.update',
		'MESSAGES_UPDATE',
		{ keyId: 'A1', remoteJid: LID, fromMe: true, status: 'READ' },
	],
	['call', 'CALL', { chatId: LID, from: LID, id: 'C1', status: 'terminate' }],
	[
		'presence.update',
		'PRESENCE_UPDATE',
		{ id: LID, presences: { [LID]: { lastKnownPresence: 'composing' } } },
	],
	['labels.association', 'LABELS_ASSOCIATION', { chatId: LID, labelId: '7', type: 'add' }],
	['chats.update', 'CHATS_UPDATE', [{ remoteJid: LID, instanceId: 'x' }]],
	['contacts.update', 'CONTACTS_UPDATE', [{ remoteJid: LID, pushName: 'Ann' }]],
];

let test = 0;
beforeEach(() => void test++);

async function activate(more: IDataObject = {}) {
	const events = [
		'MESSAGES_UPSERT',
		...EVENTS.map(([, name]) => name),
		'GROUP_PARTICIPANTS_UPDATE',
	];
	const workflow = stage.n8n.workflow(`pair${test}`, { events, ...more });
	await workflow.activate();
	const data = {
		key: { remoteJid: LID, remoteJidAlt: PERSON, fromMe: false, id: '3A0102030405060708FE' },
		message: { conversation: 'Hi' },
		messageType: 'conversation',
		messageTimestamp: Math.floor(Date.now() / 1000),
	};
	await deliver(simulator.current, workflow, { event: 'messages.upsert', data });
	return async (event: string, told: unknown) => {
		const before = stage.n8n.started.length;
		await deliver(simulator.current, workflow, { event, data: told });
		await untilQuiet();
		return stage.n8n.started.slice(before).map(({ json }) => json);
	};
}

it.each(EVENTS)('%s with the LID alone has no phone number', async (event, _name, data) => {
	const send = await activate();
	expect(await send(event, data)).toMatchObject([
		{ phoneNumber: NUMBER, personId: '551188881234' },
	]);
});

it.each(EVENTS)(
	'%s of an excluded person with the LID alone starts the workflow',
	async (event, _name, data) => {
		const send = await activate({
			filters: { chats: { values: { mode: 'exclude', chats: NUMBER } } },
		});
		expect(await send(event, data)).toEqual([]);
	},
);

it.each(EVENTS)(
	'%s of a person by number is left out where the event names the LID',
	async (event, _name, data) => {
		const send = await activate({
			filters: { chats: { values: { mode: 'restrictTo', chats: NUMBER } } },
		});
		expect(await send(event, data)).toHaveLength(1);
	},
);

it('a member with the LID alone has no number, and is not found by Group Members', async () => {
	const filters = { groupMembers: { values: { mode: 'restrictTo', members: NUMBER } } };
	const send = await activate({ filters });
	const joins = { id: GROUP, action: 'add', author: LID, participants: [LID] };
	expect(await send('group-participants.update', joins)).toMatchObject([
		{ authorPhone: NUMBER, participants: [{ jid: LID, phoneNumber: NUMBER }] },
	]);
	const read = { keyId: 'A2', remoteJid: GROUP, participant: LID, fromMe: true, status: 'READ' };
	expect(await send('messages.update', read)).toHaveLength(1);
});
