import type { IDataObject } from 'n8n-workflow';

import { runOperation, type OperationRun } from '../../../../support/run';
import { arrived, fail, useSimulator } from '../../../../support/simulator';
import { written } from '../../../../support/written';
import { runInGo } from '../evolutionGo/support/goSimulator';

// To a message that does not exist, WhatsApp and the server do everything, and say that it is done.

const ANA = '5511988887777';
const CARLA = '5511966665555';
const TEAM = '120363020202020202@g.us';
const LID = '111111111111111@lid';
const WRONG = '3EB0WRONG';

/** With what they need beside the chat and the ID, and the key of the output that says done. */
const OPERATIONS: Array<[operation: string, values: IDataObject, done: string | undefined]> = [
	['message.delete', { fromMe: true }, 'deleted'],
	['message.sendReaction', { emoji: '👍' }, undefined],
	['chat.markAsRead', {}, 'read'],
	['chat.markAsPlayed', {}, 'played'],
];

function about(operation: string, id: string, values: IDataObject): OperationRun {
	const [resource = '', name = ''] = operation.split('.');
	const ids = resource === 'chat' ? { messageIds: id } : { messageId: id };
	return { resource, operation: name, values: { recipient: ANA, ...ids, ...values } };
}

describe('a message ID that Evolution API does not have', () => {
	const simulator = useSimulator();
	beforeEach(() => void (simulator.current.config.version = '2.4.0'));

	const looks = () =>
		arrived(simulator.current).filter(({ path }) => path.includes('findMessages'));
	const changes = () =>
		arrived(simulator.current).filter(({ path }) =>
			/deleteMessage|sendReaction|markMessage/.test(path),
		);
	const run = async (
		[operation, values]: readonly [string, IDataObject, ...unknown[]],
		id: string,
		more: Partial<OperationRun> = {},
	) => await runOperation(simulator.current, { ...about(operation, id, values), ...more });

	it.each(OPERATIONS)('%s does not say done, and says why', async (operation, values, done) => {
		const { error, items, hints } = await run([operation, values], WRONG);
		expect(error).toBeUndefined();
		const [{ json }] = items;
		expect(json.reason).toContain(`The server has no message "${WRONG}" in its store`);
		if (done !== undefined) expect(json[done]).toBeNull();
		expect(hints).toEqual([json.reason]);
	});

	it.each(OPERATIONS)('%s with one that it has says done', async (operation, values, done) => {
		const { id } = written(simulator.current, { fromMe: values.fromMe === true });
		const { items, hints } = await run([operation, values], id);
		if (done !== undefined) expect(items[0].json[done]).toBe(true);
		expect(items[0].json).not.toHaveProperty('reason');
		expect(hints).toEqual([]);
	});

	it('in a chat that does not exist is not marked as read', async () => {
		simulator.current.config.unknownNumbers = ['5511900000001'];
		const values = { recipient: '5511900000001' };
		const { items } = await run(['chat.markAsRead', values], WRONG);
		expect(items[0].json).toMatchObject({ read: null, reason: expect.any(String) });
	});

	it.each(OPERATIONS)(
		'%s: one of another chat is refused, and nothing is done',
		async (operation, values) => {
			const { id } = written(simulator.current, { from: CARLA, fromMe: values.fromMe === true });
			const { error } = await run([operation, values], id);
			expect(error?.message).toBe(`"Chat" is not the chat of the message "${id}"`);
			expect(changes()).toEqual([]);
		},
	);

	it('with Continue, only the item with the message of another chat fails', async () => {
		const foreign = written(simulator.current, { from: CARLA }).id;
		const { id } = written(simulator.current);
		const { items } = await run(['chat.markAsRead', {}], '={{ $json.one }}', {
			items: [{ json: { one: foreign } }, { json: { one: id } }],
			onError: 'continueRegularOutput',
		});
		expect(items.map(({ json }) => json.error ?? json.read)).toEqual([
			expect.stringContaining('is not the chat of the message'),
			true,
		]);
	});

	it('is a message of the group, where the chat is that of its author: it is refused', async () => {
		const { id } = written(simulator.current, { chat: TEAM });
		const { error } = await run(['message.sendReaction', { emoji: '👍' }], id);
		expect(error?.message).toContain('is not the chat of the message');
	});

	it.each([
		['delete', 'is on, but somebody else wrote the message', { fromMe: true }, false],
		['sendReaction', 'is off, but this instance wrote the message', { emoji: '👍' }, true],
	])(
		'%s: where Sent by This Instance %s, nothing is done',
		async (operation, problem, values, fromMe) => {
			const { id, flat } = written(simulator.current, { fromMe });
			for (const items of [undefined, [{ json: flat }]]) {
				const { error } = await run([`message.${operation}`, values], id, { items });
				expect(error?.message).toBe(`"Sent by This Instance" ${problem}`);
			}
			expect(changes()).toEqual([]);
		},
	);

	it.each([
		['the trigger', { trigger: {} }],
		['a node before another one', { trigger: {}, between: { items: [{}], linked: true } }],
	])('is not looked for if it is that of an item of %s', async (_what, more) => {
		const { id, flat } = written(simulator.current);
		const { items } = await run(['chat.markAsRead', {}], id, { items: [{ json: flat }], ...more });
		expect(items[0].json).toMatchObject({ read: true });
		expect(looks()).toEqual([]);
	});

	it.each([
		['the trigger with Simplify off', (raw: IDataObject) => raw],
		['a Webhook node', (body: IDataObject) => ({ headers: {}, body })],
	])('is not looked for if it is that of an item of %s', async (_what, itemOf) => {
		const { id, raw } = written(simulator.current);
		const { items } = await run(['chat.markAsRead', {}], id, { items: [{ json: itemOf(raw) }] });
		expect(items[0].json).toMatchObject({ read: true });
		expect(looks()).toEqual([]);
	});

	it('is looked for if an item names it for another chat', async () => {
		const { id, flat } = written(simulator.current, { from: CARLA });
		const { error } = await run(['chat.markAsRead', {}], id, { items: [{ json: flat }] });
		expect(error?.message).toContain('is not the chat of the message');
	});

	it('is not taken for known because an earlier node has doubted it', async () => {
		const { items } = await run(['chat.markAsRead', {}], WRONG);
		const again = await run(['chat.markAsRead', {}], WRONG, { items });
		expect(again.items[0].json.read).toBeNull();
	});

	it.each([
		['its store is off', 'has no message', () => (simulator.current.config.storesMessages = false)],
		[
			'its store cannot be read',
			'could not be read',
			() => fail(simulator.current, { path: '/chat/findMessages', status: 500, times: 99 }),
		],
	])('may be there where %s: it is done, and the output says that', async (_what, reason, set) => {
		set();
		const { id } = written(simulator.current, { fromMe: true });
		const { error, items } = await run(['message.delete', { fromMe: true }], id);
		simulator.current.config.storesMessages = true;
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({ deleted: null, reason: expect.stringContaining(reason) });
		expect(changes()).toHaveLength(1);
	});

	it('kept under the LID of a person is of the chat with the number', async () => {
		const { id } = written(simulator.current, { lid: LID, fromMe: true });
		for (const recipient of [ANA, LID]) {
			const { error, items } = await run(['message.delete', { fromMe: true, recipient }], id);
			expect(error).toBeUndefined();
			expect(items[0].json.deleted).toBe(true);
		}
	});

	it('among a thousand to be marked costs no thousand requests', async () => {
		const ids = Array.from({ length: 1000 }, (_, n) => `3EB0${n}`).join(',');
		const { items } = await run(['chat.markAsRead', {}], ids);
		expect(items).toHaveLength(1000);
		expect(items[0].json.read).toBeNull();
		expect(looks()).toHaveLength(10);
		expect(changes()).toHaveLength(2);
	});
});

describe('a message ID on Evolution Go, which keeps no messages', () => {
	const simulator = useSimulator({ server: 'go' });
	const ON_GO: typeof OPERATIONS = [...OPERATIONS, ['message.edit', { newText: 'Hi' }, undefined]];

	it.each(ON_GO)('%s does not say done, and says why', async (operation, values, done) => {
		const { error, items } = await runInGo(simulator.current, about(operation, WRONG, values));
		expect(error).toBeUndefined();
		expect(items[0].json.reason).toContain(`Evolution Go keeps no messages to look "${WRONG}" up`);
		if (done !== undefined) expect(items[0].json[done]).toBeNull();
	});

	it.each(ON_GO)('%s with that of the item says done', async (operation, values, done) => {
		const json = { messageId: 'A1', chat: `${ANA}@s.whatsapp.net` };
		const { error, items } = await runInGo(simulator.current, {
			...about(operation, '={{ $json.messageId }}', values),
			items: [{ json }],
		});
		expect(error).toBeUndefined();
		if (done !== undefined) expect(items[0].json[done]).toBe(true);
		expect(items[0].json).not.toHaveProperty('reason');
	});

	it('that is in an item of the trigger with Simplify off says done', async () => {
		const Info = { ID: 'A1', Chat: `${ANA}@s.whatsapp.net`, Sender: `${ANA}@s.whatsapp.net` };
		const data = { Info: { ...Info, IsFromMe: false }, Message: { conversation: 'Hi' } };
		const { items } = await runInGo(simulator.current, {
			...about('chat.markAsRead', 'A1', {}),
			items: [{ json: { event: 'Message', data } }],
		});
		expect(items[0].json).toMatchObject({ read: true });
	});

	it('of a group says that nobody may see the mark, since the server does not say who wrote', async () => {
		const { items } = await runInGo(simulator.current, {
			...about('chat.markAsRead', 'A1', { recipient: TEAM }),
			items: [{ json: { messageId: 'A1', chat: TEAM } }],
		});
		expect(items[0].json).toMatchObject({
			read: null,
			reason: expect.stringContaining('does not say who wrote'),
		});
	});
});
