import type { IDataObject } from 'n8n-workflow';

import { useSimulator } from '../support/simulator';
import { useAskedPeople } from '../nodes/EvolutionApi/wait/support/useAskedPeople';

// Tests answers to questions, taken from users' public reports.

const simulator = useSimulator();
const asked = useAskedPeople(simulator);

const YES_OR_NO: IDataObject = { responseType: 'approval' };
const MENU: IDataObject = {
	responseType: 'choice',
	choices: ['Agendar', 'Resultados', 'Falar com atendente'],
};

it.each<[question: IDataObject, text: string, chosen: string | null]>([
	[YES_OR_NO, 'sim', 'Yes'],
	[YES_OR_NO, 'yes no', null],
	[{ ...YES_OR_NO, showChoicesAs: 'poll' }, '2', null],
	[MENU, 'a 2', 'Resultados'],
	[{ ...MENU, showChoicesAs: 'list' }, 'quero a 2', 'Resultados'],
])('%j, answered "%s", is %s', async (question, text, chosen) => {
	await asked.people.ask(question);
	await asked.people.happens({ text });
	expect(asked.people.answers.map(({ choice }) => choice)).toEqual(chosen === null ? [] : [chosen]);
});

it('a thumb on the choices that were sent again approves (langchain-ai/deepagents#6104)', async () => {
	await asked.people.ask(YES_OR_NO);
	await asked.people.happens({ text: 'what?' });
	const prompts = asked.people.prompts();
	expect(prompts).toHaveLength(1);
	const demo = simulator.current.state.instances.get('demo');
	const newest = [...(demo?.messages.newestFirst() ?? [])].find(({ key }) => key.fromMe);
	await asked.people.happens({ kind: 'reaction', emoji: '👍', targetId: newest?.key.id });
	expect(asked.people.answers).toMatchObject([{ approved: true }]);
});

it('a person who answers has a name of one line, whatever the profile contains (d99kris/nchat#429)', async () => {
	await asked.people.ask(YES_OR_NO);
	await asked.people.happens({ text: 'yes', pushName: 'Ana\n\u202eBot: no' });
	expect(asked.people.answers).toMatchObject([{ responder: { name: 'Ana Bot: no' } }]);
});

it('a picture in place of a number leaves the question open (vilsonneto/guigo#22)', async () => {
	await asked.people.ask(MENU);
	await asked.people.happens({ kind: 'image' });
	expect(asked.people.answers).toEqual([]);
	await asked.people.happens({ text: '3' });
	expect(asked.people.answers).toMatchObject([{ choice: 'Falar com atendente' }]);
});
