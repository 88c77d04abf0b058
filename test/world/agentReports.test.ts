import type { IDataObject } from 'n8n-workflow';

import { runAgent } from '../support/agentRun';
import { arrived, useSimulator } from '../support/simulator';
import { written } from '../support/written';

// Tests public reports about models that call messaging tools. n8n's engine calls the node as an agent would.

const simulator = useSimulator();
const ANA = '5511988887777';
const BRUNO = '5511977776666';
const LID = '123456789012345@lid';

const asked = (name: string) => `={{ $fromAI('${name}', 'What to give') }}`;
const locator = (value: string, mode = 'number') => ({ __rl: true, mode, value });
const message = (operation: string, parameters: IDataObject): IDataObject => ({
	resource: 'message',
	operation,
	instance: locator('demo', 'name'),
	recipient: locator(ANA),
	...parameters,
});
const TO_NAMED = message('sendText', { recipient: locator(asked('number')), text: asked('text') });
const TO_ANA = message('sendText', { text: asked('text') });
const REPLY = { resource: 'message', operation: 'reply', text: asked('text') };
const POLL = message('sendPoll', {
	question: 'Shall we?',
	pollOptions: asked('options'),
	selectableCount: 1,
});
const REACT = message('sendReaction', { messageId: asked('messageId'), emoji: asked('emoji') });
const READ: IDataObject = {
	...message('getMany', { filters: { chat: ANA, sender: asked('sender') } }),
	limit: asked('limit'),
	options: { asChatHistory: asked('asHistory') },
};

/** @returns the tool's answer, and the route and body of each request that it made */
async function call(tool: IDataObject, given: IDataObject) {
	const { flat, id } = written(simulator.current, { from: ANA, text: 'Hello' });
	const before = arrived(simulator.current).length;
	const messageId = given.messageId === 'HERS' ? { messageId: id } : {};
	const [answer = ''] = await runAgent(simulator.current, {
		version: 3,
		before: [{ name: 'WhatsApp', type: 'trigger' }],
		items: [flat],
		gives: () => ({ ...given, ...messageId }),
		tool,
	});
	const sent = arrived(simulator.current)
		.slice(before)
		.filter(({ path }) => path.startsWith('/message/'))
		.map(({ body }) => body as IDataObject);
	return { answer, sent, id };
}

type Row = [
	source: string,
	seen: string,
	tool: IDataObject,
	given: IDataObject,
	right: IDataObject,
];

it.each<Row>([
	[
		'openclaw/openclaw#19589',
		'the model writes a digit of the number wrongly, and a stranger gets it',
		REPLY,
		{ text: 'Hi', number: '5511988887778', recipient: '5511988887778' },
		{ number: ANA, text: 'Hi' },
	],
	[
		'NousResearch/hermes-agent#31396',
		'a LID of a program for agents goes to another chat, with a success',
		TO_NAMED,
		{ number: `whatsapp:${LID}`, text: 'Hi' },
		{ number: LID, text: 'Hi' },
	],
	[
		'NousResearch/hermes-agent#31396',
		'a number with the name of the channel in front is not read',
		TO_NAMED,
		{ number: `whatsapp:+${BRUNO}`, text: 'Hi' },
		{ number: BRUNO, text: 'Hi' },
	],
	[
		'carterlasalle/mac_messages_mcp#51',
		'a number without its plus is not reached',
		TO_NAMED,
		{ number: '447967960994', text: 'Hi' },
		{ number: '447967960994', text: 'Hi' },
	],
	[
		'agentscope-ai/QwenPaw#6936',
		'a number in the place of a text is refused',
		TO_ANA,
		{ text: 1.000001 },
		{ number: ANA, text: '1.000001' },
	],
	[
		'AtomicBot-ai/atomic-agent#182',
		'a list as JSON in a text is refused',
		POLL,
		{ options: '["Yes", "No"]' },
		{ number: ANA, values: ['Yes', 'No'] },
	],
	[
		'AtomicBot-ai/atomic-agent#182',
		'a list where a text is described is refused',
		POLL,
		{ options: ['Yes', 'No'] },
		{ number: ANA, values: ['Yes', 'No'] },
	],
	[
		'openclaw/openclaw#8454',
		'a reaction is said to be there, and nobody sees it',
		REACT,
		{ messageId: 'HERS', emoji: '👍' },
		{ reaction: '👍', key: { fromMe: false, remoteJid: `${ANA}@s.whatsapp.net` } },
	],
])('%s, %s: sent as it is meant', async (_source, _seen, tool, given, right) => {
	const { answer, sent } = await call(tool, given);
	expect(answer).not.toContain('"error"');
	expect(sent).toEqual([
		expect.objectContaining(right.key === undefined ? right : { reaction: right.reaction }),
	]);
	expect(sent[0]).toMatchObject(right);
});

it.each<[source: string, seen: string, tool: IDataObject, given: IDataObject, says: string]>([
	[
		'n8n-io/n8n#37916',
		'a call with no arguments at all ends the whole execution',
		REPLY,
		{},
		'The model gave no "text"',
	],
	[
		'n8n-io/n8n#13148',
		'the text is an object in JSON, with the recipient in it',
		TO_ANA,
		{ text: `{"message_type": "text", "from": "${BRUNO}", "message_text": "Come swimming"}` },
		'"Text" is a JSON object',
	],
	[
		'earendil-works/pi#9569',
		'the recipient is an object in JSON',
		TO_NAMED,
		{ number: `{"kind": "person", "phone": "${BRUNO}"}`, text: 'Hi' },
		'"Recipient"',
	],
	[
		'VRSEN/agency-swarm#104',
		'the recipient is an object',
		TO_NAMED,
		{ number: { type: 'Bruno' }, text: 'Hi' },
		'"Recipient" must be text',
	],
	[
		'openclaw/openclaw#10616',
		'who asks the agent to write in private gets a message to anybody',
		message('sendText', { recipient: locator('={{ $json.chat }}'), text: asked('text') }),
		{ text: 'Hi', chat: `${BRUNO}@s.whatsapp.net` },
		'Call the tool again without "chat"',
	],
	[
		'lharries/whatsapp-mcp#58',
		'an empty number is looked up until the time is over',
		TO_NAMED,
		{ number: '', text: 'Hi' },
		'"Recipient" is empty',
	],
	[
		'NousResearch/hermes-agent#27935',
		'the model calls the arguments by other names',
		TO_NAMED,
		{ target: BRUNO, message: 'Hi' },
		'The model gave no "number"',
	],
	[
		'lharries/whatsapp-mcp#62',
		'the name of a group in the place of its address',
		TO_NAMED,
		{ number: 'Team', text: 'Hi' },
		'not a valid phone number',
	],
	[
		'openclaw/openclaw#29677',
		'a reaction without the ID of a message',
		REACT,
		{ emoji: '👍' },
		'The model gave no "messageId"',
	],
])(
	'%s, %s: nothing is sent, and the model is told why',
	async (_source, _seen, tool, given, says) => {
		const { answer, sent } = await call(tool, given);
		expect(JSON.parse(answer)).toEqual([{ error: expect.stringContaining(says) as string }]);
		expect(answer).toContain('Call the tool again');
		expect(sent).toEqual([]);
	},
);

it.each([
	['moltis-org/moltis#1136', { limit: '2', sender: 'others', asHistory: 'true' }],
	[
		'moltis-org/moltis#1136, as Python writes it',
		{ limit: '2', sender: 'others', asHistory: 'True' },
	],
	['rynfar/meridian#925', { limit: ' 2 ', sender: 'others', asHistory: true }],
])('%s: numbers and switches as texts are taken', async (_source, given) => {
	const { answer } = await call(READ, given);
	const read = JSON.parse(answer) as IDataObject[];
	expect(read).toHaveLength(2);
	expect(read.map(({ role }) => role)).toEqual(['user', 'user']);
});

it('lharries/whatsapp-mcp#225, what a tool has sent is not in the next list: it is', async () => {
	const { sent } = await call(TO_ANA, { text: 'It opens at nine' });
	expect(sent).toHaveLength(1);
	const { answer } = await call(READ, { limit: 2, sender: 'me', asHistory: true });
	expect(answer).toContain('It opens at nine');
});
