import type { IDataObject } from 'n8n-workflow';

import type { LoggedRequest } from '../../simulator/state/state';

// Simulates a model that makes 40 kinds of mistakes in a tool's arguments. With any arguments, a tool may only use the chat of
// the person who wrote, or of a recipient that the user has set or lets the model choose. If a tool refuses the arguments, its
// error must help the model to correct them.

export const ANA = '5511988887777';
/** Recipient of messages to the team, set by the user. */
const BRUNO = '5511977776666';
/** A recipient that only the model mentions. */
const OTHER = '34612345678';
export const TRIGGER = 'WhatsApp';

interface MistakenTool {
	readonly name: string;
	readonly parameters: IDataObject;
	/** The correct arguments. The test replaces `messageId` with the ID of a message that it has sent. */
	readonly good: IDataObject;
	readonly recipientName?: string;
	readonly alsoTo?: string;
}

const argument = (name: string, type?: string) =>
	`={{ $fromAI('${name}', 'What to give'${type === undefined ? '' : `, '${type}'`}) }}`;
const locator = (value: string, mode = 'number') => ({ __rl: true, mode, value });
/** The chat of the message that started the workflow, as recommended in docs/ai-agent-tools.md. */
const OF_TRIGGER = `={{ $('${TRIGGER}').item.json.chat }}`;
/** A mistake in a tool, because the model's arguments can overwrite keys of `$json`. */
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
		parameters: { resource: 'message', operation: 'reply', text: argument('text') },
		good: { text: 'Good morning' },
	},
	{
		name: 'Send Text',
		parameters: messageTool('sendText', { text: argument('text') }),
		good: { text: 'Good morning' },
	},
	{
		name: 'Send Media',
		parameters: messageTool('sendMedia', {
			recipient: locator(OF_TRIGGER),
			mediaType: 'image',
			mediaSource: 'url',
			mediaUrl: argument('url'),
			options: { caption: argument('caption') },
		}),
		good: { url: 'https://example.com/a.png', caption: 'Our shop' },
	},
	{
		name: 'Send Poll',
		parameters: messageTool('sendPoll', {
			recipient: locator(OF_TRIGGER),
			question: 'Shall we?',
			pollOptions: argument('options'),
			selectableCount: 1,
		}),
		good: { options: 'Yes\nNo' },
	},
	{
		name: 'Send Location',
		parameters: messageTool('sendLocation', {
			latitude: argument('latitude', 'number'),
			longitude: argument('longitude', 'number'),
			placeName: argument('place'),
		}),
		good: { latitude: -23.5, longitude: -46.6, place: 'Shop' },
	},
	{
		name: 'Send Reaction',
		parameters: messageTool('sendReaction', {
			recipient: locator(OF_TRIGGER),
			messageId: argument('messageId'),
			fromMe: true,
			emoji: argument('emoji'),
		}),
		good: { messageId: '', emoji: '👍' },
	},
	{
		name: 'Delete for Everyone',
		parameters: messageTool('delete', { messageId: argument('messageId') }),
		good: { messageId: '' },
	},
	{
		name: 'Get Many Messages',
		parameters: {
			resource: 'message',
			operation: 'getMany',
			instance: INSTANCE,
			limit: argument('limit', 'number'),
			filters: { chat: OF_TRIGGER, messageId: argument('messageId') },
		},
		good: { limit: 5, messageId: '' },
	},
	{
		name: 'Check Numbers',
		parameters: {
			resource: 'contact',
			operation: 'checkNumbers',
			instance: INSTANCE,
			numbers: argument('numbers'),
		},
		good: { numbers: ANA },
	},
	{
		name: 'Send Contact',
		parameters: messageTool('sendContact', {
			contacts: { contact: [{ fullName: argument('name'), phoneNumber: argument('number') }] },
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
			label: locator(argument('label'), 'id'),
		},
		good: { label: '7' },
	},
	{
		name: 'Hand Over to Human',
		parameters: {
			resource: 'conversation',
			operation: 'handOverToHuman',
			notify: locator(BRUNO),
			summary: argument('summary'),
			messageToCustomer: 'A colleague will answer.',
		},
		good: { summary: 'Wants a person' },
		alsoTo: BRUNO,
	},
	{
		name: 'Send Text to the chat of the item',
		parameters: messageTool('sendText', { recipient: locator(OF_ITEM), text: argument('text') }),
		good: { text: 'Good morning' },
	},
	{
		name: 'Get Many Messages of the chat of the item',
		parameters: {
			resource: 'message',
			operation: 'getMany',
			instance: INSTANCE,
			limit: argument('limit', 'number'),
			filters: { chat: OF_ITEM },
		},
		good: { limit: 5 },
	},
	{
		name: 'Send Text to whom the model names',
		parameters: messageTool('sendText', {
			recipient: locator(argument('number')),
			text: argument('text'),
		}),
		good: { number: ANA, text: 'Good morning' },
		recipientName: 'number',
	},
	{
		name: 'Get Many Messages of the chat that the model names',
		parameters: {
			resource: 'message',
			operation: 'getMany',
			instance: INSTANCE,
			limit: 5,
			filters: { chat: argument('chat') },
		},
		good: { chat: ANA },
		recipientName: 'chat',
	},
];

const all = (value: unknown) => (good: IDataObject) =>
	Object.fromEntries(Object.keys(good).map((name) => [name, value])) as IDataObject;
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

/** Returns the addresses of people in a request, but not those in the text of a message. */
const peopleIn = (body: unknown): string[] =>
	[...JSON.stringify(body ?? {}).matchAll(/"(?:number|remoteJid)":"?(\d+)/g)].map(
		([, number = '']) => number,
	);

/** Numbers in Brazil may have the additional digit 9, or not. */
const spellings = (number: string) => [number, number.replace(/^(55\d\d)9(\d{8})$/, '$1$2')];

/** Routes about the server or the account. They name no person, and read no chat. */
const ABOUT_NOBODY = /^\/(?:$|instance\/|webhook\/|verify|label\/findLabels|chat\/whatsappNumbers)/;

/** @returns a description of the request, if a tool must not make it */
function findForbidden(
	{ path, body }: Pick<LoggedRequest, 'path' | 'body'>,
	allowed: readonly string[],
): string | undefined {
	if (/^\/(?:$|verify|instance\/)/.test(path)) return undefined;
	if (!/\/demo(?:$|\?)/.test(path)) return `asks ${path}`;
	if (ABOUT_NOBODY.test(path)) return undefined;
	const people = peopleIn(path.startsWith('/chat/find') ? Object(body).where : body);
	// The node looks up messages of the group "0", which can't exist: the server's error shows whether it stores messages.
	const others = people.filter((number) => ![...allowed, '0'].includes(number));
	if (others.length > 0) return `${path} to ${others.join()}`;
	return people.length === 0 ? `${path} about everybody: ${JSON.stringify(body)}` : undefined;
}

const SENTENCE = /^[A-Z"].{15,}[.?!]["”]?$/s;

const NAMED = /"[^"]+"|workflow|WhatsApp|server/;

const FOR_PEOPLE = /check the expression|Switch it to Expression|in the editor/;

/** @param requests that reached the server during the tool call */
export function judge(
	answer: string,
	{ recipientName, alsoTo, good }: MistakenTool,
	args: IDataObject,
	requests: readonly LoggedRequest[],
): Pick<Called, 'verdict' | 'why'> {
	const named = recipientName === undefined ? [ANA] : [digitsOf(args[recipientName])];
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
