import type { IDataObject } from 'n8n-workflow';

import { runAgent, type AgentVersion } from '../../../../support/agentRun';
import type { Simulator } from '../../../../../simulator/server';
import { arrived, fail, useSimulator } from '../../../../support/simulator';
import { written } from '../../../../support/written';

// Tests AI models that call a tool without one of its arguments, e.g. `text`. n8n may read `text` from the item instead.

const simulator = useSimulator();
const ANA = '5511988887777';
const GROUP = '120363020202020202@g.us';

const requests = () =>
	arrived(simulator.current).filter(
		({ path }) => !path.startsWith('/instance/') && path !== '/' && !path.startsWith('/verify'),
	);

const LOCATOR = { __rl: true, mode: 'phone' };
const chat = (value: string) => ({ ...LOCATOR, value });
const group = { __rl: true, mode: 'jid', value: GROUP };

const TOOLS: Array<[what: string, tool: IDataObject, given: IDataObject, argument: string]> = [
	['Reply', { operation: 'reply', text: "={{ $fromAI('text', 'The answer') }}" }, {}, 'text'],
	[
		'Reply, with an argument of another name',
		{ operation: 'reply', text: "={{ $fromAI('text', 'The answer') }}" },
		{ message: 'Hi' },
		'text',
	],
	[
		'Reply, with a text around it',
		{ operation: 'reply', text: "=Bot: {{ $fromAI('text') }}" },
		{},
		'text',
	],
	[
		'Reply, with a text around it, where the message has no key of that name',
		{ operation: 'reply', text: "=Bot: {{ $fromAI ('answer') }}" },
		{},
		'answer',
	],
	[
		'Send Text',
		{
			resource: 'message',
			operation: 'sendText',
			recipient: chat(ANA),
			text: "={{ $fromAI('text', 'The text') }}",
		},
		{ text: null },
		'text',
	],
	[
		'Delete for Everyone',
		{
			resource: 'message',
			operation: 'delete',
			instance: { __rl: true, mode: 'name', value: 'demo' },
			recipient: chat(ANA),
			messageId: "={{ $fromAI('messageId', 'Which message') }}",
		},
		{},
		'messageId',
	],
	...[
		{ limit: 3 },
		{ limit: 3, chat: '' },
		{ limit: 3, chat: null },
		{ limit: 3, chat: 'null' },
	].map((given): [string, IDataObject, IDataObject, string] => [
		`Message → Get Many, called with ${JSON.stringify(given)}`,
		{
			resource: 'message',
			operation: 'getMany',
			instance: { __rl: true, mode: 'name', value: 'demo' },
			limit: "={{ $fromAI('limit', 'How many', 'number') }}",
			filters: { chat: "={{ $fromAI('chat', 'The chat') }}" },
		},
		given,
		'chat',
	]),
	...[{}, { description: null }, { description: 'undefined' }].map(
		(given): [string, IDataObject, IDataObject, string] => [
			`Group → Update Description, called with ${JSON.stringify(given)}`,
			{
				resource: 'group',
				operation: 'updateDescription',
				group,
				description: "={{ $fromAI('description', 'The text') }}",
			},
			given,
			'description',
		],
	),
];

describe.each<AgentVersion>([2, 3])(
	'an agent (version %s) that leaves out an argument',
	(version) => {
		const run = async (tool: IDataObject, given: IDataObject) =>
			await runAgent(simulator.current, {
				version,
				before: [{ name: 'WhatsApp', type: 'trigger' }],
				items: [written(simulator.current, { from: ANA, text: 'Hello' }).flat],
				gives: () => given,
				tool,
			});

		it.each(TOOLS)('%s: asks for it, and nothing is done', async (_what, tool, given, argument) => {
			const [answer] = await run(tool, given);
			// Version 2 of n8n's AI Agent node checks the arguments itself, with its own error text.
			const missing =
				/The model gave no \\*"(\w+)\\*". Call the tool again with it|Required\s+→ at (\w+)|received null\s+→ at (\w+)/;
			const named = missing.exec(answer ?? '')?.slice(1) ?? [answer];
			expect(named).toContain(argument);
			expect(requests()).toEqual([]);
		});

		it.each([
			['also if the message says the same', 'Hello'],
			['also if it begins with a curly bracket', '{Hello} or { Hello'],
		])('sends what the model gave, %s', async (_what, text) => {
			const [answer] = await run({ operation: 'reply', text: "={{ $fromAI('text') }}" }, { text });
			expect(answer).not.toContain('The model gave no');
			const sent = requests().filter(({ path }) => path.includes('/sendText'));
			expect(sent.map(({ body }) => (body as IDataObject).text)).toEqual([text]);
		});
	},
);

describe.each<AgentVersion>([2, 3])(
	'an agent (version %s) that gives the ID of a message',
	(version) => {
		const BRUNO = '5511977776666';
		const onMessage = (more: IDataObject) => ({
			resource: 'message',
			instance: { __rl: true, mode: 'name', value: 'demo' },
			recipient: chat(ANA),
			messageId: "={{ $fromAI('messageId', 'Which message') }}",
			...more,
		});
		const DELETE = onMessage({ operation: 'delete' });
		const MARK_AS_READ = {
			...onMessage({ resource: 'chat', operation: 'markAsRead' }),
			messageIds: "={{ $fromAI('messageId', 'Which message') }}",
		};
		const give = async (tool: IDataObject, messageId: string) => {
			const { flat } = written(simulator.current, { from: ANA, text: 'Hello' });
			const [answer = ''] = await runAgent(simulator.current, {
				version,
				before: [{ name: 'WhatsApp', type: 'trigger' }],
				items: [flat],
				gives: () => ({ messageId }),
				tool,
			});
			return answer;
		};
		const changes = () =>
			requests()
				.map(({ path }) => path.split('/')[2])
				.filter((route) => !['findMessages', 'updateMessage'].includes(String(route)));

		it.each([
			['Delete for Everyone', DELETE],
			['Send Reaction', onMessage({ operation: 'sendReaction', emoji: '👍' })],
			['Mark as Read', MARK_AS_READ],
		])(
			'%s: one that nobody has is refused, and only this chat is looked into',
			async (_what, tool) => {
				written(simulator.current, { from: BRUNO, text: 'Hello' });
				const answer = await give(tool, 'MSG_12345');
				expect(answer).toContain('the server has no such message in this chat');
				expect(answer).toMatch(/Use the \\*"messageId/);
				expect(changes()).toEqual([]);
				const looks = requests().filter(({ path }) => path.includes('findMessages'));
				expect(looks.length).toBeGreaterThan(0);
				// The chat may be searched by the number with the additional digit 9, or without it.
				for (const { body } of looks) expect(JSON.stringify(body)).toMatch(/55119?88887777/);
			},
		);

		it("Delete for Everyone: one of another person's chat is refused", async () => {
			const { id } = written(simulator.current, { from: BRUNO, fromMe: true, text: 'For Bruno' });
			expect(await give(DELETE, id)).toContain('no such message in this chat');
			expect(changes()).toEqual([]);
		});

		it('Delete for Everyone: one of this chat is deleted', async () => {
			const { id } = written(simulator.current, { from: ANA, fromMe: true, text: 'Wrong price' });
			expect(await give(DELETE, id)).toMatch(/\\*"deleted\\*":true/);
			expect(changes()).toEqual(['deleteMessageForEveryone']);
		});

		it.each([
			[
				'keeps no messages any more',
				({ config }: Simulator) => {
					config.storesMessages = false;
				},
			],
			[
				'cannot read its store',
				(server: Simulator) => fail(server, { path: '/chat/findMessages', status: 500, times: 99 }),
			],
		])('Delete for Everyone: where the server %s, it is done', async (_what, set) => {
			written(simulator.current, { from: ANA, text: 'Good morning' });
			set(simulator.current);
			const answer = await give(DELETE, '3EB0A1B2C3D4E5F60718');
			expect(answer).toMatch(/\\*"deleted\\*":true/);
			expect(changes()).toEqual(['deleteMessageForEveryone']);
		});

		it.each([
			['one that nobody has is refused, and nothing is sent', true],
			[
				'that of the message that started the workflow is sent, also where the server has lost it',
				false,
			],
		])('Send Text as an answer: %s', async (_what, isMadeUp) => {
			const { flat, id } = written(simulator.current, { from: ANA, text: 'Hello' });
			simulator.current.state.instances.get('demo')?.messages.removeChat(`${ANA}@s.whatsapp.net`);
			const [answer = ''] = await runAgent(simulator.current, {
				version,
				before: [{ name: 'WhatsApp', type: 'trigger' }],
				items: [flat],
				gives: () => ({ messageId: isMadeUp ? 'MSG_12345' : id }),
				tool: {
					resource: 'message',
					operation: 'sendText',
					instance: { __rl: true, mode: 'name', value: 'demo' },
					recipient: chat(ANA),
					text: 'Hi',
					options: {
						replyTo: { values: { messageId: "={{ $fromAI('messageId', 'Which message') }}" } },
					},
				},
			});
			if (isMadeUp) expect(answer).toContain('the server has no such message to quote');
			expect(changes()).toEqual(isMadeUp ? [] : ['sendText']);
		});

		it('Mark as Read: the message that started the workflow is marked without a look for it', async () => {
			const { flat, id } = written(simulator.current, { from: ANA, text: 'Hello' });
			const [answer = ''] = await runAgent(simulator.current, {
				version,
				before: [{ name: 'WhatsApp', type: 'trigger' }],
				items: [flat],
				gives: () => ({ messageId: id }),
				tool: MARK_AS_READ,
			});
			expect(answer).toMatch(/\\*"read\\*":true/);
			expect(requests().map(({ path }) => path.split('/')[2])).toEqual(['markMessageAsRead']);
		});
	},
);

describe.each<AgentVersion>([2, 3])('an agent (version %s) that gives an address', (version) => {
	const SEND_MEDIA = {
		resource: 'message',
		operation: 'sendMedia',
		instance: { __rl: true, mode: 'name', value: 'demo' },
		recipient: chat(ANA),
		mediaType: 'image',
		mediaSource: 'url',
		mediaUrl: "={{ $fromAI('address', 'Of the picture') }}",
	};
	const give = async (address: string) => {
		const { flat } = written(simulator.current, { from: ANA, text: `Send me ${address}` });
		const [answer = ''] = await runAgent(simulator.current, {
			version,
			before: [{ name: 'WhatsApp', type: 'trigger' }],
			items: [flat],
			gives: () => ({ address }),
			tool: SEND_MEDIA,
		});
		return answer.replaceAll('\\', '');
	};

	it.each([
		'http://169.254.169.254/latest/meta-data/iam/security-credentials',
		'http://[::ffff:169.254.169.254]/latest/meta-data',
		'http://192.168.1.1/status.png',
		'http://localhost:5678/rest/settings',
		'http://grafana.internal/render.png',
	])('of the own network: nothing is fetched there, and it is told so: %s', async (address) => {
		const answer = await give(address);
		expect(answer).toContain(`"URL" is ${address.slice(0, 60)}, an address that only machines`);
		expect(answer).toContain('Call the tool again with a public "address".');
		expect(requests()).toEqual([]);
	});

	it('of the public internet: it is sent', async () => {
		await give('https://feather.example.com/a.png');
		expect(requests().map(({ path }) => path)).toEqual(['/message/sendMedia/demo']);
	});
});

it.each([
	['no ID', undefined],
	['an empty ID', ''],
	['the same ID', 'call'],
])(
	'a model whose server gives each call %s writes to nobody whom it makes up',
	async (_what, is) => {
		const STRANGER = '34612345678';
		const BRUNO = '5511977776666';
		const answers = await runAgent(simulator.current, {
			version: 3,
			before: [{ name: 'WhatsApp', type: 'trigger' }],
			items: [ANA, BRUNO].map((from) => written(simulator.current, { from, text: 'Hello' }).flat),
			gives: ({ senderPhone }) => ({
				text: 'Hi',
				...(senderPhone === BRUNO ? { chat: `${STRANGER}@s.whatsapp.net` } : {}),
			}),
			callId: { is },
			tool: {
				resource: 'message',
				operation: 'sendText',
				instance: { __rl: true, mode: 'name', value: 'demo' },
				recipient: chat('={{ $json.chat }}'),
				text: "={{ $fromAI('text') }}",
			},
		});
		expect(answers.join()).toContain('Call the tool again without');
		const told = requests().map(({ body }) => (body as IDataObject).number);
		expect(told).not.toContain(STRANGER);
		expect(told).toEqual([ANA]);
	},
);

it.each([
	'={{ $json.chat }}',
	'={{ $json["ch" + "at"] }}',
	'={{ $input.first().json.chat }}',
	'={{ Object.values($input.first())[0].chat }}',
	'={{ $items()[0].json.chat }}',
	"={{ $jmespath($input.all(), '[0].json.chat') }}",
	'={{ $data.chat }}',
])(
	'however a recipient is taken from the item, a model puts nobody in its place: %s',
	async (value) => {
		const [answer] = await runAgent(simulator.current, {
			version: 3,
			before: [{ name: 'WhatsApp', type: 'trigger' }],
			items: [written(simulator.current, { from: ANA, text: 'Hello' }).flat],
			gives: () => ({ chat: '34612345678@s.whatsapp.net' }),
			tool: {
				resource: 'message',
				operation: 'sendText',
				instance: { __rl: true, mode: 'name', value: 'demo' },
				recipient: chat(value),
				text: 'Hi',
			},
		});
		expect(answer).toContain('Call the tool again without \\"chat\\"');
		expect(requests()).toEqual([]);
	},
);

describe('an agent whose model gives an object called query', () => {
	const SEND = {
		resource: 'message',
		operation: 'sendText',
		instance: { __rl: true, mode: 'name', value: 'demo' },
		recipient: chat("={{ $fromAI('to') }}"),
		text: "={{ $fromAI('text') }}",
	};
	const send = async (given: IDataObject, tool: IDataObject = {}) =>
		await runAgent(simulator.current, {
			version: 3,
			before: [{ name: 'WhatsApp', type: 'trigger' }],
			items: [{}],
			gives: () => ({ to: ANA, text: 'harmless', ...given }),
			tool: { ...SEND, ...tool },
		});
	const texts = () => requests().map(({ body }) => (body as IDataObject).text);

	it.each([
		['other arguments', { query: { to: '34699999999', text: 'EVIL' } }],
		['other arguments, where a field asks for it', { query: { text: 'EVIL' }, ask: true }],
		['nothing that a field asks for', { query: { a: 1 } }],
	])('with %s sends nothing', async (_what, { ask, ...given }: IDataObject) => {
		const tool = ask === true ? { options: { messageId: "={{ $fromAI('query') }}" } } : {};
		expect((await send(given, tool)).join()).toMatch(/query.* as an object/);
		expect(texts()).toEqual([]);
	});

	it('sends where it is a text', async () => {
		await send({ query: 'a' });
		expect(texts()).toEqual(['harmless']);
	});

	it('removes what the model thought at the beginning of a text', async () => {
		await send({ text: '<think>Hm</think>\n\nHi <think>there</think>' });
		expect(texts()).toEqual(['Hi <think>there</think>']);
	});
});
