import '../../../../dev/engine/engine';

import { useSimulator } from '../../../support/simulator';
import { useGoSimulator } from '../server/evolutionGo/support/goSimulator';
import { ANA } from '../trigger/support/happenings';
import { useAskedPeople } from './support/useAskedPeople';

const CHOICES = { responseType: 'choice', choices: 'Small\nLarge' };
const REPLY = { invalidAnswer: { values: { message: 'Please answer 1 or 2.', maxAttempts: 5 } } };

const evolutionApi = useSimulator();
const evolutionGo = useGoSimulator('0.7.2');

describe.each([
	['Evolution API', evolutionApi, 'globalKey'],
	['Evolution Go', evolutionGo, 'evolutionGo'],
] as const)(
	'Send and Wait on %s: an answer that is corrected by an edit',
	(_server, simulator, kind) => {
		const asked = useAskedPeople(simulator, kind);
		beforeEach(() => {
			simulator.current.config.plainEdits = true;
		});

		const newestId = () =>
			[...(simulator.current.state.instances.get('demo')?.messages.newestFirst() ?? [])].find(
				({ key }) => !key.fromMe,
			)?.key.id;

		const edited = async (text: string, targetId = newestId()) =>
			await asked.people.happens({ kind: 'edit', plain: true, targetId, text });

		it('from a number that is no choice to one that is: the workflow continues with it', async () => {
			await asked.people.ask(CHOICES, REPLY);
			await asked.people.happens({ text: '5' });
			expect(asked.people.prompts()).toHaveLength(1);
			await edited('2');
			expect(await asked.answered()).toMatchObject([{ choice: 'Large', text: '2' }]);
		});

		it('to something that is no choice either: the question stays open, and the person gets no second reply', async () => {
			await asked.people.ask(CHOICES, REPLY);
			await asked.people.happens({ text: '5' });
			await edited('6');
			expect(asked.people.answers).toEqual([]);
			expect(asked.people.prompts()).toHaveLength(1);
		});

		it('does not count where the message is older than the question', async () => {
			await asked.people.happens({ text: 'Two pizza' });
			const older = newestId();
			await new Promise((resolve) => setTimeout(resolve, 2_100));
			await asked.people.ask({ responseType: 'freeText' });
			await edited('Two pizzas', older);
			expect(asked.people.answers).toEqual([]);
		});

		it('does not count for an approval', async () => {
			await asked.people.ask({ responseType: 'approval' }, REPLY);
			await asked.people.happens({ text: '5' });
			await edited('yes');
			expect(asked.people.answers).toEqual([]);
		});

		it.each([
			[
				'with Accepted Answers',
				{ acceptedAnswers: { values: { from: 'specificPeople', people: ANA } } },
			],
			[
				'with Require Quote',
				{ acceptedAnswers: { values: { from: 'anyone', requireQuote: 'always' } } },
			],
		])('does not count %s, because anyone could have sent the edit', async (_what, options) => {
			await asked.people.ask(CHOICES, { ...REPLY, ...options });
			await asked.people.happens({ text: '5' });
			await edited('2');
			expect(asked.people.answers).toEqual([]);
		});

		it('does not count once the question has its answer', async () => {
			await asked.people.ask(CHOICES);
			await asked.people.happens({ text: '1' });
			await edited('2');
			expect(await asked.answered()).toMatchObject([{ choice: 'Small' }]);
		});
	},
);
