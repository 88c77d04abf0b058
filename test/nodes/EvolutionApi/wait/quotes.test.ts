import '../../../../dev/engine/engine';

import { useSimulator } from '../../../support/simulator';
import { written } from '../../../support/written';
import { AskedPeople } from './support/askedPeople';

// Which question a Yes was meant for.

const simulator = useSimulator();
const QUOTE_IT = expect.stringContaining('quote the question');

let people: AskedPeople;
beforeEach(async () => {
	simulator.current.config.webhookRetry = { delaysMs: [], timeoutMs: 30_000 };
	people = await AskedPeople.start(simulator.current);
});
afterEach(async () => await people.end());

it('Send and Wait: with one open question, accepts a Yes that quotes any message but an earlier question', async () => {
	const earlier = await people.ask({});
	await people.happens({ text: 'No' });
	const { id: quotedId } = written(simulator.current, { text: 'Shall we meet?' });
	await people.ask({});
	await people.happens({ text: 'Yes', quotedId: earlier });
	expect(people.answers).toMatchObject([{ approved: false }]);
	await people.happens({ text: 'Yes', quotedId });
	expect(people.answers).toMatchObject([{ approved: false }, { approved: true }]);
});

it('Send and Wait: with Require Quote, accepts only a reply that quotes the question, and asks others to quote it', async () => {
	const question = await people.ask(
		{},
		{ acceptedAnswers: { values: { requireQuote: 'always' } } },
	);
	await people.happens({ text: 'Yes' });
	expect(people.answers).toEqual([]);
	expect(people.prompts()).toMatchObject([{ text: QUOTE_IT }]);
	await people.happens({ text: 'Yes', quotedId: question });
	expect(people.answers).toMatchObject([{ approved: true }]);
	expect(people.prompts()).toHaveLength(1);
});

describe('Send and Wait: a Yes that quotes the text of Invalid Answer Reply', () => {
	const TEXT = 'Yes or No?';
	const invalidAnswer = { values: { message: TEXT, maxAttempts: 2 } };
	const quotesTheText = async () => {
		const { id: quotedId } = written(simulator.current, { text: TEXT });
		await people.happens({ text: 'Yes', quotedId });
	};

	it('is the answer where no other question is open', async () => {
		await people.ask({}, { invalidAnswer });
		await quotesTheText();
		expect(people.answers).toMatchObject([{ approved: true }]);
	});

	it('is no answer with Require Quote', async () => {
		const question = await people.ask(
			{},
			{ invalidAnswer, acceptedAnswers: { values: { requireQuote: 'always' } } },
		);
		await quotesTheText();
		expect(people.answers).toEqual([]);
		expect(people.prompts()).toMatchObject([{ text: QUOTE_IT }]);
		await people.happens({ text: 'Yes', quotedId: question });
		expect(people.answers).toMatchObject([{ approved: true }]);
	});
});
