import type { IDataObject } from 'n8n-workflow';

import { EvolutionApi } from '../../../../nodes/EvolutionApi/EvolutionApi.node';
import { runAgent } from '../../../support/agentRun';
import { arrived, useSimulator } from '../../../support/simulator';

const simulator = useSimulator();

async function call(tool: IDataObject, gives: IDataObject = {}): Promise<unknown> {
	const [answer = ''] = await runAgent(simulator.current, {
		version: 3,
		before: [{ name: 'Start', type: 'start' }],
		items: [{}],
		gives: () => gives,
		tool: { instance: { __rl: true, mode: 'name', value: 'demo' }, ...tool },
	});
	return JSON.parse(answer) as unknown;
}

const CHATS = { resource: 'chat', operation: 'getMany' };
const selected = (outputFields: string) => ({ ...CHATS, simplify: 'selected', outputFields });

describe('a tool with Output → Selected Fields', () => {
	it.each(['', ' , ', '={{ "" }}'])(
		'and no fields (%j) is told so, and asks nothing',
		async (fields) => {
			expect(JSON.stringify(await call(selected(fields)))).toContain('\\"Fields\\" is empty');
			expect(arrived(simulator.current)).toEqual([]);
		},
	);

	it.each([
		'name, lastMessage.text',
		'name\nlastMessage.text',
		'["name", "lastMessage.text"]',
		'`name`;lastMessage.text',
	])('gives the fields that are named, and nothing else: %j', async (fields) => {
		const [first] = (await call(selected(fields))) as IDataObject[];
		expect(Object.keys(first)).toEqual(['name', 'lastMessage.text']);
		expect(first).toEqual({
			name: 'Ana',
			'lastMessage.text': 'Great, I am waiting for the first message',
		});
	});

	it('takes fields of the raw answer, too, and says null for what is not there', async () => {
		const [first] = (await call(selected('remoteJid, chat, nmae, __proto__.x'))) as IDataObject[];
		expect(first).toEqual({
			remoteJid: '5511988887777@s.whatsapp.net',
			chat: '5511988887777@s.whatsapp.net',
			nmae: null,
			'__proto__.x': null,
		});
	});

	it('lets the model choose them', async () => {
		const [first] = (await call(selected("={{ $fromAI('fields', 'Which fields') }}"), {
			fields: 'chat',
		})) as IDataObject[];
		expect(first).toEqual({ chat: '5511988887777@s.whatsapp.net' });
	});

	it('gives no secret that is hidden', async () => {
		const tool = { resource: 'instance', operation: 'getMany', simplify: 'selected' };
		const [first] = (await call({ ...tool, outputFields: 'name, token' })) as IDataObject[];
		expect(first).toEqual({ name: 'demo', token: null });
	});
});

it('a tool that was saved with Simplify on or off means the same', async () => {
	const [short] = (await call({ ...CHATS, simplify: true })) as IDataObject[];
	const [raw] = (await call({ ...CHATS, simplify: false })) as IDataObject[];
	expect(short).toHaveProperty('chat');
	expect(raw).toHaveProperty('remoteJid');
	expect(await call(CHATS)).toEqual(await call({ ...CHATS, simplify: true }));
});

describe('a node has the switch Simplify', () => {
	const { properties } = new EvolutionApi().description;
	const named = properties.filter(({ name }) => name === 'simplify');
	const isShownFor = (operation: string) =>
		named.filter(({ displayOptions }) => displayOptions?.show?.operation?.includes(operation));

	it('and a tool that reads has Output in its place', () => {
		for (const operation of ['getMany', 'getParticipants', 'getSessions'])
			for (const { displayName, displayOptions } of isShownFor(operation)) {
				const of = displayName === 'Simplify' ? displayOptions?.hide : displayOptions?.show;
				expect([displayName, of?.['@tool']]).toEqual([displayName, [true]]);
			}
		const names = isShownFor('getMany').map(({ displayName }) => displayName);
		expect(new Set(names)).toEqual(new Set(['Simplify', 'Output']));
	});

	it('unless it sends, whose output is short', () => {
		for (const operation of ['sendText', 'sendMedia', 'reply', 'sendSequence', 'send'])
			expect(isShownFor(operation)).toEqual([]);
	});
});

it('a list for a model has a limit by default', async () => {
	const { state } = simulator.current;
	const contacts = state.instances.get('demo')?.contacts;
	for (let number = 0; number < 80; number++) {
		const jid = `${5_511_900_000_100 + number}@s.whatsapp.net`;
		contacts?.set(jid, { id: jid, jid, name: `Person ${number}`, createdAt: '', updatedAt: '' });
	}
	const found = (await call({ resource: 'contact', operation: 'getMany' })) as IDataObject[];
	expect(found).toHaveLength(50);
});
