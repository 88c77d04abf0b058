import '../../../../dev/engine/engine';

import { useSimulator } from '../../../support/simulator';
import { written } from '../../../support/written';
import { useAskedPeople } from './support/useAskedPeople';

// Tests to which question a Yes belongs.

const simulator = useSimulator();
const QUOTE_IT = expect.stringContaining('quote the question');

const asked = useAskedPeople(simulator);

it('Send and Wait: with one open question, accepts a Yes that quotes any message but an earlier question', async () => {
	const earlier = await asked.people.ask({});
	await asked.people.happens({ text: 'No' });
	const { id: quotedId } = written(simulator.current, { text: 'Shall we meet?' });
	await asked.people.ask({});
	await asked.people.happens({ text: 'Yes', quotedId: earlier });
	expect(asked.people.answers).toMatchObject([{ approved: false }]);
	await asked.people.happens({ text: 'Yes', quotedId });
	expect(asked.people.answers).toMatchObject([{ approved: false }, { approved: true }]);
});

it('Send and Wait: with Require Quote, accepts only a reply that quotes the question, and asks others to quote it', async () => {
	const question = await asked.people.ask(
		{},
		{ acceptedAnswers: { values: { requireQuote: 'always' } } },
	);
	await asked.people.happens({ text: 'Yes' });
	expect(asked.people.answers).toEqual([]);
	expect(asked.people.prompts()).toMatchObject([{ text: QUOTE_IT }]);
	const { messages } = simulator.current.state.instances.get('demo') ?? {};
	const prompt = messages?.chat('5511988887777@s.whatsapp.net')?.messages.at(-1);
	await asked.people.happens({ kind: 'reaction', emoji: '👍', targetId: prompt?.key.id });
	expect(asked.people.answers).toEqual([]);
	await asked.people.happens({ text: 'Yes', quotedId: question });
	expect(asked.people.answers).toMatchObject([{ approved: true }]);
	expect(asked.people.prompts()).toHaveLength(1);
});

describe('Send and Wait: a Yes that quotes the text of Invalid Answer Reply', () => {
	const TEXT = 'Yes or No?';
	const invalidAnswer = { values: { message: TEXT, maxAttempts: 2 } };
	const quotesTheText = async () => {
		const { id: quotedId } = written(simulator.current, { text: TEXT });
		await asked.people.happens({ text: 'Yes', quotedId });
	};

	it('is the answer where no other question is open', async () => {
		await asked.people.ask({}, { invalidAnswer });
		await quotesTheText();
		expect(asked.people.answers).toMatchObject([{ approved: true }]);
	});

	it('is no answer with Require Quote', async () => {
		const question = await asked.people.ask(
			{},
			{ invalidAnswer, acceptedAnswers: { values: { requireQuote: 'always' } } },
		);
		await quotesTheText();
		expect(asked.people.answers).toEqual([]);
		expect(asked.people.prompts()).toMatchObject([{ text: QUOTE_IT }]);
		await asked.people.happens({ text: 'Yes', quotedId: question });
		expect(asked.people.answers).toMatchObject([{ approved: true }]);
	});
});
