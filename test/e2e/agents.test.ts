import { AgentStage, chosenByModel, fromModel, type Tool } from './support/agentStage';
import { eachTestOn } from './support/sharedStage';
import { textsTo } from './support/textsTo';

// Tests the node as an agent's tool in a real n8n, with a model whose answers are scripted.

const ANA = '5511988887777';
const stage = eachTestOn(new AgentStage());

const RECIPIENT = 'Phone number with country code, digits only';
const sendText: Tool = {
	name: 'Send text',
	resource: 'message',
	operation: 'sendText',
	parameters: {
		recipient: chosenByModel('number', 'recipient', RECIPIENT),
		text: fromModel('text', 'The message, at most 1000 characters'),
	},
};

/** Estimates the number of tokens: one for four characters of English or JSON. */
const tokensOf = (tool: object) => Math.ceil(JSON.stringify(tool).length / 4);

const newest = () =>
	[...(stage.simulator.state.instances.get('demo')?.messages.newestFirst() ?? [])][0];

it('an agent with an invalid number reads from the tool what to do, and corrects the number', async () => {
	const { output, answers } = await stage.talk(
		sendText,
		{ call: 'Send_text', with: { recipient: 'Ana', text: 'Hello' } },
		{ call: 'Send_text', with: { recipient: ANA, text: 'Hello Ana' } },
		'It is sent.',
	);
	expect(output).toBe('It is sent.');
	expect(answers).toHaveLength(2);
	expect(answers[0]).toMatch(/Recipient.* is .*Ana.*, which is not a valid phone number\. /);
	expect(answers[0]).toContain('country code');
	expect(answers[1]).toContain('messageId');
	expect(newest()).toMatchObject({
		key: { fromMe: true, remoteJid: `${ANA}@s.whatsapp.net` },
		message: { conversation: 'Hello Ana' },
	});
});

it('an agent that sends a text fills in only recipient and text, and gets a tool answer below 600 characters', async () => {
	const { tool, answers } = await stage.talk(
		sendText,
		{ call: 'Send_text', with: { recipient: `+${ANA}`, text: 'Your order is ready' } },
		'Done.',
	);
	expect(tokensOf(tool)).toBeLessThan(12_000);
	expect(tool.parameters).toMatchObject({
		type: 'object',
		properties: {
			recipient: { type: 'string', description: RECIPIENT },
			text: { type: 'string', description: 'The message, at most 1000 characters' },
		},
	});
	expect(Object.keys(Object(tool.parameters.properties))).toHaveLength(2);
	expect(tool.description).toContain('WhatsApp');
	expect(answers[0].length).toBeLessThan(600);
	expect(newest()).toMatchObject({ message: { conversation: 'Your order is ready' } });
});

it('an agent that uses Check Setup gets the problem, and what to do', async () => {
	const { tool, answers } = await stage.talk(
		{ name: 'Check setup', resource: 'system', operation: 'checkSetup', parameters: {} },
		{ call: 'Check_setup', with: {} },
		'No workflow listens: activate one.',
	);
	expect(tool.description).toBeTruthy();
	const found = JSON.parse(answers[0]) as Array<Record<string, unknown>>;
	expect(found.find(({ check }) => check === 'Server')).toMatchObject({ status: 'ok' });
	expect(found.find(({ check }) => check === 'Workflows')).toMatchObject({
		status: 'problem',
		whatToDo: expect.stringContaining('Evolution API Trigger'),
	});
	expect(answers[0].length).toBeLessThan(4000);
});

it('an agent whose message the server refuses gets the reason', async () => {
	await stage.sim('/_sim/config', { unknownNumbers: ['5511900000000'] });
	const { output, answers } = await stage.talk(
		sendText,
		{ call: 'Send_text', with: { recipient: '5511900000000', text: 'Hello' } },
		'That number is not on WhatsApp.',
	);
	expect(output).toBe('That number is not on WhatsApp.');
	expect(answers[0]).toContain('5511900000000 is not on WhatsApp. ');
	expect(JSON.stringify(stage.model.requests)).not.toContain(stage.simulator.key);
});

it('an agent that gives the text to approve as "query", which n8n prefers: no one is asked, and nothing is sent', async () => {
	const BRUNO = '5511977776666';
	const allowed: Tool = {
		...sendText,
		approval: {
			name: 'Ask Bruno',
			parameters: {
				resource: 'message',
				operation: 'sendAndWait',
				responseType: 'approval',
				recipient: { __rl: true, mode: 'number', value: BRUNO },
				message: '=May the agent use {{ $tool.name }}? {{ JSON.stringify($tool.parameters) }}',
			},
		},
	};
	const query = { recipient: '34699999999', text: 'Another text' };
	const toolParameters = { recipient: ANA, text: 'Harmless', query };
	const { answers } = await stage.talk(
		allowed,
		{ call: 'Send_text', with: { toolParameters, hitlParameters: {} } },
		'Then not.',
	);
	expect(answers[0]).toContain('rejected the tool call');
	const all = [BRUNO, ANA, '34699999999'].flatMap((to) => textsTo(stage.simulator, to));
	expect(all.filter((text) => /Harmless|Another text/.test(text))).toEqual([]);
});

const replying: Tool = {
	name: 'Reply',
	resource: 'message',
	operation: 'reply',
	parameters: { text: fromModel('text', 'The answer') },
};

it('an agent that uses Reply in a workflow that no message started gets an error that says so', async () => {
	const { answers, output } = await stage.talk(
		replying,
		{ call: 'Reply', with: { text: 'Hello?' } },
		'Nobody wrote.',
	);
	expect(answers[0]).toContain('No message started this workflow');
	expect(answers[0]).toContain('add Options → Specific Message');
	expect(output).toBe('Nobody wrote.');
});

it.each([2.2, 3])(
	'an agent (version %s) with Retry On Fail sends a text once, although the answer of the server was lost',
	async (agentVersion) => {
		const text = `Only once ${agentVersion}`;
		await stage.sim('/_sim/faults', { path: '/message/sendText', drop: 'after' });
		await stage.talk(
			{ ...sendText, agentVersion, retryOnFail: true },
			{ call: 'Send_text', with: { recipient: ANA, text } },
			'It may be there.',
		);
		expect(textsTo(stage.simulator, '').filter((sent) => sent === text)).toHaveLength(1);
	},
);

describe.each([2.2, 3])('an agent (version %s) replies to the person who wrote', (agentVersion) => {
	it('although its model gives only the text', async () => {
		const text = `We open at nine ${agentVersion}`;
		const execution = await stage.beginWith(
			{ from: ANA, kind: 'text', text: 'When do you open?' },
			{ ...replying, agentVersion },
			{ call: 'Reply', with: { text } },
			'Answered.',
		);
		const { tool, output, answers } = await stage.outcome(execution);
		expect(answers).toEqual([expect.stringContaining('messageId')]);
		expect(output).toBe('Answered.');
		expect(Object.keys(Object(tool.parameters.properties))).toEqual(['text']);
		expect(newest()).toMatchObject({
			key: { fromMe: true, remoteJid: `${ANA}@s.whatsapp.net` },
			message: { conversation: text },
		});
	});
});
