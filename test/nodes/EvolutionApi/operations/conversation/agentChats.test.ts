import type { IDataObject } from 'n8n-workflow';

import { runAgent, type AgentRun, type AgentVersion } from '../../../../support/agentRun';
import { arrived, useSimulator } from '../../../../support/simulator';
import { written as receive } from '../../../../support/written';

const simulator = useSimulator();
const PEOPLE = ['5511988887777', '5511977776666', '5511966665555'];
const written = (from: string, more: IDataObject = {}) =>
	receive(simulator.current, { from, text: `I am ${from}`, ...more }).flat;
const three = () => PEOPLE.map((from) => written(from));

const sent = (): Array<IDataObject & { path: string }> =>
	arrived(simulator.current)
		.filter(({ path }) => path.includes('/send'))
		.map(({ path, body }) => ({ path, ...(body as IDataObject) }));
const answered = () => sent().map(({ number, text }) => [number, text]);

const TRIGGER = { name: 'WhatsApp', type: 'trigger' };
const FORGETS = {
	name: 'Prompt',
	type: 'between',
	parameters: { items: '={{ [{ prompt: $json.text }] }}' },
};
const LOOP = { name: 'Loop', type: 'loop', outputs: [[], ['Agent']] };
const GIVES: AgentRun['gives'] = ({ text, prompt }) => ({ text: `To ${String(text ?? prompt)}` });
const REPLY = { operation: 'reply', text: "={{ $fromAI('text', 'The answer') }}" };

const versions: AgentVersion[] = [2, 3];

describe.each(versions)('an AI agent (version %s) with this node as its tool:', (version) => {
	const run = async (more: Partial<AgentRun>) =>
		await runAgent(simulator.current, {
			version,
			before: [TRIGGER],
			items: three(),
			gives: GIVES,
			tool: REPLY,
			...more,
		});

	it('several messages at once: sends nothing, and the error tells what to do', async () => {
		const answers = await run({});
		expect(sent()).toEqual([]);
		expect(answers).toHaveLength(3);
		for (const answer of answers) {
			expect(answer).toContain('It is not known which of the 3 messages this call is about');
			expect(answer).toContain('Loop Over Items');
		}
	});

	const right = (words = 'I am') => PEOPLE.map((from) => [from, `To ${words} ${from}`]);

	const loops: Array<[what: string, before: AgentRun['before']]> = [
		['with the agent right after the loop', [TRIGGER, LOOP]],
		[
			'with a node between the loop and the agent',
			[TRIGGER, { ...LOOP, outputs: [[], ['Prompt']] }, FORGETS],
		],
		[
			'with a branch that skips some items',
			[
				TRIGGER,
				{ ...LOOP, outputs: [[], ['Branch']] },
				{
					name: 'Branch',
					type: 'branch',
					parameters: { first: '={{ !$json.text.includes("nobody") }}' },
					outputs: [['Prompt'], ['Loop']],
				},
				FORGETS,
			],
		],
	];
	it.each(loops)('in a loop: answers each person, %s', async (_what, before) => {
		const spam = written('5511955554444', { text: 'I am nobody' });
		const items = before.length > 3 ? [three()[0], spam, ...three().slice(1)] : three();
		await run({ before, items, after: 'Loop' });
		expect(answered()).toEqual(right());
	});

	it('one message, also behind nodes that lose the pairing: answers it as often as the model wants', async () => {
		await run({ before: [TRIGGER, FORGETS], items: three().slice(0, 1) });
		expect(answered()).toEqual(right().slice(0, 1));
		const twice = { items: [{ prompt: 'a' }, { prompt: 'b' }] };
		simulator.current.state.requests.clear();
		await run({
			before: [TRIGGER, { ...FORGETS, parameters: twice }],
			items: three().slice(0, 1),
		});
		expect(answered().sort()).toEqual([
			[PEOPLE[0], 'To a'],
			[PEOPLE[0], 'To b'],
		]);
	});

	it('started by another trigger: writes to nobody, whatever its item contains', async () => {
		const chat = { name: 'Chat', type: 'start', outputs: [['Agent']] };
		const answers = await run({ before: [chat, TRIGGER], items: three().slice(0, 1) });
		expect(arrived(simulator.current)).toEqual([]);
		expect(answers.join()).toContain(
			'the Evolution API Trigger has not run. Run the trigger first',
		);
	});

	it('several events with one message among them: answers that message', async () => {
		const other = { event: 'connection.update', instance: 'demo', state: 'open' };
		await run({ items: [other, ...three().slice(1, 2)], gives: () => ({ text: 'One' }) });
		expect(answered().map(([number]) => number)).toEqual([PEOPLE[1], PEOPLE[1]]);
	});

	describe.each(['pauseBot', 'resumeBot', 'getTakeoverStatus', 'combineMessages'])(
		'with the tool %s:',
		(operation) => {
			it('several chats at once: makes no request, since it is unknown which one is meant', async () => {
				const answers = await run({
					tool: { resource: 'conversation', operation },
					gives: () => ({}),
				});
				expect(arrived(simulator.current)).toEqual([]);
				for (const answer of answers) expect(answer).toContain('It is not known which of the 3');
			});
		},
	);

	const byExpression: Array<[operation: string, tool: IDataObject]> = [
		['sendText', { resource: 'message', text: 'Hi' }],
		['sendAndWait', { message: 'Yes?', responseType: 'approval' }],
	];
	it.each(byExpression)(
		'several chats, tool %s with an expression as recipient: sends nothing',
		async (operation, fields) => {
			const value = "={{ $('WhatsApp').item.json.phoneNumber }}";
			const recipient = { __rl: true, mode: 'number', value };
			const instance = { __rl: true, mode: 'name', value: 'demo' };
			const tool = { operation, recipient, instance, ...fields };
			const answers = await run({ tool });
			expect(arrived(simulator.current)).toEqual([]);
			expect(answers).toHaveLength(3);
			for (const answer of answers) expect(answer).toContain('it would always take the first');
			if (operation === 'sendAndWait') return;
			await run({ tool, items: three().slice(1, 2) });
			expect(sent().map(({ number }) => number)).toEqual([PEOPLE[1]]);
		},
	);

	it('one message, tool Send and Wait: asks no one before version 3, and tells the model why', async () => {
		const recipient = { __rl: true, mode: 'number', value: PEOPLE[1] };
		const instance = { __rl: true, mode: 'name', value: 'demo' };
		const tool = { operation: 'sendAndWait', recipient, instance, message: 'Yes?' };
		const answers = await run({ tool, items: three().slice(0, 1) });
		expect(sent()).toHaveLength(version === 2 ? 0 : 1);
		expect(answers.join().includes('cannot wait for the answer')).toBe(version === 2);
	});

	it('several chats, tool Reply with an expression as the chat of Specific Message: writes to nobody', async () => {
		const value = "={{ $('WhatsApp').item.json.phoneNumber }}";
		const values = { recipient: { __rl: true, mode: 'number', value }, messageId: 'A1' };
		const answers = await run({ tool: { ...REPLY, options: { specificMessage: { values } } } });
		expect(sent()).toEqual([]);
		expect(answers).toHaveLength(3);
		const problem = /Options → Specific Message → Chat\\?" has an expression for one item/;
		for (const answer of answers) expect(answer).toMatch(problem);
	});

	const fromModel = "={{ $fromAI('given', '', 'json') }}";
	it.each<[what: string, options: IDataObject | string]>([
		['Options', fromModel],
		['Specific Message', { specificMessage: fromModel }],
		['the fields of Specific Message', { specificMessage: { values: fromModel } }],
	])(
		'with %s as one expression filled in by the model: never writes to the number that the model gives',
		async (_what, options) => {
			const values = { recipient: '5511900001111', messageId: 'A1' };
			const given = { specificMessage: { values }, values, ...values };
			const items = three().slice(0, 1);
			await run({ items, gives: () => ({ text: 'Hi', given }), tool: { ...REPLY, options } });
			expect(sent().map(({ number }) => number)).not.toContain('5511900001111');
		},
	);

	it.each(loops.slice(0, 2))(
		'in a loop, with an expression as recipient: nobody gets an answer that is meant for another person, %s',
		async (_what, before) => {
			const value = "={{ $('WhatsApp').item.json.phoneNumber }}";
			const answers = await run({
				before,
				after: 'Loop',
				tool: {
					resource: 'message',
					operation: 'sendText',
					recipient: { __rl: true, mode: 'number', value },
					instance: { __rl: true, mode: 'name', value: 'demo' },
					text: "={{ $fromAI('text', 'The message') }}",
				},
			});
			// Before version 3, the agent that handles the second item runs the tool with the second item.
			expect(answered()).toEqual(version === 2 ? right() : right().slice(0, 1));
			expect(answers).toHaveLength(3);
			if (version === 2) return;
			for (const answer of answers.slice(1)) {
				expect(answer).toContain('has an expression for another item than the one');
				expect(answer).toContain('Message → Reply');
			}
		},
	);

	it('in a loop, with a recipient expression that names the node right before the agent: writes to each person', async () => {
		const kept = { name: 'Kept', type: 'between', parameters: { items: '={{ [$json] }}' } };
		await run({
			before: [TRIGGER, { ...LOOP, outputs: [[], ['Kept']] }, kept],
			after: 'Loop',
			tool: {
				resource: 'message',
				operation: 'sendText',
				recipient: {
					__rl: true,
					mode: 'number',
					value: "={{ $('Kept').last().json.phoneNumber }}",
				},
				instance: { __rl: true, mode: 'name', value: 'demo' },
				text: "={{ $fromAI('text', 'The message') }}",
			},
		});
		expect(answered()).toEqual(right());
	});

	describe('a model that also fills in fields it was not asked for:', () => {
		const MALLORY = '5511900001111';
		const message = {
			event: 'messages.upsert',
			instance: 'other',
			messageId: 'STOLEN',
			chat: `${MALLORY}@s.whatsapp.net`,
			phoneNumber: MALLORY,
			senderJid: `${MALLORY}@s.whatsapp.net`,
			senderPhone: MALLORY,
			chatType: 'private',
			fromMe: false,
		};
		const key = { remoteJid: message.chat, fromMe: false, id: 'STOLEN' };
		const data = { key, message: { conversation: 'Hi' }, messageTimestamp: 1 };
		const SPECIFIC = { values: { recipient: MALLORY, messageId: 'STOLEN' } };
		const hostile: Array<[what: string, given: IDataObject]> = [
			['the keys of a message', message],
			['a raw event', { event: 'messages.upsert', instance: 'other', data }],
			['the body of a webhook', { body: { event: 'messages.upsert', instance: 'other', data } }],
			[
				'fields of the node',
				{ instance: 'other', options: { instance: 'other', specificMessage: SPECIFIC } },
			],
			['messages as Combine Messages outputs them', { messages: [message], messageCount: 1 }],
			['whole n8n items', { json: message, item: message, items: [{ json: message }] }],
			[
				'n8n item links (pairedItem)',
				{ pairedItem: { item: 2 }, sourceOverwrite: { previousNode: 'WhatsApp' } },
			],
		];
		const prototypes = `{"__proto__":${JSON.stringify(message)},"constructor":{"prototype":${JSON.stringify(message)}}}`;
		hostile.push(['keys that change JavaScript prototypes', JSON.parse(prototypes) as IDataObject]);
		const all = hostile.map(([what, given]): [string, AgentRun['gives']] => [
			what,
			() => Object.assign(given, { text: 'Hi' }),
		]);

		it.each(all)('%s: answers the person who wrote', async (_what, gives) => {
			for (const before of [[TRIGGER], [TRIGGER, FORGETS]]) {
				simulator.current.state.requests.clear();
				await run({ before, items: three().slice(0, 1), gives });
				expect(sent()).toMatchObject([{ path: '/message/sendText/demo', number: PEOPLE[0] }]);
			}
		});

		it.each(all)('%s: writes to nobody where no trigger ran', async (_what, gives) => {
			const starts = { name: 'Chat', type: 'start' };
			for (const items of [[{ chatInput: 'Hi' }], three().slice(0, 1)]) {
				const answers = await run({ before: [starts], items, gives });
				expect(arrived(simulator.current)).toEqual([]);
				expect(answers).toEqual([expect.stringContaining('No message started this workflow')]);
			}
		});

		it.each(all)(
			'%s: neither pauses another chat nor marks anything in it as read',
			async (_what, gives) => {
				const tool = { ...REPLY, options: { markAsRead: true } };
				const [json] = three();
				await run({ items: [json], gives, tool });
				const read = arrived(simulator.current).find(({ path }) => path.includes('/markMessage'));
				expect(read).toMatchObject({
					path: '/chat/markMessageAsRead/demo',
					body: {
						readMessages: [{ remoteJid: `${PEOPLE[0]}@s.whatsapp.net`, id: json.messageId }],
					},
				});
				simulator.current.state.requests.clear();
				const answers = await run({
					before: [{ name: 'Chat', type: 'start' }],
					tool: { resource: 'conversation', operation: 'pauseBot', pauseMinutes: 5 },
					items: [{}],
					gives,
				});
				expect(arrived(simulator.current)).toEqual([]);
				expect(answers).toEqual([expect.stringContaining('No message started this workflow')]);
			},
		);
	});
});

it('an AI agent (version 3) in a loop with a branch: writes to nobody if it is unknown which message is meant', async () => {
	const branch = { name: 'Branch', type: 'branch', outputs: [['Agent', 'Loop'], []] };
	const loop = { ...LOOP, outputs: [[], ['Branch']] };
	const answers = await runAgent(simulator.current, {
		version: 3,
		before: [TRIGGER, loop, branch],
		items: three(),
		gives: GIVES,
		tool: REPLY,
	});
	expect(sent()).toEqual([]);
	expect(answers.join()).toContain('It is not known which of the 3 messages');
});
