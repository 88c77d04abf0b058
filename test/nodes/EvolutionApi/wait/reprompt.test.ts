import '../../../../dev/engine/engine';

import type { IDataObject } from 'n8n-workflow';

import { useSimulator } from '../../../support/simulator';
import { onSleep, shortSleep, untilQuiet } from '../../../support/time';
import { AskedPeople } from './support/askedPeople';

const simulator = useSimulator();
const TEAM = '120363020202020202@g.us';
const TEXT = 'Please answer 1 or 2.';
const tell = (maxAttempts = 2) => ({ invalidAnswer: { values: { message: TEXT, maxAttempts } } });

let people: AskedPeople;
beforeEach(async () => {
	simulator.current.config.webhookRetry = { delaysMs: [], timeoutMs: 30_000 };
	people = await AskedPeople.start(simulator.current);
});
afterEach(async () => await people.end());

async function isRedelivered(): Promise<void> {
	const { headers, body } = people.delivered.at(-1) as AskedPeople['delivered'][number];
	await people.come(headers, body);
	await untilQuiet();
}

describe('Invalid Answer Reply is not sent', () => {
	it('if it is switched off with 0 attempts', async () => {
		await people.ask({}, tell(0));
		await people.happens({ text: 'perhaps' });
		expect(people.prompts()).toEqual([]);
	});

	it.each<[string, object]>([
		['who only reacts', { kind: 'reaction', emoji: '👍', targetId: 'x' }],
		['who writes in another chat', { from: '5511977776666', text: 'perhaps' }],
		['who talks in a group', { chat: TEAM, text: 'perhaps' }],
		['who wrote it from the phone of the account', { text: 'perhaps', fromMe: true }],
	])('to a person %s', async (_who, what) => {
		await people.ask({}, tell());
		await people.happens(what);
		expect(people.prompts()).toEqual([]);
		expect(people.answers).toEqual([]);
	});

	it('to a person who writes in a group where a question is open, without quoting that question', async () => {
		await people.ask({ recipient: TEAM }, tell());
		await people.happens({ chat: TEAM, text: 'perhaps' });
		expect(people.prompts()).toEqual([]);
	});
});

it('without Invalid Answer, sends the question with its choices three times, then once an hour', async () => {
	await people.ask({});
	for (const text of ['perhaps', 'who knows', 'well', 'let me see']) await people.happens({ text });
	const prompt = { text: 'So?\n\n1. Yes\n2. No' };
	expect(people.prompts()).toMatchObject([
		{ ...prompt, quoted: { message: { conversation: 'perhaps' } } },
		prompt,
		prompt,
	]);
	expect(people.answers).toEqual([]);
	const now = Date.now();
	jest.spyOn(Date, 'now').mockImplementation(() => now + 61 * 60_000);
	await people.happens({ text: 'later' });
	await people.happens({ text: 'much later' });
	jest.restoreAllMocks();
	expect(people.prompts()).toHaveLength(4);
	await people.happens({ text: '1' });
	expect(people.answers).toMatchObject([{ approved: true, answered: true }]);
});

describe('Invalid Answer with If Still Invalid: Continue', () => {
	const continuing = (maxAttempts: number) => ({
		invalidAnswer: { values: { message: TEXT, maxAttempts, afterLast: 'continue' } },
	});

	it('resumes with what was written after the last reply', async () => {
		await people.ask({}, continuing(2));
		for (const text of ['a', 'b']) await people.happens({ text });
		await isRedelivered();
		expect(people.answers).toEqual([]);
		await people.happens({ text: 'I want to talk to a person' });
		expect(people.prompts()).toHaveLength(2);
		expect(people.answers).toMatchObject([
			{ answered: false, approved: null, text: 'I want to talk to a person', timedOut: false },
		]);
	});

	it('resumes with the first invalid answer if there are no attempts', async () => {
		await people.ask({}, continuing(0));
		await people.happens({ text: 'hm' });
		expect(people.answers).toMatchObject([{ answered: false, choice: null, text: 'hm' }]);
		expect(people.prompts()).toEqual([]);
	});
});

it('Invalid Answer Reply: a question for free text accepts any text', async () => {
	await people.ask({ responseType: 'freeText' });
	await people.happens({ text: 'perhaps' });
	expect(people.prompts()).toEqual([]);
	expect(people.answers).toMatchObject([{ text: 'perhaps' }]);
});

it('Invalid Answer Reply: is sent once to an answer that is none of the choices, and the question stays open', async () => {
	await people.ask({}, tell());
	await people.happens({ text: 'perhaps' });
	expect(people.prompts()).toMatchObject([
		{ text: TEXT, number: '5511988887777', quoted: { message: { conversation: 'perhaps' } } },
	]);
	await people.happens({ text: '1' });
	expect(people.answers).toMatchObject([{ approved: true, text: '1' }]);
	expect(people.prompts()).toHaveLength(1);
});

it('Invalid Answer Reply: is sent at most Max Attempts times', async () => {
	await people.ask({}, tell(3));
	for (const text of ['a', 'b', 'c', 'd', 'e']) await people.happens({ text });
	expect(people.prompts().map(({ quoted }) => quoted)).toMatchObject(
		['a', 'b', 'c'].map((conversation) => ({ message: { conversation } })),
	);
});

it('Invalid Answer Reply: is sent only once to a message that is delivered again', async () => {
	await people.ask({}, tell(5));
	await people.happens({ text: 'perhaps' });
	await isRedelivered();
	expect(people.prompts()).toHaveLength(1);
});

it('Invalid Answer Reply: in a group is sent to a person who quotes the question or an earlier Invalid Answer Reply', async () => {
	const question = await people.ask({ recipient: TEAM }, tell());
	await people.happens({ chat: TEAM, text: 'perhaps', quotedId: question });
	expect(people.prompts()).toMatchObject([{ number: TEAM, text: TEXT }]);
	const messages = simulator.current.state.instances.get('demo')?.messages.chat(TEAM)?.messages;
	const quotedId = messages?.at(-1)?.key.id;
	await people.happens({ chat: TEAM, text: 'later', quotedId });
	expect(people.prompts()).toHaveLength(2);
});

describe('Send and Wait: synonyms of a choice', () => {
	const values: IDataObject = {
		responseType: 'choice',
		choices: 'Morning || manhã || m\nEvening || noite || 👍',
	};

	it('are not shown in the question, and an answer with one of them selects the choice', async () => {
		await people.ask(values);
		expect(simulator.current.state.requests.list().at(-1)?.body).toMatchObject({
			text: 'So?\n\n1. Morning\n2. Evening',
		});
		await people.happens({ text: 'Manha!' });
		expect(people.answers).toMatchObject([{ choice: 'Morning', text: 'Manha!' }]);
	});

	it('is also possible for Yes and No', async () => {
		await people.ask({ approvalOptions: { values: { approveLabel: 'Yes || sim || s' } } });
		await people.happens({ text: 'S' });
		expect(people.answers).toMatchObject([{ approved: true, choice: 'Yes' }]);
	});
});

it('Invalid Answer Reply: is sent only once to several messages that come at the same time', async () => {
	await people.ask({}, tell());
	// All messages must arrive before the first is answered, even on a busy machine.
	onSleep(shortSleep(1_000));
	await Promise.all(
		['well', 'let me see', 'perhaps'].map(async (text) => await people.happens({ text })),
	);
	expect(people.prompts()).toHaveLength(1);
});
