import type { IDataObject } from 'n8n-workflow';

import { runAgent } from '../../../../support/agentRun';
import { runOperation } from '../../../../support/run';
import { arrived, fail, useSimulator } from '../../../../support/simulator';
import { runInGo } from '../../server/evolutionGo/support/goSimulator';
import { written } from '../../../../support/written';

// The server quotes any message in its store by its ID, even one from another chat. Its text would then be shown to the recipient.

const simulator = useSimulator();

const ANA = '5511988887777';
const CARLA = '5511966665555';
const TEAM = '120363020202020202@g.us';
const jid = (number: string) => `${number}@s.whatsapp.net`;

const sends = () => arrived(simulator.current).filter(({ path }) => path.startsWith('/message/'));
const said = (event: IDataObject) => written(simulator.current, event).id;

const REPLY_TO = (values: IDataObject) => ({ replyTo: { values } });

const call = async (to: string, given: IDataObject, tool: IDataObject = {}) => {
	const before = [{ name: 'WhatsApp', type: 'trigger' }];
	const isWhole = 'message' in given;
	const quoted: IDataObject = isWhole
		? { message: "={{ $fromAI('message') }}" }
		: { messageId: "={{ $fromAI('messageId') }}" };
	const [answer = ''] = await runAgent(simulator.current, {
		version: 3,
		before,
		items: [{}],
		gives: () => given,
		tool: {
			resource: 'message',
			operation: 'sendText',
			instance: { __rl: true, mode: 'name', value: 'demo' },
			recipient: { __rl: true, mode: 'phone', value: to },
			text: 'OK thanks',
			options: REPLY_TO(quoted),
			...tool,
		},
	});
	return answer;
};

const FOREIGN = 'is a message of another chat';

describe('a model that quotes a message of another chat', () => {
	it('is refused', async () => {
		const messageId = said({ from: CARLA, text: 'PIN 4711' });
		expect(await call(ANA, { messageId })).toContain(FOREIGN);
		expect(sends()).toEqual([]);
	});

	it('is refused by Reply, too', async () => {
		const messageId = said({ from: CARLA, text: 'PIN 4711' });
		const specificMessage = {
			values: { recipient: ANA, messageId: "={{ $fromAI('messageId') }}" },
		};
		const tool = {
			resource: 'message',
			operation: 'reply',
			options: {
				quote: true,
				specificMessage,
				instance: { __rl: true, mode: 'name', value: 'demo' },
			},
		};
		expect(await call(ANA, { messageId }, tool)).toContain(FOREIGN);
		expect(sends()).toEqual([]);
	});

	it.each([
		['names no chat', {}],
		['names the chat that it would be quoted in', { remoteJid: jid(ANA), fromMe: false }],
	])('is refused for a message given as JSON whose key %s', async (_what, named) => {
		const key = { id: said({ from: CARLA, text: 'PIN 4711' }), ...named };
		const message = JSON.stringify({ key, message: { conversation: 'PIN 4711' } });
		expect(await call(ANA, { message })).toContain(FOREIGN);
		expect(sends()).toEqual([]);
	});

	it('is refused for a message given as JSON that the server has not stored, if its key names another chat', async () => {
		const key = { id: 'A1', remoteJid: jid(CARLA), fromMe: false };
		const message = JSON.stringify({ key, message: { conversation: 'PIN 4711' } });
		expect(await call(ANA, { message })).toContain(FOREIGN);
		expect(sends()).toEqual([]);
	});

	it('sends nothing where the stored messages cannot be read to check the chat', async () => {
		const messageId = said({ from: ANA, text: 'Hi' });
		fail(simulator.current, { path: '/chat/findMessages', status: 500, times: 99 });
		await call(ANA, { messageId });
		expect(sends()).toEqual([]);
	});
});

describe('a model that quotes a message of the same chat', () => {
	it.each<[what: string, event: IDataObject, to: string]>([
		['a message of the chat', { from: ANA }, ANA],
		['a message of the account itself', { from: ANA, fromMe: true }, jid(ANA)],
		['a message of a person whose number has another spelling', { from: ANA }, '551188887777'],
		['a group message, in the private chat with its author', { from: ANA, chat: TEAM }, ANA],
	])('sends %s', async (_what, event, to) => {
		await call(to, { messageId: said({ text: 'Hi', ...event }) });
		expect(sends()).toHaveLength(1);
	});
});

it('outside of tools a quote is sent without a look for its message', async () => {
	const { error, hints } = await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendText',
		values: { recipient: ANA, text: 'Hi', options: REPLY_TO({ messageId: '3EB0A1' }) },
	});
	expect([error, hints]).toEqual([undefined, []]);
	expect(arrived(simulator.current)).toHaveLength(1);
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
});
