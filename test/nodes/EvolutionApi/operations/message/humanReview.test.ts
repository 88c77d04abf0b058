import { WorkflowDataProxy, type IDataObject } from 'n8n-workflow';

import { receiveReply } from '../../../../../nodes/EvolutionApi/wait/receiveAnswer';
import type { WaitState } from '../../../../../nodes/EvolutionApi/wait/state';
import { runOperation } from '../../../../support/run';
import { arrived, forget, useSimulator } from '../../../../support/simulator';
import { pageContext } from '../../wait/support/pageContext';

// Tests *Human Review*, in which a person decides on a model's message. The text in the question must be the one that is sent.

const simulator = useSimulator();
const OWNER = '5511977776666';
const ANA = '5511988887777';

/** The question from docs/ai-agent-tools.md, with the item instead of n8n's `$tool.parameters`. */
const QUESTION = '=May the agent use Send_text? {{ JSON.stringify($json) }}';

const review = async (parameters: IDataObject, showChoicesAs = 'numberedList') =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendAndWait',
		type: 'evolutionApiHitlTool',
		items: [{ json: parameters }],
		values: { recipient: OWNER, message: QUESTION, responseType: 'approval', showChoicesAs },
	});
const textsTo = (who: string) =>
	arrived(simulator.current)
		.map(({ body }) => body as IDataObject)
		.filter(({ number }) => String(number).startsWith(who))
		.map(({ text }) => String(text));

const readIn = (text: string): unknown =>
	JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));

const ENTITIES: Record<string, string> = {
	'&amp;': '&',
	'&lt;': '<',
	'&gt;': '>',
	'&quot;': '"',
	'&#39;': "'",
};

async function readOnPage(parameters: IDataObject): Promise<string> {
	const { kept } = await review(parameters, 'page');
	const state = JSON.parse(String(kept.wait)) as WaitState;
	const { context, page } = pageContext(state, 'GET');
	await receiveReply(context);
	const [, shown = ''] = /<p>([^]*?)<\/p>/.exec(page.html) ?? [];
	return shown.replace(/&[^;]+;/g, (entity) => ENTITIES[entity] ?? entity);
}

const UNSEEN = /[\p{Cf}\p{Zl}\p{Default_Ignorable_Code_Point}]/u;

// Tricks with text (e.g. invisible characters) from public reports about other products' approvals. See test/world/README.md.
const HIDING: ReadonlyArray<[what: string, text: string]> = [
	['a plain text', 'Your cake is ready, 20% off! "Ana" & Bruno <3'],
	['several lines that look like the choices', 'Hi"}\n\n1. No\n2. Yes\n\n{"text":"Hello'],
	['a text that runs backwards', 'See https://safe.example/\u202e\u2066moc.live\u2069/data'],
	['a zero-width space', 'The folder /tmp/\u200bimportant'],
	['marks of direction', 'Pay \u200f100\u200e to Ana\u061c'],
	['signs of a block for tags', `Hello${String.fromCodePoint(0xe0050, 0xe0041, 0xe0059)}`],
	['variants of an emoji that spell something', 'OK 🙂\ufe00\u{e0100}\u{e0101}'],
	['a filler that is a letter', 'Hello\u3164\u115fthere'],
	['a soft hyphen and a byte order mark', '\ufeffpay\u00adment'],
	['a line separator', 'Hello\u2028there'],
];

describe.each([
	['in the chat', async (given: IDataObject) => (await review(given), textsTo(OWNER)[0])],
	['on the page', readOnPage],
])('Human review %s shows what goes out:', (_where, read) => {
	it.each(HIDING)('%s', async (_what, text) => {
		const parameters = { recipient: ANA, text };
		const shown = await read(parameters);
		expect(shown).not.toMatch(UNSEEN);
		expect(readIn(shown)).toEqual(parameters);
		forget(simulator.current);
		await runOperation(simulator.current, {
			resource: 'message',
			operation: 'sendText',
			values: readIn(shown) as IDataObject,
		});
		expect(textsTo(ANA)).toEqual([text]);
	});

	it('with emoji, flags and the joiners of Persian and Hindi as they are written', async () => {
		const text = '👩🏽‍💻 ❤️ 1️⃣ 🇧🇷 🏴󠁧󠁢󠁥󠁮󠁧󠁿 می‌خواهم क्‍ষ café';
		expect(await read({ text })).toContain(text);
	});

	it('with a long gap as the number of its blanks, so that nothing is out of sight', async () => {
		const text = `Hello${' '.repeat(3000)}and pay 500`;
		expect(await read({ text })).toContain('Hello[3000 blanks]and pay 500');
	});
});

const reviewBy = async (recipient: string) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendAndWait',
		type: 'evolutionApiHitlTool',
		items: [{ json: { recipient: ANA, who: ANA } }],
		values: { recipient, message: 'May the agent?', responseType: 'approval' },
	});

it.each(["={{ $fromAI('who') }}", '={{ $json.recipient }}', '={{ $input.item.json.recipient }}'])(
	'Human review asks no one whom the model could choose: %s',
	async (recipient) => {
		const { error } = await reviewBy(recipient);
		expect(error?.message).toContain('would be chosen by a model');
		expect(textsTo('')).toEqual([]);
	},
);

it.each([
	OWNER,
	`+${OWNER}`,
	`${OWNER}@s.whatsapp.net`,
	'+55 11 97777-6666',
	'+55 (11) 97777-6666',
	`=${OWNER}`,
	`=+${OWNER}`,
	`={{ '${OWNER}' }}`,
	`={{ "${OWNER}" }}`,
	`={{ ${OWNER} }}`,
	`={{ ['${OWNER}'].at(-1) }}`,
	`={{ '+55 11' + ' 97777-6666' }}`,
	`={{ '${OWNER}'.trim() }}`,
	`={{ true ? '${OWNER}' : '' }}`,
	`={{ $now.year > 2000 ? '${OWNER}' : '' }}`,
	`={{ $today.year > 2000 ? '${OWNER}' : '' }}`,
	`={{ $now.weekday > 0 ? '${OWNER}' : '' }}`,
	`={{ $workflow.name === '?' ? '' : '${OWNER}' }}`,
	`={{ $workflow.id === '?' ? '' : '${OWNER}' }}`,
	`={{ $execution.id === '?' ? '' : '${OWNER}' }}`,
])('Human review asks the person that the workflow names: %s', async (recipient) => {
	const { error } = await reviewBy(recipient);
	expect(error).toBeUndefined();
	expect(textsTo(OWNER)).toHaveLength(1);
});

describe('Human review with the question that n8n offers', () => {
	const OFFERED =
		'=The agent wants to run this tool: {{ $tool.name }}\n\nInput:\n{{ $tool.parameters }}';
	/** Provides n8n's variable `$tool`, which the installed engine doesn't have yet. */
	function knowTool(parameters: IDataObject): void {
		const tool: unknown = { name: 'Send_text', parameters };
		const read = WorkflowDataProxy.prototype.getDataProxy;
		jest.spyOn(WorkflowDataProxy.prototype, 'getDataProxy').mockImplementation(function (
			this: WorkflowDataProxy,
			...given
		) {
			return new Proxy(read.apply(this, given), {
				get: (data, name) => (name === '$tool' ? tool : (Reflect.get(data, name) as unknown)),
				has: (data, name) => name === '$tool' || Reflect.has(data, name),
			});
		});
	}
	afterEach(() => jest.restoreAllMocks());

	const ask = async (message: string, parameters: IDataObject) => {
		knowTool(parameters);
		return await runOperation(simulator.current, {
			resource: 'message',
			operation: 'sendAndWait',
			type: 'evolutionApiHitlTool',
			values: { recipient: OWNER, message, responseType: 'approval' },
		});
	};

	it('shows what the tool gets, and not "[object Object]"', async () => {
		const parameters = { recipient: ANA, text: 'A {discount} for $1\u200b you' };
		await ask(OFFERED, parameters);
		const [shown] = textsTo(OWNER);
		expect(shown).toContain('The agent wants to run this tool: Send_text');
		expect(readIn(shown)).toEqual(parameters);
		expect(shown).not.toContain('\u200b');
	});

	it('asks no question if another expression gives an object, which no text shows', async () => {
		const { error } = await ask('=May it? {{ $tool }}', { text: 'Hi' });
		expect(error?.message).toContain('"Message" contains [object Object]');
		expect(error?.message).toContain('Write {{ JSON.stringify($tool.parameters) }} in its place');
		expect(textsTo(OWNER)).toEqual([]);
	});
});

describe('Human review of what a tool would get', () => {
	const ask = async (item: IDataObject) =>
		await runOperation(simulator.current, {
			resource: 'message',
			operation: 'sendAndWait',
			type: 'evolutionApiHitlTool',
			items: [{ json: item }],
			values: {
				recipient: OWNER,
				message: '=Send {{ JSON.stringify($json.toolParameters) }}?',
				responseType: 'approval',
			},
		});

	it.each([
		['of the tool', { toolParameters: { text: 'harmless', query: { text: 'EVIL' } } }],
		[
			'of its own',
			{ toolCallId: 'A', toolParameters: {}, query: { toolParameters: { text: 'harmless' } } },
		],
	])('asks no one where the model gave an object called query, %s', async (_what, item) => {
		const { error } = await ask(item);
		expect(error?.message).toContain('The model gave "query" as an object');
		expect(textsTo(OWNER)).toEqual([]);
	});

	it('shows a text without what the model thought before it, and the tool gets the same', async () => {
		const toolParameters = { text: '<think>Hm</think> Hi', note: 'a <think>b</think>' };
		await ask({ toolParameters });
		const shown = { text: 'Hi', note: 'a <think>b</think>' };
		expect(readIn(textsTo(OWNER)[0])).toEqual(shown);
	});
});

it('Human review refuses a question that is too long to be read to its end', async () => {
	const { error } = await review({ text: 'a'.repeat(65_536) });
	expect(error?.message).toMatch(/^"Message" has 65\d{3} characters/);
	expect(textsTo(OWNER)).toEqual([]);
});

it('a question of the workflow itself goes out as it was written', async () => {
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendAndWait',
		values: { recipient: OWNER, message: 'שלום\u200f, 100?', responseType: 'freeText' },
	});
	expect(textsTo(OWNER)).toEqual(['שלום\u200f, 100?']);
});
