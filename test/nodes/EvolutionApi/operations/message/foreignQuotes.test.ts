import type { IDataObject } from 'n8n-workflow';

import { resources } from '../../../../../nodes/EvolutionApi/operations';
import { runOperation } from '../../../../support/run';
import { arrived, fail, useSimulator } from '../../../../support/simulator';
import { runInGo } from '../../server/evolutionGo/support/goSimulator';
import { written } from '../../../../support/written';

// The server quotes any message of its store by ID, also one of another chat: the recipient would read it.

const simulator = useSimulator();

const ANA = '5511988887777';
const CARLA = '5511966665555';
const TEAM = '120363020202020202@g.us';
const jid = (number: string) => `${number}@s.whatsapp.net`;

afterEach(() => void (simulator.current.config.version = '2.3.7'));

const sends = () => arrived(simulator.current).filter(({ path }) => path.startsWith('/message/'));
const said = (event: IDataObject) => written(simulator.current, event).id;

const sendText = async (recipient: string, options: IDataObject) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendText',
		values: { recipient, text: 'OK thanks', options },
	});

/** All operations with an option for a quote. */
const QUOTING = resources.flatMap(({ value: resource, operations }) =>
	operations
		.filter(({ fields }) => JSON.stringify(fields).includes('replyTo'))
		.map(({ value: operation, example }) => ({ resource, operation, example })),
);

const FOREIGN = 'is a message of another chat';

describe('quoting a message of another chat', () => {
	it('is tested with every operation that has Reply To, of which there are at least ten', () => {
		expect(QUOTING.length).toBeGreaterThan(9);
	});

	it.each(QUOTING)('is refused by $operation', async ({ resource, operation, example }) => {
		simulator.current.config.version = '2.4.0';
		const messageId = said({ from: CARLA, text: 'PIN 4711' });
		const { error } = await runOperation(simulator.current, {
			resource,
			operation,
			values: {
				...example,
				recipient: ANA,
				options: {
					...Object(example.options),
					replyTo: { values: { messageId } },
				},
			},
		});
		expect(error?.message).toContain(FOREIGN);
		expect(sends()).toEqual([]);
	});

	it.each([true, false])(
		'by Reply is refused if Quote Message is on; the reply is sent if it is off (quoted: %s)',
		async (quote) => {
			const messageId = said({ from: CARLA, text: 'PIN 4711' });
			const { error } = await runOperation(simulator.current, {
				resource: 'conversation',
				operation: 'reply',
				values: {
					text: 'OK',
					options: { quote, specificMessage: { values: { recipient: ANA, messageId } } },
				},
			});
			expect(error?.message).toEqual(quote ? expect.stringContaining(FOREIGN) : undefined);
			expect(sends()).toHaveLength(quote ? 0 : 1);
		},
	);

	it.each([
		['names no chat', {}],
		['names the chat that it would be quoted in', { remoteJid: jid(ANA), fromMe: false }],
	])('is refused for a message given as JSON whose key %s', async (_what, named) => {
		const key = { id: said({ from: CARLA, text: 'PIN 4711' }), ...named };
		const quoted = JSON.stringify({ key, message: { conversation: 'PIN 4711' } });
		const { error } = await sendText(ANA, { replyTo: { values: { message: quoted } } });
		expect(error?.message).toContain(FOREIGN);
		expect(sends()).toEqual([]);
	});

	it('is refused for a message given as JSON that the server has not stored, if its key names another chat', async () => {
		const key = { id: 'A1', remoteJid: jid(CARLA), fromMe: false };
		const quoted = JSON.stringify({ key, message: { conversation: 'PIN 4711' } });
		const { error } = await sendText(ANA, { replyTo: { values: { message: quoted } } });
		expect(error?.message).toContain(FOREIGN);
		expect(sends()).toEqual([]);
	});

	it('is prevented where the stored messages cannot be read to check the chat: nothing is sent', async () => {
		const messageId = said({ from: ANA, text: 'Hi' });
		fail(simulator.current, { path: '/chat/findMessages', status: 500, times: 99 });
		expect((await sendText(ANA, { replyTo: { values: { messageId } } })).error).toBeDefined();
		expect(sends()).toEqual([]);
	});
});

describe('quoting a message of the same chat', () => {
	const good: Array<[what: string, event: IDataObject, to: string]> = [
		['a message of the chat', { from: ANA }, ANA],
		['a message of the account itself', { from: ANA, fromMe: true }, jid(ANA)],
		['a group message, quoted in the group', { from: ANA, chat: TEAM }, TEAM],
		[
			'a message of a person whose number is given in another spelling',
			{ from: ANA },
			'551188887777',
		],
	];
	it.each(good)('is allowed: %s', async (_what, event, to) => {
		const messageId = said({ text: 'Hi', ...event });
		expect((await sendText(to, { replyTo: { values: { messageId } } })).error).toBeUndefined();
		expect(sends()).toHaveLength(1);
	});

	it('is allowed for a message given as JSON that the server has not stored', async () => {
		const key = { id: 'A1', remoteJid: jid(ANA), fromMe: false };
		const quoted = JSON.stringify({ key, message: { conversation: 'Hi' } });
		expect(
			(await sendText(ANA, { replyTo: { values: { message: quoted } } })).error,
		).toBeUndefined();
		expect(sends()).toHaveLength(1);
	});

	it('is allowed for the message that started the workflow, without a request to check it', async () => {
		const { flat } = written(simulator.current, { from: ANA });
		const { error } = await runOperation(simulator.current, {
			resource: 'conversation',
			operation: 'reply',
			values: { text: 'OK', options: { quote: true, markAsRead: false } },
			items: [{ json: flat }],
		});
		expect(error).toBeUndefined();
		expect(arrived(simulator.current)).toHaveLength(1);
	});
});

it('quoting a group message in the private chat with its author is allowed', async () => {
	const messageId = said({ text: 'Hi', from: ANA, chat: TEAM });
	expect((await sendText(ANA, { replyTo: { values: { messageId } } })).error).toBeUndefined();
	expect(sends()).toHaveLength(1);
});

it('a quoted message that the server does not have is named, since the text went out without a quote', async () => {
	const { error, hints } = await sendText(ANA, { replyTo: { values: { messageId: '3EB0WRONG' } } });
	expect(error).toBeUndefined();
	expect(hints).toEqual([expect.stringContaining('The server has no message "3EB0WRONG"')]);
	const { id } = written(simulator.current, { from: ANA, text: 'Hi' });
	const known = await sendText(ANA, { replyTo: { values: { messageId: id } } });
	expect(known.hints).toEqual([]);
});

describe('quotes on Evolution Go, which keeps no messages', () => {
	const go = useSimulator({ server: 'go' });

	it.each([
		['an ID', {}],
		['a whole message', { message: { conversation: 'PIN 4711' } }],
	])(
		'are sent without the quoted text if given by %s, so that no text of another chat is shown',
		async (_what, whole) => {
			const { id } = written(go.current, { from: CARLA, text: 'PIN 4711' });
			const key = { id, fromMe: false };
			const isWhole = 'message' in whole;
			const quoted = isWhole ? { message: JSON.stringify({ key, ...whole }) } : { messageId: id };
			const { error } = await runInGo(go.current, {
				resource: 'message',
				operation: 'sendText',
				values: { recipient: ANA, text: 'OK', options: { replyTo: { values: quoted } } },
			});
			expect(error).toBeUndefined();
			const [sent] = arrived(go.current).filter(({ path }) => path === '/send/text');
			expect(sent?.body).toMatchObject({ quoted: { messageId: id } });
			expect(JSON.stringify(sent)).not.toContain('4711');
		},
	);

	it('are refused if the message given as JSON names another chat', async () => {
		const { id } = written(go.current, { from: CARLA, text: 'PIN 4711' });
		const message = JSON.stringify({
			key: { id, remoteJid: jid(CARLA), fromMe: false },
			message: { conversation: 'PIN 4711' },
		});
		const { error } = await runInGo(go.current, {
			resource: 'message',
			operation: 'sendText',
			values: { recipient: ANA, text: 'OK', options: { replyTo: { values: { message } } } },
		});
		expect(error?.message).toContain(FOREIGN);
		expect(arrived(go.current).filter(({ path }) => path === '/send/text')).toEqual([]);
	});
});
