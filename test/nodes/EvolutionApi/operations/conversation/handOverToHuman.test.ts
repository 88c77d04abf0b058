import type { IDataObject } from 'n8n-workflow';

import { runAgent, type AgentVersion } from '../../../../support/agentRun';
import { runOperation, type OperationRun } from '../../../../support/run';
import { arrived, fail, forget, refusal, useSimulator } from '../../../../support/simulator';
import { written } from '../../../../support/written';
import { ANA } from '../../trigger/support/happenings';
import { useN8n } from '../../trigger/support/useN8n';
import { usePausing } from '../../trigger/support/usePausing';
import { handOverOf, sentThrough, SOON, TEAM } from './support/handingOver';

const simulator = useSimulator();
const stage = useN8n(simulator);
const { active, say, texts } = usePausing(simulator, stage);

const GROUP = '120363020202020202@g.us';

const run = async (values: IDataObject = {}, more: Partial<OperationRun> = {}) =>
	await runOperation(simulator.current, handOverOf(values, more));

const sent = () => sentThrough(simulator.current, '/send');
const told = () => sent().map(({ number }) => number);

async function takenOver(): Promise<unknown> {
	const { items } = await runOperation(simulator.current, {
		resource: 'conversation',
		operation: 'getTakeoverStatus',
		values: { chatSource: 'specific', recipient: ANA },
	});
	return items[0].json.takenOver;
}

describe('Hand Over to Human: bad input is refused, and the chat is not paused', () => {
	const bad: Array<[what: string, values: IDataObject, message: string]> = [
		['no team', { notify: '={{ "" }}' }, '"Team to Notify" is empty'],
		[
			'a team that is no phone number',
			{ notify: '12' },
			'"Team to Notify" is "12", which has 2 digits, but a phone number has 7 to 15',
		],
		[
			'the customer as the team',
			{ notify: ANA },
			'"Team to Notify" is the chat that is handed over',
		],
		[
			'the customer as the team, spelled otherwise',
			{ notify: '551188887777' },
			'"Team to Notify" is the chat that is handed over',
		],
		['no chat', { recipient: '={{ "" }}' }, '"Specific Chat" is empty'],
		['no message to take the chat from', { chatSource: 'trigger' }, 'No message started this'],
		['a pause of 0 minutes', { pauseMinutes: 0 }, 'Pause Bot For (Minutes)'],
		[
			'a summary that is too long',
			{ summary: 'x'.repeat(66_000) },
			'"Summary" has 66067 characters, but a message has 65536 at most',
		],
		[
			'a message to the customer that is too long',
			{ messageToCustomer: 'x'.repeat(66_000) },
			'"Message to Customer" has 66000 characters, but a message has 65536 at most',
		],
		[
			'a summary in Fixed mode that contains an expression',
			{ summary: '{{ $json.text }}' },
			'"Summary" contains {{ $json.text }}, but is set to Fixed',
		],
	];
	it.each(bad)('%s', async (_what, values, message) => {
		await active();
		forget(simulator.current);
		const { error } = await run(values);
		expect(error?.message).toContain(message);
		expect(arrived(simulator.current)).toEqual([]);
	});
});

describe('Hand Over to Human', () => {
	const refused = refusal('Not today');
	const toTeam = { path: '/message/sendText', ...refused };
	const toCustomer = { ...toTeam, skip: 1 };
	const paused = /The chat is paused until \d{4}-\d\d-\d\dT[\d:.]+Z\./;

	it('pauses a workflow without the option Human Takeover', async () => {
		await active({ humanTakeover: undefined });
		expect((await run()).error).toBeUndefined();
		await say('Is somebody there?');
		expect(texts()).toEqual([]);
	});

	it('notifies the team once if the chat cannot be paused, and reports that in the error', async () => {
		const { error } = await run({}, { retryOnFail: true });
		expect(error?.message).toContain('No published workflow of this instance starts with messages');
		expect(error?.description).toMatch(
			/^The team was told \(message 3EB0\w+\), but the chat is not/,
		);
		expect(told()).toEqual([TEAM]);
	});

	it('where the message to the team fails: the chat is paused, the customer gets no message, and the error says so', async () => {
		await active();
		fail(simulator.current, toTeam);
		const { error } = await run();
		expect(error?.message).toBe(
			'Evolution API refused the request: Not today. The team was not told',
		);
		expect(error?.description).toMatch(paused);
		expect(error?.description).toContain('The customer was told nothing.');
		expect(told()).toEqual([TEAM]);
		expect(await takenOver()).toBe(true);
	});

	it('where the message to the customer fails: the error says that the team has its message', async () => {
		await active();
		fail(simulator.current, toCustomer);
		const { error } = await run();
		expect(error?.message).toBe(
			'Evolution API refused the request: Not today. The customer was not told',
		);
		expect(error?.description).toMatch(paused);
		expect(error?.description).toMatch(/The team was told \(message 3EB0[0-9A-F]+\)\./);
		expect(told()).toEqual([TEAM, ANA]);
	});

	it('with Continue puts the failure into the item, and hands over the next chat', async () => {
		await active();
		fail(simulator.current, toTeam);
		const { items } = await run(
			{ recipient: '={{ $json.to }}' },
			{
				items: [{ json: { to: ANA } }, { json: { to: '5511966665555' } }],
				onError: 'continueRegularOutput',
			},
		);
		expect(items[0].json.error).toMatch(
			/^Evolution API refused the request: Not today\. The team was not told\. The chat is paused until .* The customer was told nothing\./,
		);
		expect(items[1].json).toMatchObject({ takenOver: true, chat: '5511966665555@s.whatsapp.net' });
	});

	it('with Retry On Fail resumes where it failed, and nobody gets a message twice', async () => {
		await active();
		fail(simulator.current, toCustomer);
		const { error, items } = await run({}, { retryOnFail: true });
		expect(error).toBeUndefined();
		expect(told()).toEqual([TEAM, ANA, ANA]);
		expect(items[0].json).toMatchObject({ takenOver: true, by: 'workflow' });
	});

	it('with Retry On Fail pauses the chat at the second attempt if pausing failed at the first', async () => {
		await active();
		fail(simulator.current, { path: '/webhook/find', status: 401 });
		const { error } = await run({}, { retryOnFail: true });
		expect(error).toBeUndefined();
		expect(told()).toEqual([TEAM, ANA]);
	});

	it('with Retry On Fail does not write to the team again if its message may have arrived', async () => {
		await active();
		fail(simulator.current, { path: '/message/sendText', drop: 'after' });
		const { error } = await run({}, { retryOnFail: true });
		expect(error?.message).toContain('The team may not have been told');
		expect(told()).toEqual([TEAM]);
	});
});

it('Hand Over to Human pauses first, then writes to the team, then to the customer', async () => {
	await active();
	await say('hello');
	forget(simulator.current);
	const { error, items } = await run({ summary: 'Wants another hat', pauseMinutes: 90 });
	expect(error).toBeUndefined();
	expect(arrived(simulator.current).map(({ path }) => path)).toEqual([
		'/webhook/find/demo',
		'/message/sendText/demo',
		'/message/sendText/demo',
	]);
	expect(sent()).toEqual([
		{
			number: TEAM,
			text: `*A customer is waiting for a person*\n\nhttps://wa.me/${ANA}\n\nWants another hat`,
		},
		{ number: ANA, text: SOON },
	]);
	const [{ json }] = items;
	expect(json).toMatchObject({
		chat: `${ANA}@s.whatsapp.net`,
		takenOver: true,
		by: 'workflow',
		workflows: 1,
		teamMessageId: expect.stringMatching(/^3EB0/) as string,
		customerMessageId: expect.stringMatching(/^3EB0/) as string,
	});
	expect(Date.parse(String(json.until)) - Date.now()).toBeGreaterThan(89 * 60_000);
	await say('anybody?');
	expect(texts()).toEqual(['hello']);
});

it('Hand Over to Human: the team may be a group, and Message to Customer may be empty', async () => {
	await active();
	const { items } = await run({ notify: GROUP, messageToCustomer: '' });
	expect(told()).toEqual([GROUP]);
	expect(items[0].json.customerMessageId).toBeNull();
});

describe('Hand Over to Human: the message to the team', () => {
	const lid = '123456789012345@lid';
	const from = (json: IDataObject, values: IDataObject = {}) =>
		run(
			{ chatSource: 'trigger', ...values },
			{ instance: '', items: [{ json: { messageId: '1', instance: 'demo', ...json } }] },
		);
	const toTeam = () => String(sent()[0].text).split('\n\n').slice(1);

	beforeEach(async () => void (await active()));

	it('says who wrote what, with a link to the chat', async () => {
		const { flat } = written(simulator.current, { text: 'My hat is\ntoo small' });
		await from(flat, { options: { title: 'Hilfe!' } });
		expect(sent()[0].text).toMatch(/^Hilfe!\n\n/);
		expect(toTeam()).toEqual([
			`${String(flat.senderName)}\nhttps://wa.me/${ANA}`,
			'> My hat is\n> too small',
		]);
		expect(told()).toEqual([TEAM, ANA]);
	});

	it('contains all messages of Combine Messages', async () => {
		const one = written(simulator.current, { text: 'Hello' }).flat;
		const two = written(simulator.current, { text: 'My hat!' }).flat;
		await from({ ...two, messages: [one, two] });
		expect(toTeam()[1]).toBe('> Hello\n> My hat!');
	});

	it('has long texts cut, without cutting an emoji in half', async () => {
		await from({ chat: `${ANA}@s.whatsapp.net`, text: '🎩'.repeat(2_000) });
		expect(toTeam()[1]).toBe(`> ${'🎩'.repeat(700)}…`);
	});

	it('links to the number of a person with a LID', async () => {
		await from({ chat: lid, lid, phoneNumber: ANA });
		expect(toTeam()).toEqual([`https://wa.me/${ANA}`]);
		expect(told()).toEqual([TEAM, ANA]);
	});

	it('has the LID without a link where no number is known', async () => {
		await from({ chat: lid, lid, senderName: 'Ana\n*Boss*' });
		expect(toTeam()).toEqual([`Ana *Boss*\n${lid}`]);
	});

	it('has no link for a group', async () => {
		const chat = '120363000000000001@g.us';
		await from({ chat, isGroup: true, senderName: 'Ana', senderPhone: ANA, text: 'Hat!' });
		expect(toTeam()).toEqual([`Ana\n${chat}`, '> Hat!']);
		expect(told()).toEqual([TEAM, chat]);
	});
});

const versions: AgentVersion[] = [2, 3];

describe.each(versions)('Hand Over to Human as a tool of an agent (version %s)', (version) => {
	const TRIGGER = { name: 'WhatsApp', type: 'trigger' };
	const locator = (value: string) => ({ __rl: true, mode: 'number', value });
	const agent = async (tool: IDataObject, gives: IDataObject = { summary: 'Wants a hat' }) =>
		await runAgent(simulator.current, {
			version,
			before: [TRIGGER],
			items: [written(simulator.current).flat],
			gives: () => gives,
			tool: {
				resource: 'conversation',
				operation: 'handOverToHuman',
				pauseMinutes: 30,
				notify: locator(TEAM),
				summary: "={{ $fromAI('summary', 'What the customer wants') }}",
				...tool,
			},
		});

	beforeEach(async () => void (await active()));

	it.each([
		"={{ $fromAI('team', 'Whom to tell') }}",
		'={{ $json.senderPhone }}',
		"={{ $items() && '5511900001111' }}",
		"={{ $parameter.summary && '5511900001111' }}",
	])('writes to nobody whom the model chooses: %s', async (value) => {
		for (const tool of [
			{ notify: locator(value) },
			{ chatSource: 'specific', recipient: locator(value) },
		]) {
			const number = '5511900001111';
			const answers = await agent(tool, {
				summary: 'Hi',
				team: number,
				notify: number,
				senderPhone: number,
			});
			const refused = /would be chosen by a model|the model gave .+, which would replace it/;
			expect(answers).toEqual([expect.stringMatching(refused)]);
		}
		expect(sent()).toEqual([]);
	});

	it('hands over the chat of the message, whatever else the model gives', async () => {
		const evil = '5511900001111';
		const gives = { summary: 'Wants a hat', notify: evil, recipient: evil, chat: `${evil}@x` };
		const [answer] = await agent({ messageToCustomer: SOON }, gives);
		expect(answer).toContain('"takenOver":true');
		expect(told()).toEqual([TEAM, ANA]);
		expect(sent()[0].text).toMatch(/https:\/\/wa\.me\/5511988887777\n\n> Hi\n\nWants a hat$/);
	});

	it('leaves the chat paused if the team cannot be told, and tells the model so from version 3 on', async () => {
		fail(simulator.current, { path: '/message/sendText', ...refusal('Not today') });
		const [answer] = await agent({});
		if (version === 3) expect(answer).toContain('The team was not told. The chat is paused until');
		expect(await takenOver()).toBe(true);
	});
});
