import type { IDataObject } from 'n8n-workflow';

import { runOperation } from '../../../../support/run';
import { arrived, bodies, useSimulator } from '../../../../support/simulator';
import { sentMessage, written } from '../../../../support/written';

const simulator = useSimulator();

const ANA = '5511988887777';
const ANA_JID = `${ANA}@s.whatsapp.net`;
const TEAM = '120363020202020202@g.us';

const message = async (operation: string, values: IDataObject) =>
	await runOperation(simulator.current, { resource: 'message', operation, values });
const stored = (id: string) => simulator.current.state.instances.get('demo')?.messages.get(id);

describe('Message → Send Reaction', () => {
	const react = async (values: IDataObject) =>
		await message('sendReaction', { emoji: '👍', ...values });

	it('in a group gives an error without the author of the message, because the reaction would be invisible', async () => {
		const { error } = await react({ recipient: TEAM, messageId: 'A1' });
		expect(error?.message).toBe('"Author" is empty');
		expect(error?.description).toContain('"participant" in the output of the trigger');
		expect(arrived(simulator.current)).toEqual([]);
	});

	it.each([ANA, ANA_JID, '+55 11 98888-7777'])(
		'reacts to a group message whose author is given as %s',
		async (participant) => {
			const { id, flat } = written(simulator.current, { chat: TEAM });
			const { error } = await react({ recipient: TEAM, messageId: id, participant });
			expect(error).toBeUndefined();
			expect(flat.participant).toBe(ANA_JID);
			expect([...(stored(id)?.reactions.values() ?? [])]).toEqual(['👍']);
		},
	);

	it('reacts to a message of the contact by default, to an own one only with Sent by This Instance on', async () => {
		const { id } = written(simulator.current);
		await react({ recipient: ANA, messageId: id });
		expect([...(stored(id)?.reactions.values() ?? [])]).toEqual(['👍']);
		const { items } = await message('sendText', { recipient: ANA, text: 'Hi' });
		const own = String(items[0].json.messageId);
		await react({ recipient: ANA, messageId: own });
		expect(stored(own)?.reactions.size).toBe(0);
		await react({ recipient: ANA, messageId: own, fromMe: true });
		expect(stored(own)?.reactions.size).toBe(1);
	});

	it('to an own message in a group needs no author', async () => {
		const { items } = await message('sendText', { recipient: TEAM, text: 'Hi' });
		const messageId = String(items[0].json.messageId);
		const { error } = await react({ recipient: TEAM, messageId, fromMe: true });
		expect(error).toBeUndefined();
		expect(bodies(simulator.current).at(-1)?.key).toEqual({
			remoteJid: TEAM,
			id: messageId,
			fromMe: true,
		});
		expect(stored(messageId)?.reactions.size).toBe(1);
	});
});

describe('Message → Edit', () => {
	it('returns the edited message', async () => {
		const { items } = await message('sendText', { recipient: ANA, text: 'Helo' });
		const { messageId } = items[0].json;
		const values = { recipient: ANA, messageId, newText: 'Hello' };
		const [{ json }] = (await message('edit', values)).items;
		expect(json).toMatchObject({ messageId, chat: ANA_JID });
		const again = await message('edit', { recipient: ANA, messageId, newText: 'Hello!' });
		expect(again.error).toBeUndefined();
	});
});

describe('Message → Edit: the new text', () => {
	const edit = async (text: string, options: IDataObject = {}) => {
		const { items } = await message('sendText', { recipient: ANA, text: 'Helo' });
		const { messageId } = items[0].json;
		return await runOperation(simulator.current, {
			resource: 'message',
			operation: 'edit',
			values: { recipient: ANA, messageId, newText: '={{ $json.text }}', options },
			items: [{ json: { text } }],
		});
	};
	const edits = () =>
		arrived(simulator.current)
			.filter(({ path }) => path.includes('updateMessage'))
			.map(({ body }) => (body as IDataObject).text);

	it('of more letters than a message has is refused before the message is changed', async () => {
		const { error } = await edit('a'.repeat(65_537));
		expect(error?.message).toMatch(/^"New Text" has 65537 characters/);
		expect(edits()).toEqual([]);
	});

	it.each([
		['**Total:** R$ 10', '*Total:* R$ 10'],
		['![plan](https://example.com/a.png)', 'plan (https://example.com/a.png)'],
		['# Hi\n\n- one\n- two', '*Hi*\n- one\n- two'],
	])('of a model, "%s" is sent as it would be by Send Text', async (text, expected) => {
		expect((await edit(text, { textFormat: 'markdown' })).error).toBeUndefined();
		expect(edits()).toEqual([expected]);
	});

	it('of Markdown without text is refused', async () => {
		const { error } = await edit('<p></p>', { textFormat: 'markdown' });
		expect(error?.message).toBe('"New Text" is empty');
		expect(edits()).toEqual([]);
	});
});

describe('Message → Edit: a message that was sent', () => {
	const MINUTE_MS = 60_000;

	it.each([
		[
			'16 minutes ago is refused',
			16,
			'"Message ID" is a message that was sent more than 15 minutes',
		],
		['14 minutes ago is edited', 14, undefined],
	])('%s', async (_what, minutes, problem) => {
		const { items } = await message('sendText', { recipient: ANA, text: 'Helo' });
		const { messageId } = items[0].json;
		const at = Date.now() - minutes * MINUTE_MS;
		Object.assign(stored(String(messageId)) ?? {}, { at, messageTimestamp: Math.floor(at / 1000) });
		const { error } = await message('edit', { recipient: ANA, messageId, newText: 'Hello' });
		expect(error?.message.slice(0, problem?.length)).toBe(problem);
	});
});

describe('Reply to → Message (JSON)', () => {
	const key = { id: 'GONE1', remoteJid: ANA_JID, fromMe: false };
	const whole = { key, message: { conversation: 'from another server' } };
	const quote = async (quoted: unknown, more: IDataObject = {}) =>
		await message('sendText', {
			recipient: ANA,
			text: 'That one',
			options: { replyTo: { values: { message: quoted as string, ...more } } },
		});

	it.each([
		[
			'no JSON',
			'GONE1',
			'"Options → Reply To → Message (JSON)" must be a JSON object, not "GONE1"',
		],
		[
			'a message without its key',
			{ message: {} },
			'"Options → Reply To → Message (JSON)" is not a whole message',
		],
		['only the key', { key }, '"Options → Reply To → Message (JSON)" is not a whole message'],
	])('refuses %s, before any request', async (_what, given, text) => {
		const { error } = await quote(typeof given === 'string' ? given : JSON.stringify(given));
		expect(error?.message).toBe(text);
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('quotes a message that the server does not have', async () => {
		const { items } = await quote(JSON.stringify(whole));
		expect(sentMessage(simulator.current, items)?.contextInfo).toMatchObject({
			stanzaId: 'GONE1',
			participant: ANA_JID,
			quotedMessage: { conversation: 'from another server' },
		});
	});

	it('accepts the item of the trigger as it is', async () => {
		const { raw, id } = written(simulator.current);
		const { items, error } = await quote(JSON.stringify(raw.data));
		expect(error).toBeUndefined();
		expect(sentMessage(simulator.current, items)?.contextInfo).toMatchObject({ stanzaId: id });
	});

	it('if empty, quotes the message whose ID is given instead', async () => {
		const { id } = written(simulator.current);
		const { items } = await quote('', { messageId: id });
		expect(sentMessage(simulator.current, items)?.contextInfo).toMatchObject({ stanzaId: id });
	});
});
