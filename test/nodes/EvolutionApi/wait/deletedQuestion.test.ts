import '../../../../dev/engine/engine';

import { useSimulator } from '../../../support/simulator';
import { runOperation } from '../../../support/run';
import { ANA } from '../trigger/support/happenings';
import { useAskedPeople } from './support/useAskedPeople';

// Tests deleted questions. As docs/send-and-wait.md mentions, an execution isn't informed that its question was deleted.

const simulator = useSimulator();
const asked = useAskedPeople(simulator, 'globalKey');

const takeBack = async (messageId: string) => {
	const { items } = await runOperation(simulator.current, {
		resource: 'message',
		operation: 'delete',
		values: { recipient: ANA, messageId, fromMe: true },
	});
	expect(items[0].json.deleted).toBe(true);
};

it.each([
	['a text', { responseType: 'freeText' }, 'Fine', { text: 'Fine' }],
	['a choice', { responseType: 'choice', choices: 'Small\nLarge' }, '2', { choice: 'Large' }],
])(
	'a question for %s that was deleted for everyone stays open: what the person then writes is the answer',
	async (_what, values, text, answer) => {
		await takeBack(await asked.people.ask(values));
		expect(asked.people.answers).toEqual([]);
		await asked.people.happens({ text });
		expect(await asked.answered()).toMatchObject([{ ...answer, timedOut: false }]);
	},
);
