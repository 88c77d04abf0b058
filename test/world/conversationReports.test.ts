import type { IDataObject } from 'n8n-workflow';

import { arrived, useSimulator } from '../support/simulator';
import { runOperation, type OperationRun } from '../support/run';
import { written } from '../support/written';
import { useAskedPeople } from '../nodes/EvolutionApi/wait/support/useAskedPeople';

// Tests public reports about questions, answers, agents, histories, chatbots and pairing, in n8n's engine against the simulator.
// Their sources and the results of the first run are in README.md, "Answers and agents".

const simulator = useSimulator();
const ANA = '5511988887777';
const BRUNO = '5511977776666';
const TEAM = '120363020202020202@g.us';

const run = async (name: string, values: IDataObject, more: Partial<OperationRun> = {}) => {
	const [resource, operation] = name.split('.');
	return await runOperation(simulator.current, { resource, operation, values, ...more });
};
const asked = (path: string) =>
	arrived(simulator.current)
		.filter((request) => request.path.startsWith(path))
		.map(({ body }) => body as IDataObject);

describe('Send and Wait,', () => {
	const stage = useAskedPeople(simulator);

	const choices = (...labels: string[]): IDataObject => ({
		responseType: 'choice',
		choices: labels,
	});
	const approval = (...[approveLabel, disapproveLabel]: string[]): IDataObject => ({
		responseType: 'approval',
		approvalOptions: { values: { approveLabel, disapproveLabel } },
	});
	const yesOrNo = approval('Yes', 'No');
	const joining = '✔️✔️ Je veux adhérer 💵🤗';

	it.each<[seen: string, question: IDataObject, text: string, chosen: string]>([
		['choices with blanks at their ends are refused', choices('Yes ', ' No'), 'no', 'No'],
		[
			'a choice between emoji is not known without them',
			choices(joining, 'Non'),
			'je veux adherer',
			joining,
		],
		[
			'a choice behind an emoji is not known by its words',
			choices('👍 Yes', 'No'),
			'yes',
			'👍 Yes',
		],
		['a choice behind an emoji is not known by it', choices('👍 Yes', 'No'), '👍', '👍 Yes'],
		['an emoji in a dark tone is no answer', choices('🖐', '✊'), '🖐🏾', '🖐'],
		['a thumb approves nothing', yesOrNo, '👍🏽', 'Yes'],
		['a thumb down declines nothing', yesOrNo, '👎', 'No'],
		['a thumb is no answer where the labels are others', approval('Send', 'Keep'), '👎🏿', 'Keep'],
	])('%s: %j, answered "%s", is %s', async (_seen, question, text, chosen) => {
		await stage.people.ask(question);
		await stage.people.happens({ text });
		expect(stage.people.answers).toMatchObject([{ choice: chosen }]);
	});

	it.each([
		['👍', true],
		['👍🏼', true],
		['👎', false],
	])('who reacts to an approval with %s has decided', async (emoji, approved) => {
		const targetId = await stage.people.ask(yesOrNo);
		const { id: other } = written(simulator.current, { text: 'Hello' });
		await stage.people.happens({ kind: 'reaction', emoji: '🎉', targetId });
		await stage.people.happens({ kind: 'reaction', emoji, targetId: other });
		expect(stage.people.answers).toEqual([]);
		await stage.people.happens({ kind: 'reaction', emoji, targetId });
		expect(stage.people.answers).toMatchObject([{ approved }]);
	});

	it('a text that only repeats the approval approves nothing', async () => {
		await stage.people.ask(yesOrNo);
		await stage.people.happens({ text: 'So?\n\n1. Yes\n2. No' });
		expect(stage.people.answers).toEqual([]);
	});

	it('a person who types instead of pressing a button gets the text of the workflow', async () => {
		const invalidAnswer = { values: { message: 'Then a colleague will write.', maxAttempts: 1 } };
		await stage.people.ask(yesOrNo, { invalidAnswer });
		await stage.people.happens({ text: 'I want none of these' });
		expect(stage.people.prompts()).toMatchObject([{ text: 'Then a colleague will write.' }]);
	});

	it.each([
		['one choice', ['Only this']],
		['the same twice', ['Tea', 'tea ']],
	])('a poll with %s never arrives: it is refused before', async (_what, labels) => {
		const { error } = await run('message.sendAndWait', {
			recipient: ANA,
			message: 'So?',
			...choices(...labels),
			showChoicesAs: 'poll',
		});
		expect(error?.message).toMatch(/fewer than two choices|cannot be told apart/);
		expect(asked('/message')).toEqual([]);
	});
});

it.each([
	['one choice', ['Only this']],
	['the same twice', ['Tea', 'Tea']],
])('a poll with %s is said to be sent and never arrives: refused', async (_what, pollOptions) => {
	const values = { recipient: ANA, question: 'Which?', pollOptions, selectableCount: 1 };
	const { error } = await run('message.sendPoll', values as IDataObject);
	expect(error).toBeDefined();
	expect(asked('/message')).toEqual([]);
});

describe('Reply does not send', () => {
	const given = { options: { specificMessage: { values: { recipient: ANA, messageId: 'A1' } } } };
	it.each<[seen: string, json: IDataObject]>([
		['the error of a tool that has failed', { error: 'Read: from ~/media/a.jpg failed' }],
		['the exit code of a program', { error: 'Command exited with code 1' }],
	])('%s', async (_seen, json) => {
		const { error } = await run('message.reply', given, { items: [{ json }] });
		expect(error).toBeDefined();
		expect(asked('/message')).toEqual([]);
	});

	it.each([
		['<reasoning>They ask for the price.</reasoning>It is 10.', 'It is 10.'],
		['<reflection>hm</reflection>\n\nIt is 10.', 'It is 10.'],
		['The room is (empty) now.', 'The room is (empty) now.'],
	])('what a model thought: of %j only %j', async (output, text) => {
		await run('message.reply', given, { items: [{ json: { output } }] });
		expect(asked('/message')).toMatchObject([{ text }]);
	});
});

describe('a history for an agent', () => {
	const historyOf = async (json: IDataObject) => {
		const values = { contextWindowLength: 20 };
		const more = { trigger: {}, items: [{ json }] };
		const { items } = await run('conversation.addChatHistory', values, more);
		return items[0].json.historyText;
	};

	it("takes no member's words in a group for those of another", async () => {
		written(simulator.current, { chat: TEAM, from: BRUNO, pushName: 'Bruno', text: 'I like Go' });
		const { flat } = written(simulator.current, { chat: TEAM, pushName: 'Ana', text: 'And I?' });
		expect(await historyOf(flat)).toMatch(/^user: Bruno: I like Go$/m);
	});

	it('has what a colleague wrote on the phone, as an answer', async () => {
		written(simulator.current, { fromMe: true, text: 'Paulo here, it is 20% off' });
		const { flat } = written(simulator.current, { text: 'Thanks!' });
		expect(await historyOf(flat)).toMatch(/^assistant: .*Paulo here, it is 20% off$/m);
	});

	it.each(['addChatHistory', 'getMany'])('%s has nothing that was deleted', async (by) => {
		simulator.current.config.deviceContext = true;
		const { id } = written(simulator.current, { text: 'my card is 4111' });
		written(simulator.current, { kind: 'delete', targetId: id });
		const { flat } = written(simulator.current, { text: 'Hello' });
		const options = { asChatHistory: true };
		const values = { returnAll: true, filters: { chat: ANA }, options };
		const found =
			by === 'getMany' ? (await run('message.getMany', values)).items : await historyOf(flat);
		expect(JSON.stringify(found)).not.toContain('4111');
	});
});

describe('chatbots of the server:', () => {
	const typebot = {
		platform: 'typebot',
		typebotUrl: 'https://typebot.example.com/',
		typebotName: 'support',
		triggerType: 'all',
	};

	it('"Typebot is disabled" says which setting of the server to change', async () => {
		simulator.current.config.disabled.push('typebot');
		const { error } = await run('chatbot.create', typebot);
		expect(error?.message).toBe('Typebot is switched off in the settings of the server');
		expect(error?.description).toContain('TYPEBOT_ENABLED=true');
	});

	it('a conversation that is started makes no second bot of the one that is there', async () => {
		await run('chatbot.create', typebot);
		const start = { ...typebot, recipient: ANA, options: { startSession: true } };
		const { error } = await run('chatbot.start', start);
		expect(error).toBeUndefined();
		const { items } = await run('chatbot.getMany', { platform: 'typebot', returnAll: true });
		expect(items).toHaveLength(1);
	});

	it('the ignored chats are still there when another setting is changed', async () => {
		const settings = async (chatbotSettings: IDataObject) =>
			await run('chatbot.updateSettings', { platform: 'typebot', mode: 'update', chatbotSettings });
		await settings({ ignoreJids: `${BRUNO}, @g.us` });
		await settings({ expire: 20 });
		const { items } = await run('chatbot.getSettings', { platform: 'typebot' });
		expect(items[0].json.ignoreJids).toEqual([`${BRUNO}@s.whatsapp.net`, '@g.us']);
	});
});

describe('a pairing code', () => {
	const NEW = { instance: 'new-phone' };
	it.each([
		['+14155551234', '14155551234'],
		['+1 (415) 555-1234', '14155551234'],
		['00447700900123', '447700900123'],
		['551188887777', '551188887777'],
	])('is asked for by %s, with the digits %s', async (phoneNumber, number) => {
		await run('instance.connect', { phoneNumber, waitSeconds: 0 }, NEW);
		const [{ query } = {}] = arrived(simulator.current).filter(
			({ path, query: given }) =>
				path === '/instance/connect/new-phone' && given?.number !== undefined,
		);
		expect(query).toEqual({ number });
		const created = { instanceName: 'shop', integration: 'WHATSAPP-BAILEYS' };
		await run('instance.create', { ...created, options: { number: phoneNumber } });
		expect(asked('/instance/create')).toMatchObject([{ number }]);
	});

	it.each(['0171 2345678', 'abc', '120363020202020202@g.us'])(
		'is not asked for by %s, which is refused before any request',
		async (number) => {
			const connected = await run('instance.connect', { phoneNumber: number }, NEW);
			expect(connected.error?.message).toContain('"Phone Number" is');
			const values = { instanceName: 'shop', integration: 'WHATSAPP-BAILEYS', options: { number } };
			const created = await run('instance.create', values);
			expect(created.error?.message).toContain('Phone Number" is');
			expect(asked('/instance/create')).toEqual([]);
			expect(asked('/instance/connect')).toEqual([]);
		},
	);
});
