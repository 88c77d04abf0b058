import type { IDataObject } from 'n8n-workflow';

import { triggerContexts } from '../../../../../dev/engine/triggerContexts';
import { parseDelivery } from '../../../../../nodes/EvolutionApi/events/eventItems';
import { outputsFor } from '../../../../../nodes/EvolutionApi/trigger/items/itemsWithMedia';
import {
	readServer,
	readSettings,
} from '../../../../../nodes/EvolutionApi/trigger/settings/triggerSettings';
import { runOperation } from '../../../../support/run';
import { arrived, fail, useSimulator } from '../../../../support/simulator';
import { withLog } from '../../../../support/withLog';
import { written } from '../../../../support/written';
import { evolutionApi } from '../../../../../nodes/EvolutionApi/server/evolutionApi';

const simulator = useSimulator();

const NEW = '5511966665555';
const LID = '98765432101234@lid';
const GROUP = '120363099999999999@g.us';
const STORE = '/chat/findMessages';

const logged: string[] = [];
beforeEach(() => (logged.length = 0));
afterEach(() => {
	simulator.current.config.version = '2.3.7';
	simulator.current.config.storesMessages = true;
});

const say = (event: IDataObject = {}) => written(simulator.current, { from: NEW, ...event }).raw;

async function itemOf(body: IDataObject, more: IDataObject = {}): Promise<IDataObject> {
	const { url: baseUrl, key: apiKey } = simulator.current;
	const parameters = {
		authentication: 'globalKey',
		events: ['MESSAGES_UPSERT'],
		instance: { __rl: true, mode: 'name', value: 'demo' },
		options: { firstContact: true },
		...more,
	};
	const credentials = { evolutionGlobalKeyApi: { baseUrl, apiKey } };
	const ofN8n = triggerContexts({ parameters, credentials }).webhook({ headers: {} }, {});
	const context = withLog(ofN8n, (text) => void logged.push(String(text)));
	const delivery = parseDelivery(body, evolutionApi);
	if (delivery === undefined) throw new Error('This is no delivery');
	const server = async () => await readServer(context);
	const [[item]] = await outputsFor(context, readSettings(context), delivery, server);
	return item.json;
}

const firstContact = async (body: IDataObject) => (await itemOf(body)).firstContact;

describe('First Contact is null (unknown) when', () => {
	it('the server stores no messages', async () => {
		simulator.current.config.storesMessages = false;
		expect(await firstContact(say())).toBeNull();
	});

	it('the server does not answer, and the message starts the workflow all the same', async () => {
		const body = say({ text: 'Hello' });
		fail(simulator.current, { path: STORE, status: 400, body: {}, times: 99 });
		expect(await itemOf(body)).toMatchObject({ text: 'Hello', firstContact: null });
		expect(logged).toEqual(['Could not check whether a WhatsApp message is the first of its chat']);
	});

	it('the message has no ID', async () => {
		const body = say();
		Object(body.data).key = { remoteJid: `${NEW}@s.whatsapp.net`, fromMe: false };
		expect(await firstContact(body)).toBeNull();
	});
});

it.each<[version: string, told: boolean | null]>([
	['2.3.0', null],
	['2.3.5', false],
	['2.3.7', false],
])(
	'First Contact: false for a person who wrote by number before and now by LID, or null if the server cannot tell (%s)',
	async (version, told) => {
		simulator.current.config.version = version;
		say();
		expect(await firstContact(say({ lid: LID }))).toBe(told);
	},
);

it('First Contact: the server is not asked without the option', async () => {
	const item = await itemOf(say(), { options: {} });
	expect(item).not.toHaveProperty('firstContact');
	expect(arrived(simulator.current)).toEqual([]);
});

it('First Contact: true for a message that the server stores only a moment later', async () => {
	const body = say();
	const row = simulator.current.state.instances
		.get('demo')
		?.messages.get(String(Object(body.data).key.id));
	if (row) row.isStored = false;
	const asking = firstContact(body);
	await new Promise((resolve) => setTimeout(resolve, 5));
	if (row) row.isStored = true;
	expect(await asking).toBe(true);
});

it('First Contact: true for the first message of a chat, false for the next', async () => {
	const first = say();
	expect(await firstContact(first)).toBe(true);
	const second = say();
	expect(await firstContact(second)).toBe(false);
	const keys = Object.keys(await itemOf(second));
	expect(keys.slice(0, 4)).toEqual(['text', 'senderName', 'chat', 'kind']);
	expect(keys.at(-1)).toBe('firstContact');
});

it('First Contact: true for one of several messages of the same second, in any order from the server', async () => {
	simulator.current.config.looseOrder = true;
	const bodies = ['a', 'b', 'c', 'd'].map((text) => say({ text }));
	const found = [];
	for (const body of bodies) found.push(await firstContact(body));
	expect(found).toEqual([true, false, false, false]);
});

it('First Contact: false if the account wrote first', async () => {
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendText',
		values: { recipient: NEW, text: 'An offer' },
	});
	expect(await firstContact(say())).toBe(false);
});

it.each<[version: string, first: boolean | null]>([
	['2.3.0', null],
	['2.3.5', true],
	['2.3.7', true],
])(
	'First Contact: true or null for the first message of a person who writes by LID, and false for the second (%s)',
	async (version, first) => {
		simulator.current.config.version = version;
		expect(await firstContact(say({ lid: LID }))).toBe(first);
		expect(await firstContact(say({ lid: LID }))).toBe(false);
	},
);

it('First Contact: false for a person who wrote before, under the other spelling of the number', async () => {
	say({ from: '551166665555' });
	expect(await firstContact(say({ from: '5511966665555' }))).toBe(false);
});

it('First Contact: true for an old missed message, although others came after it', async () => {
	const first = say();
	for (const text of ['a', 'b', 'c']) say({ text });
	expect(await firstContact(first)).toBe(true);
});

it('First Contact: in a group, true only for the first message of the group, not of each sender', async () => {
	const first = say({ chat: GROUP });
	expect(await firstContact(first)).toBe(true);
	expect(await firstContact(say({ chat: GROUP, from: '5511955554444' }))).toBe(false);
});

it('First Contact is output with Simplify off, too', async () => {
	const item = await itemOf(say(), { options: { firstContact: true, simplify: false } });
	expect(item).toMatchObject({ event: 'messages.upsert', firstContact: true });
});

it('First Contact is not output for other events', async () => {
	const { data } = say();
	const body = { event: 'messages.edited', instance: 'demo', data } as IDataObject;
	expect(await itemOf(body)).not.toHaveProperty('firstContact');
});
