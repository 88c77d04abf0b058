import type { IDataObject } from 'n8n-workflow';

import type { LoggedRequest } from '../../simulator/state/state';

// A model that makes each of 40 mistakes in the arguments of an operation as a tool. Whatever it gives: nothing goes to
// anybody but the person of the item, or whom the user has set or lets the model choose; nothing of another chat is read;
// and what is refused comes back as a sentence by which the model can do better.

export const ANA = '5511988887777';
/** The one that the user has set where a team is told. */
const BRUNO = '5511977776666';
/** Whom a model may name, and nobody else has. */
const OTHER = '34612345678';
/** The name of the trigger in the workflows. */
export const TRIGGER = 'WhatsApp';

interface MistakenTool {
	readonly name: string;
	readonly parameters: IDataObject;
	/** What the model should give. An ID of a message is put in when there is one. */
	readonly good: IDataObject;
	/** The argument with whom it is about, where the user leaves that to the model. */
	readonly chosen?: string;
	/** Whom the user has set beside Ana. */
	readonly alsoTo?: string;
}

const asked = (name: string, type?: string) =>
	`={{ $fromAI('${name}', 'What to give'${type === undefined ? '' : `, '${type}'`}) }}`;
const locator = (value: string, mode = 'number') => ({ __rl: true, mode, value });
/** As docs/ai-agent-tools.md says: the chat of the message that started the workflow. */
const OF_TRIGGER = `={{ $('${TRIGGER}').item.json.chat }}`;
/** As n8n's editor writes it when somebody drags the field: what the model gives is laid over it. */
const OF_ITEM = '={{ $json.chat }}';
const INSTANCE = locator('demo', 'name');

const messageTool = (operation: string, parameters: IDataObject): IDataObject => ({
	resource: 'message',
	operation,
	instance: INSTANCE,
	recipient: locator(ANA),
	...parameters,
});

export const TOOLS: readonly MistakenTool[] = [
	{
		name: 'Reply',
		parameters: { resource: 'message', operation: 'reply', text: asked('text') },
		good: { text: 'Good morning' },
	},
	{
		name: 'Send Text',
		parameters: messageTool('sendText', { text: asked('text') }),
		good: { text: 'Good morning' },
	},
	{
		name: 'Send Media',
		parameters: messageTool('sendMedia', {
			recipient: locator(OF_TRIGGER),
			mediaType: 'image',
			mediaSource: 'url',
			mediaUrl: asked('url'),
			options: { caption: asked('caption') },
		}),
		good: { url: 'https://example.com/a.png', caption: 'Our shop' },
	},
	{
		name: 'Send Poll',
		parameters: messageTool('sendPoll', {
			recipient: locator(OF_TRIGGER),
			question: 'Shall we?',
			pollOptions: asked('options'),
			selectableCount: 1,
		}),
		good: { options: 'Yes\nNo' },
	},
	{
		name: 'Send Location',
		parameters: messageTool('sendLocation', {
			latitude: asked('latitude', 'number'),
			longitude: asked('longitude', 'number'),
			placeName: asked('place'),
		}),
		good: { latitude: -23.5, longitude: -46.6, place: 'Shop' },
	},
	{
		name: 'Send Reaction',
		parameters: messageTool('sendReaction', {
			recipient: locator(OF_TRIGGER),
			messageId: asked('messageId'),
			fromMe: true,
			emoji: asked('emoji'),
		}),
		good: { messageId: '', emoji: '👍' },
	},
	{
		name: 'Delete for Everyone',
		parameters: messageTool('delete', { messageId: asked('messageId') }),
		good: { messageId: '' },
	},
	{
		name: 'Get Many Messages',
		parameters: {
			resource: 'message',
			operation: 'getMany',
			instance: INSTANCE,
			limit: asked('limit', 'number'),
			filters: { chat: OF_TRIGGER, messageId: asked('messageId') },
		},
		good: { limit: 5, messageId: '' },
	},
	{
		name: 'Check Numbers',
		parameters: {
			resource: 'contact',
			operation: 'checkNumbers',
			instance: INSTANCE,
			numbers: asked('numbers'),
		},
		good: { numbers: ANA },
	},
	{
		name: 'Send Contact',
		parameters: messageTool('sendContact', {
			contacts: { contact: [{ fullName: asked('name'), phoneNumber: asked('number') }] },
		}),
		good: { name: 'Rosa', number: OTHER },
	},
	{
		name: 'Add Label',
		parameters: {
			resource: 'label',
			operation: 'add',
			instance: INSTANCE,
			recipient: locator(OF_TRIGGER),
			label: locator(asked('label'), 'id'),
		},
		good: { label: '7' },
	},
	{
		name: 'Hand Over to Human',
		parameters: {
			resource: 'conversation',
			operation: 'handOverToHuman',
			notify: locator(BRUNO),
			summary: asked('summary'),
			messageToCustomer: 'A colleague will answer.',
		},
		good: { summary: 'Wants a person' },
		alsoTo: BRUNO,
	},
	{
		name: 'Send Text to the chat of the item',
		parameters: messageTool('sendText', { recipient: locator(OF_ITEM), text: asked('text') }),
		good: { text: 'Good morning' },
	},
	{
		name: 'Get Many Messages of the chat of the item',
		parameters: {
			resource: 'message',
			operation: 'getMany',
			instance: INSTANCE,
			limit: asked('limit', 'number'),
			filters: { chat: OF_ITEM },
		},
		good: { limit: 5 },
	},
	{
		name: 'Send Text to whom the model names',
		parameters: messageTool('sendText', {
			recipient: locator(asked('number')),
			text: asked('text'),
		}),
		good: { number: ANA, text: 'Good morning' },
		chosen: 'number',
	},
	{
		name: 'Get Many Messages of the chat that the model names',
		parameters: {
			resource: 'message',
			operation: 'getMany',
			instance: INSTANCE,
			limit: 5,
			filters: { chat: asked('chat') },
		},
		good: { chat: ANA },
		chosen: 'chat',
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
const beside = (more: IDataObject) => (good: IDataObject) => ({ ...more, ...good });
const [first, last] = [0, -1].map((at) => (good: IDataObject, value?: unknown) => {
	const name = Object.keys(good).at(at) as string;
	const others = Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));
	return (value === undefined ? others : { ...others, [name]: value }) as IDataObject;
});

export const MISTAKES: ReadonlyArray<
	readonly [what: string, gives: (good: IDataObject) => IDataObject]
> = [
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
			Object.fromEntries(Object.entries(good).map(([name, value]) => [name.toUpperCase(), value])),
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
	/Cannot read|is not a function|is not iterable|TypeError|ZodError|\[object Object\]|ECONN|stack|at Object\.|expected schema/;

export type Verdict = 'done' | 'refused' | 'FAILED';

export interface Called {
	readonly tool: string;
	readonly mistake: string;
	readonly verdict: Verdict;
	readonly why: string;
}

const digitsOf = (value: unknown) =>
	['string', 'number'].includes(typeof value) ? String(value).replace(/\D/g, '') : '';

/** Addresses of people in what was asked of the server, beside what a message says. */
const peopleIn = (body: unknown): string[] =>
	[...JSON.stringify(body ?? {}).matchAll(/"(?:number|remoteJid)":"?(\d+)/g)].map(
		([, number = '']) => number,
	);

/** A number in Brazil is looked for with its ninth digit and without. */
const spellings = (number: string) => [number, number.replace(/^(55\d\d)9(\d{8})$/, '$1$2')];

/** Requests about the server and the account, which name nobody and read no chat. */
const ABOUT_NOBODY = /^\/(?:$|instance\/|webhook\/|verify|label\/findLabels|chat\/whatsappNumbers)/;

/** @returns what a request does that no tool may do */
function findForbidden(
	{ path, body }: Pick<LoggedRequest, 'path' | 'body'>,
	allowed: readonly string[],
): string | undefined {
	if (/^\/(?:$|verify|instance\/)/.test(path)) return undefined;
	if (!/\/demo(?:$|\?)/.test(path)) return `asks ${path}`;
	if (ABOUT_NOBODY.test(path)) return undefined;
	const people = peopleIn(path.startsWith('/chat/find') ? Object(body).where : body);
	// 0 is a group that cannot exist: by what the server says of it, it is known whether it stores messages.
	const others = people.filter((number) => ![...allowed, '0'].includes(number));
	if (others.length > 0) return `${path} to ${others.join()}`;
	return people.length === 0 ? `${path} about everybody: ${JSON.stringify(body)}` : undefined;
}

/** A sentence that names what is wrong, or what the server said, and what to do. */
const SENTENCE = /^[A-Z"].{15,}[.?!]["”]?$/s;

/** A field in quotes, or what is wrong beside the call. */
const NAMED = /"[^"]+"|workflow|WhatsApp|server/;

/** What only who has built the workflow can do. */
const FOR_PEOPLE = /check the expression|Switch it to Expression|in the editor/;

/** @param requests all that reached the server during the call */
export function judge(
	answer: string,
	{ chosen, alsoTo, good }: MistakenTool,
	given: IDataObject,
	requests: readonly LoggedRequest[],
): Pick<Called, 'verdict' | 'why'> {
	const named = chosen === undefined ? [ANA] : [digitsOf(given[chosen])];
	const allowed = [...named, alsoTo ?? ''].flatMap(spellings).filter((number) => number !== '');
	for (const request of requests) {
		const forbidden = findForbidden(request, allowed);
		if (forbidden !== undefined) return { verdict: 'FAILED', why: forbidden };
	}
	if (RAW.test(answer)) return { verdict: 'FAILED', why: answer.slice(0, 200) };
	const quoted = /^\[?\{"error":"((?:[^"\\]|\\.)*)"/.exec(answer)?.[1];
	if (quoted === undefined) return { verdict: 'done', why: answer.slice(0, 120) };
	const error = JSON.parse(`"${quoted}"`) as string;
	const fail = (what: string) => ({ verdict: 'FAILED' as const, why: `${what}: ${error}` });
	if (!SENTENCE.test(error)) return fail('no sentence');
	if (FOR_PEOPLE.test(error)) return fail('says what no model can do');
	if (!/Call the tool|workflow/.test(error)) return fail('does not ask for another call');
	const names = Object.keys(good);
	if (!NAMED.test(error) && !names.some((name) => error.includes(name)))
		return fail('names nothing');
	const isChanged = requests.some(({ path }) => path.startsWith('/message/'));
	return isChanged && !/may still have been done|WhatsApp|server|The team was told/i.test(error)
		? fail('sent, and says')
		: { verdict: 'refused', why: error.slice(0, 260) };
}
