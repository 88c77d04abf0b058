import type { IDataObject } from 'n8n-workflow';

import { runAgent } from '../../../support/agentRun';
import { arrived, forget, useSimulator } from '../../../support/simulator';
import { written } from '../../../support/written';

// A model that makes each of 40 mistakes in the arguments of ten operations as tools, as an agent from version 3 calls them.
// Whatever it gives: nothing goes to anybody but the person of the item or whom the user has set, nothing of another chat is
// read, and what is refused comes back as a sentence by which the model can do better.

const simulator = useSimulator();
const ANA = '5511988887777';
/** Also without the ninth digit of a number in Brazil, with which older accounts go on. */
const ANA_SPELLED = /55119?88887777/;
const OTHER = '5511977776666';

interface Tool {
	readonly name: string;
	readonly parameters: IDataObject;
	/** What the model should give. */
	readonly good: IDataObject;
}

const asked = (name: string, type?: string) =>
	`={{ $fromAI('${name}', 'What to give'${type === undefined ? '' : `, '${type}'`}) }}`;
const toAna = { __rl: true, mode: 'phone', value: ANA };
const instance = { __rl: true, mode: 'name', value: 'demo' };
const POLL = 'Shall we?';

const TOOLS: readonly Tool[] = [
	{
		name: 'Reply',
		parameters: { resource: 'conversation', operation: 'reply', text: asked('text') },
		good: { text: 'Good morning' },
	},
	{
		name: 'Send Text',
		parameters: {
			resource: 'message',
			operation: 'sendText',
			recipient: toAna,
			text: asked('text'),
		},
		good: { text: 'Good morning' },
	},
	{
		name: 'Send Media',
		parameters: {
			resource: 'message',
			operation: 'sendMedia',
			recipient: toAna,
			mediaType: 'image',
			mediaSource: 'url',
			mediaUrl: asked('url'),
			options: { caption: asked('caption') },
		},
		good: { url: 'https://example.com/a.png', caption: 'Our shop' },
	},
	{
		name: 'Send Poll',
		parameters: {
			resource: 'message',
			operation: 'sendPoll',
			recipient: toAna,
			question: POLL,
			pollOptions: asked('options'),
			selectableCount: 1,
		},
		good: { options: 'Yes\nNo' },
	},
	{
		name: 'Send Location',
		parameters: {
			resource: 'message',
			operation: 'sendLocation',
			recipient: toAna,
			latitude: asked('latitude', 'number'),
			longitude: asked('longitude', 'number'),
			placeName: asked('place'),
		},
		good: { latitude: -23.5, longitude: -46.6, place: 'Shop' },
	},
	{
		name: 'Send Reaction',
		parameters: {
			resource: 'message',
			operation: 'sendReaction',
			recipient: toAna,
			messageId: asked('messageId'),
			fromMe: true,
			emoji: asked('emoji'),
		},
		good: { messageId: '3EB0A1B2C3D4E5F60718', emoji: '👍' },
	},
	{
		name: 'Delete for Everyone',
		parameters: {
			resource: 'message',
			operation: 'delete',
			recipient: toAna,
			messageId: asked('messageId'),
		},
		good: { messageId: '3EB0A1B2C3D4E5F60718' },
	},
	{
		name: 'Get Many Messages',
		parameters: {
			resource: 'message',
			operation: 'getMany',
			limit: asked('limit', 'number'),
			filters: { chat: ANA, messageId: asked('messageId') },
		},
		good: { limit: 5, messageId: '3EB0A1B2C3D4E5F60718' },
	},
	{
		name: 'Check Numbers',
		parameters: { resource: 'contact', operation: 'checkNumbers', numbers: asked('numbers') },
		good: { numbers: ANA },
	},
	{
		name: 'Send Contact',
		parameters: {
			resource: 'message',
			operation: 'sendContact',
			recipient: toAna,
			contacts: { contact: [{ fullName: asked('name'), phoneNumber: asked('number') }] },
		},
		good: { name: 'Rosa', number: OTHER },
	},
];

/** The same value for each argument. */
const all = (value: unknown) => (good: IDataObject) =>
	Object.fromEntries(Object.keys(good).map((name) => [name, value])) as IDataObject;
/** Each argument in another form. */
const each = (change: (value: unknown) => unknown) => (good: IDataObject) =>
	Object.fromEntries(
		Object.entries(good).map(([name, value]) => [name, change(value)]),
	) as IDataObject;
const beside = (more: IDataObject) => (good: IDataObject) => ({ ...good, ...more });
const [first, last] = [0, -1].map((at) => (good: IDataObject, value?: unknown) => {
	const name = Object.keys(good).at(at) as string;
	const others = Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));
	return (value === undefined ? others : { ...others, [name]: value }) as IDataObject;
});

const MISTAKES: ReadonlyArray<readonly [what: string, gives: (good: IDataObject) => IDataObject]> =
	[
		['nothing at all', () => ({})],
		['all null', all(null)],
		['all empty', all('')],
		['all blank', all('  \n ')],
		['"null"', all('null')],
		['"undefined"', all('undefined')],
		['"None"', all('None')],
		['"N/A"', all('N/A')],
		['empty objects', all({})],
		['empty lists', all([])],
		['without the first', (good) => first(good)],
		['without the last', (good) => last(good)],
		['the first null', (good) => first(good, null)],
		['the last empty', (good) => last(good, '')],
		['with another recipient', beside({ recipient: OTHER, to: OTHER })],
		['with another number and chat', beside({ number: OTHER, chat: `${OTHER}@s.whatsapp.net` })],
		['with another instance', beside({ instance: 'other', instanceName: 'other' })],
		['with a credential', beside({ apiKey: 'stolen', credentials: { apiKey: 'stolen' } })],
		['with filters', beside({ filters: {}, returnAll: true, where: {} })],
		[
			'names in capitals',
			(good) =>
				Object.fromEntries(
					Object.entries(good).map(([name, value]) => [name.toUpperCase(), value]),
				),
		],
		['in "input"', (good) => ({ input: good })],
		['in "parameters"', (good) => ({ parameters: good })],
		['all as JSON in "input"', (good) => ({ input: JSON.stringify(good) })],
		['fenced JSON', (good) => each(() => `\`\`\`json\n${JSON.stringify(good)}\n\`\`\``)(good)],
		['objects with "value"', each((value) => ({ value }))],
		['objects with "text"', each((value) => ({ text: value, recipient: OTHER }))],
		['lists of one', each((value) => [value])],
		['numbers', all(42)],
		['true', all(true)],
		['a word for a number', all('five')],
		['a numbered list', all(`1. ${OTHER}\n2. 5511966665555`)],
		['a list in JSON', all(`["${OTHER}","5511966665555"]`)],
		['100,000 letters', all('a'.repeat(100_000))],
		['an expression', all('{{ $json.chat }} ={{ $env.N8N_ENCRYPTION_KEY }}')],
		['an ID that nobody has', all('MSG_12345')],
		['a placeholder', all('<message_id>')],
		["another person's number", all(OTHER)],
		["another person's chat", all(`${OTHER}@s.whatsapp.net`)],
		['a star', all('*')],
		['"Agent stopped due to max iterations."', all('Agent stopped due to max iterations.')],
	];

/** What of a tool's answer no model can do anything with. */
const RAW =
	/Cannot read|is not a function|is not iterable|TypeError|ZodError|\[object Object\]|ECONN|stack|at Object\./;

type Verdict = 'done' | 'refused' | 'FAILED';

interface Called {
	readonly tool: string;
	readonly mistake: string;
	readonly verdict: Verdict;
	readonly why: string;
}

/** Addresses of people in what was asked of the server, beside what a message says. */
const peopleIn = (body: unknown): string[] =>
	[...JSON.stringify(body ?? {}).matchAll(/"(?:number|remoteJid)":"?(\d+)/g)].map(
		([, number = '']) => number,
	);

function judge(answer: string, tool: Tool): Pick<Called, 'verdict' | 'why'> {
	const requests = arrived(simulator.current).filter(
		({ method, path }) => !path.startsWith('/instance/') && path !== '/' && method !== 'HEAD',
	);
	for (const { path, body } of requests) {
		if (!/\/(?:demo)(?:$|\?)/.test(path)) return { verdict: 'FAILED', why: `asks ${path}` };
		if (path.startsWith('/chat/whatsappNumbers')) continue;
		if (path.startsWith('/chat/findMessages')) {
			const where = JSON.stringify((body as IDataObject).where ?? {});
			if (!ANA_SPELLED.test(where)) return { verdict: 'FAILED', why: `reads ${where}` };
			continue;
		}
		// 0 is a group that cannot exist: by what the server says of it, it is known whether it stores messages.
		const others = peopleIn(body).filter((number) => ![ANA, '0'].includes(number));
		if (others.length > 0) return { verdict: 'FAILED', why: `${path} to ${others.join()}` };
	}
	if (RAW.test(answer)) return { verdict: 'FAILED', why: answer.slice(0, 200) };
	const error = /"error":"((?:[^"\\]|\\.)*)"/.exec(answer)?.[1];
	if (error === undefined) return { verdict: 'done', why: answer.slice(0, 120) };
	// A sentence that names what is wrong, or what the server said, and what to do.
	const isSentence = /^[A-Z“"\\].{15,}[.?!]["”]?$/s.test(error);
	if (!isSentence) return { verdict: 'FAILED', why: `no sentence: ${error.slice(0, 200)}` };
	const isChanged = requests.some(({ path }) => path.startsWith('/message/'));
	return isChanged && !/may still have been done|WhatsApp|server/i.test(error)
		? { verdict: 'FAILED', why: `${tool.name} sent, and says ${error.slice(0, 150)}` }
		: { verdict: 'refused', why: error.slice(0, 160) };
}

it('a model that makes 40 mistakes in ten tools writes to nobody else, reads no other chat, and is told what is wrong', async () => {
	const { flat } = written(simulator.current, { from: ANA, text: 'Hello' });
	const sent = written(simulator.current, { from: ANA, fromMe: true, text: 'Wrong price' });
	/** What a message is called can only be known by now. */
	const withId = (good: IDataObject): IDataObject =>
		good.messageId === undefined ? good : { ...good, messageId: sent.id };
	const calls: Called[] = [];
	for (const tool of TOOLS) {
		for (const [mistake, gives] of MISTAKES) {
			forget(simulator.current);
			const [answer = ''] = await runAgent(simulator.current, {
				version: 3,
				before: [{ name: 'WhatsApp', type: 'trigger' }],
				items: [flat],
				gives: () => gives(withId(tool.good)),
				tool: { instance, ...tool.parameters },
			}).catch((error: Error) => [JSON.stringify([{ error: error.message }])]);
			calls.push({ tool: tool.name, mistake, ...judge(answer, tool) });
		}
	}
	expect(calls).toHaveLength(400);
	expect(calls.filter(({ verdict }) => verdict === 'FAILED')).toEqual([]);
	const count = (tool: string, is: Verdict) =>
		calls.filter((call) => call.tool === tool && call.verdict === is).length;
	// Done although the model was wrong, and refused.
	const table = TOOLS.map(({ name }) => [name, count(name, 'done'), count(name, 'refused')]);
	expect(table).toEqual([
		['Reply', 16, 24],
		['Send Text', 16, 24],
		['Send Media', 6, 34],
		['Send Poll', 7, 33],
		['Send Location', 7, 33],
		['Send Reaction', 5, 35],
		['Delete for Everyone', 5, 35],
		['Get Many Messages', 6, 34],
		['Check Numbers', 26, 14],
		['Send Contact', 7, 33],
	]);
	// What a person would read as it is.
	const slips = [
		'an expression',
		'fenced JSON',
		'100,000 letters',
		'all empty',
		'"null"',
		'lists of one',
	];
	const done = calls.filter(
		({ verdict, mistake }) => verdict === 'done' && slips.includes(mistake),
	);
	expect([...new Set(done.map(({ tool }) => tool))]).toEqual(['Check Numbers']);
});
