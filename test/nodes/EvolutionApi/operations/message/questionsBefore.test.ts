import type { IDataObject } from 'n8n-workflow';

import { setWebhook } from '../../../../../simulator/routes/webhook/record';
import { type OperationRun, runOperation } from '../../../../support/run';
import { demoOf, arrived, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();
const ANA = '5511988887777';

const ask = async (values: IDataObject, run: Partial<OperationRun> = {}) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendAndWait',
		...run,
		values: { recipient: ANA, message: 'So?', ...values },
	});
const demo = () => demoOf(simulator.current);
const sent = () =>
	arrived(simulator.current)
		.filter(({ path }) => path.startsWith('/message/'))
		.map(({ body }) => String((body as IDataObject).text));
const choices = (given: unknown, showChoicesAs = 'numberedList') => ({
	responseType: 'choice',
	choices: given as string,
	showChoicesAs,
});

describe("Send and Wait to the account's own number, where no answer would ever count", () => {
	const own = () => String(demo().ownerJid).split('@')[0];

	it.each(['approval', 'freeText'])(
		'is refused before anything is sent: %s',
		async (responseType) => {
			const { error } = await ask({ recipient: own(), responseType });
			expect(error?.message).toBe(
				'"Recipient" is the number of this instance itself, and its own messages do not count as answers',
			);
			expect(error?.description).toContain('Approval Page');
			expect(sent()).toEqual([]);
			expect(demo().webhook?.enabled ?? false).toBe(false);
		},
	);

	it('is asked with the Approval Page, which the owner can press', async () => {
		const { error } = await ask({ recipient: own(), showChoicesAs: 'page' });
		expect(error).toBeUndefined();
		expect(sent()).toHaveLength(1);
	});
});

describe('Send and Wait asks with choices as a model or a spreadsheet gives them:', () => {
	it.each<[what: string, given: unknown]>([
		['a list in JSON', '["Morning","Evening"]'],
		['a list in JSON in a fence', '```json\n["Morning", "Evening"]\n```'],
		['objects in JSON', '[{"title":"Morning"},{"title":"Evening"}]'],
		['objects with another name', [{ label: 'Morning' }, { name: 'Evening' }]],
		['a list with gaps', [null, 'Morning', '', 'Evening']],
		['numbers in front', '1. Morning\n2. Evening'],
		['numbers with a bracket', '1) Morning\n2) Evening'],
		['bullets', '- Morning\n- Evening'],
		['round bullets', '• Morning\n• Evening'],
		['numbers in front in a list', ['1. Morning', '2. Evening']],
	])('%s', async (_what, given) => {
		const { error } = await ask(choices(given));
		expect(error).toBeUndefined();
		expect(sent()).toEqual(['So?\n\n1. Morning\n2. Evening']);
	});

	it.each<[what: string, given: unknown, expected: string]>([
		['times of day', '10:00\n11:30', '1. 10:00\n2. 11:30'],
		['ranges', '1-2 people\n2-3 people', '1. 1-2 people\n2. 2-3 people'],
		['numbers that do not count from one', '3. floor\n4. floor', '1. 3. floor\n2. 4. floor'],
		['a comma in one of several lines', 'Yes, please\nNo, thanks', '1. Yes, please\n2. No, thanks'],
		['counts', '1\n2\n3', '1. 1\n2. 2\n3. 3'],
		['minus in one of them', '-10 %\n20 %', '1. -10 %\n2. 20 %'],
	])('leaves as they are: %s', async (_what, given, expected) => {
		const { error } = await ask(choices(given));
		expect(error).toBeUndefined();
		expect(sent()).toEqual([`So?\n\n${expected}`]);
	});

	it.each<[what: string, given: unknown, problem: string]>([
		['an object without a text', '[{"id":1},{"id":2}]', '"Choices → 1 → title"'],
		['one choice', '["Morning"]', '"Choices" has fewer than two choices'],
		['choices in one line', 'Morning, Evening', '"Choices" has fewer than two choices'],
	])('refuses %s', async (_what, given, problem) => {
		const { error } = await ask(choices(given));
		expect(error?.message).toContain(problem);
		expect(sent()).toEqual([]);
	});
});

describe('Send and Wait refuses choices that an answer could not tell apart:', () => {
	it.each<[what: string, given: string]>([
		['thumbs in two tones', '👍\n👍🏽'],
		['an emoji once and twice', '👍\n👍👍'],
		['digits of two scripts', '5\n٥'],
		['numbers that are those of other choices', '2 people\n2 People!'],
		['a label that is the number of another choice', '2\n3\n4'],
		['a label that reads like the number of another choice', 'Option 2\nOption 1'],
	])('%s', async (_what, given) => {
		const { error } = await ask(choices(given));
		expect(error?.message).toMatch(/"Choices" has ".+" and ".+", which cannot be told apart/);
		expect(sent()).toEqual([]);
	});

	it('asks with counts as a poll, which shows no numbers', async () => {
		const { error } = await ask(choices('2\n3\n4', 'poll'));
		expect(error).toBeUndefined();
	});
});

describe('Send and Wait with a page at an address that no phone reaches', () => {
	const hints = async (baseUrl?: string, values: IDataObject = {}) => {
		const responsePage = { values: { baseUrl } };
		const options = baseUrl === undefined ? {} : { responsePage };
		const { error, hints: said } = await ask({ showChoicesAs: 'page', options, ...values });
		expect(error).toBeUndefined();
		return said.join();
	};

	it.each([
		['without WEBHOOK_URL', undefined, 'http://localhost:5678'],
		['in the same network', 'http://192.168.0.5:5678', 'http://192.168.0.5:5678'],
		['of a container', 'http://n8n:5678', 'http://n8n:5678'],
	])('says so: %s', async (_what, baseUrl, origin) => {
		expect(await hints(baseUrl)).toContain(`begins with ${origin}, which phones outside`);
	});

	it('says so of a custom form', async () => {
		const formFields = { values: [{ fieldLabel: 'Day', fieldType: 'text' }] };
		const said = await hints(undefined, { responseType: 'customForm', formFields });
		expect(said).toContain('which phones outside');
	});

	it('says nothing of a public address, or of a question in the chat', async () => {
		expect(await hints('https://n8n.example.com')).toBe('');
		expect(await hints(undefined, { showChoicesAs: 'numberedList' })).not.toContain('link begins');
	});

	it('refuses an address with the path of a webhook in it', async () => {
		const responsePage = { values: { baseUrl: 'https://n8n.example.com/webhook-waiting' } };
		const { error } = await ask({ showChoicesAs: 'page', options: { responsePage } });
		expect(error?.message).toContain('must be the address of n8n alone');
		expect(sent()).toEqual([]);
	});
});

describe('Send and Wait where another wait is in the way', () => {
	it('ends the former try of the same workflow in the editor', async () => {
		await ask({ recipient: '5511977776666' });
		expect((await ask({}, { executionId: '2' })).error).toBeUndefined();
		expect(demo().webhook?.url).toContain('/webhook-waiting/2/');
	});

	it('names the execution and the workflow, and the two ways out', async () => {
		await ask({ recipient: '5511977776666' });
		// The execution that has just asked has the ID 1. The next one has the ID 2.
		const { webhook } = demo();
		expect(webhook?.url).toContain('/webhook-waiting/1/');
		const { error } = await ask({}, { executionId: '2', mode: 'trigger' });
		expect(error?.message).toMatch(/^Execution 1 of the workflow ".+" is still waiting/);
		expect(error?.description).toContain('Publish a workflow with the Evolution API Trigger');
		expect(error?.description).toContain('stop the execution under Executions');
	});

	it('names the address of the other application', async () => {
		const url = 'https://crm.example/whatsapp?token=secret';
		setWebhook(demo(), { enabled: true, url, events: ['MESSAGES_UPSERT'] });
		const { error } = await ask({});
		expect(error?.description).toContain('https://crm.example');
		expect(error?.description).not.toContain('secret');
		expect(error?.description).not.toContain('under Executions');
	});
});
