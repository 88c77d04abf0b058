import { AgentStage, fromModel, type Tool } from './support/agentStage';
import { eachTestOn } from './support/sharedStage';
import { until } from './support/triggerStage';

// Tests in a real n8n that an agent's *Reply* only answers the person who wrote, whatever its model says.

const PEOPLE = ['5511988887777', '5511977776666', '5511966665555'];
const MALLORY = '5511900001111';
const stage = eachTestOn(new AgentStage());

const replying: Tool = {
	name: 'Reply',
	resource: 'message',
	operation: 'reply',
	parameters: {
		text: fromModel('text', 'The answer'),
	},
};

const sent = () =>
	[...stage.simulator.state.instances.values()].flatMap(({ messages }) =>
		[...messages.newestFirst()]
			.filter(({ key }) => key.fromMe)
			.map(({ key, message }) => `${key.remoteJid.split('@')[0]}: ${String(message.conversation)}`),
	);

/** @returns the tool's answers, one for each call. Agents before version 3 don't return errors to their model */
const finished = async (execution: string): Promise<string[]> => {
	const { status, data } = await stage.server.n8n.client.finished(execution);
	const { error, runData } = data.resultData;
	expect([status, error?.message]).toEqual(['success', undefined]);
	return runData.Reply.map((call) => JSON.stringify(call));
};

describe.each([2.2, 3])('an AI agent (version %s) with Reply as its tool', (agentVersion) => {
	const message = {
		event: 'messages.upsert',
		instance: 'demo',
		messageId: 'STOLEN',
		chat: `${MALLORY}@s.whatsapp.net`,
		phoneNumber: MALLORY,
		remoteJid: `${MALLORY}@s.whatsapp.net`,
		key: { remoteJid: `${MALLORY}@s.whatsapp.net`, fromMe: false, id: 'STOLEN' },
	};
	const specificMessage = { values: { recipient: MALLORY, messageId: 'STOLEN' } };
	const hostile: Array<[what: string, given: object]> = [
		['the keys of a message', message],
		['a raw event', { ...message, data: { key: message.key, message: { conversation: 'Hi' } } }],
		['a body', { body: message }],
		['fields of the node', { instance: 'other', options: { instance: 'other', specificMessage } }],
		['links', { pairedItem: { item: 1 }, json: message, items: [{ json: message }] }],
		['prototypes', JSON.parse(`{"__proto__":${JSON.stringify(message)}}`) as object],
	];
	const goesTo = (number: string) => sent().filter((text) => text.startsWith(number));

	// Each row needs its own test, because workflows are only removed after a test, and would also answer the next row's message.
	it.each([[[]], [['Prompt']]] as Array<[Array<'Prompt'>]>)(
		'whose model gives a recipient of its own, behind the nodes %j, still replies to the person who wrote',
		async (between) => {
			const mark = `hostile ${between.length} ${agentVersion}`;
			const calls = hostile.map(([what, given]) => ({
				call: 'Reply',
				with: Object.assign({ text: `${mark} ${what}` }, given),
			}));
			const ana = { from: PEOPLE[0], kind: 'text', text: 'hostile' };
			await finished(await stage.beginWith(ana, { ...replying, agentVersion, between }, ...calls));
			expect(goesTo(MALLORY)).toEqual([]);
			const right = goesTo(PEOPLE[0]).filter((text) => text.includes(mark));
			expect(right).toHaveLength(hostile.length);
		},
	);

	it('whose model gives a recipient of its own writes to nobody if no message started the workflow', async () => {
		const calls = hostile.map(([, given]) => ({
			call: 'Reply',
			with: Object.assign({ text: `nobody ${agentVersion}` }, given),
		}));
		const answers = await finished(await stage.begin({ ...replying, agentVersion }, ...calls));
		expect(sent().filter((text) => text.includes(`nobody ${agentVersion}`))).toEqual([]);
		expect(answers).toHaveLength(hostile.length);
		for (const answer of answers) {
			expect(answer).toContain('No message started this workflow');
			expect(answer).toContain('run that first');
		}
	});
});

it('an AI agent whose reply a person has approved sends it to the person who wrote', async () => {
	const [ana, bruno] = PEOPLE;
	const allowed: Tool = {
		...replying,
		approval: {
			name: 'Ask Bruno',
			parameters: {
				resource: 'message',
				operation: 'sendAndWait',
				responseType: 'approval',
				recipient: { __rl: true, mode: 'number', value: bruno },
				message: 'May it?',
			},
		},
	};
	const { client } = stage.server.n8n;
	const execution = await stage.beginWith(
		{ from: ana, kind: 'text', text: 'Hello' },
		allowed,
		{ call: 'Reply', with: { toolParameters: { text: 'Allowed answer' }, hitlParameters: {} } },
		'It is sent.',
	);
	await until('it waits', async () => (await client.execution(execution)).status === 'waiting');
	await stage.answer(bruno, 'Yes');
	await finished(execution);
	expect(sent().filter((text) => text.includes('Allowed answer'))).toEqual([
		`${ana}: Allowed answer`,
	]);
});
