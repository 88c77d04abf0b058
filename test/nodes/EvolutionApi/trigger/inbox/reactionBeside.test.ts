import { useSimulator } from '../../../../support/simulator';
import { untilQuiet } from '../../../../support/time';
import { written } from '../../../../support/written';
import { useAskedPeople } from '../../wait/support/useAskedPeople';
import { useN8n } from '../support/useN8n';

// Tests reactions while a question is open. A reaction to the question is an answer. A reaction to any other message starts the
// workflows that listen to reactions.

const simulator = useSimulator();
const stage = useN8n(simulator);
const asked = useAskedPeople(simulator, 'globalKey');

const started = () => stage.n8n.started.map(({ json }) => [json.kind, json.text]);

it('a reaction beside an open question starts the workflow that wants it, and one on the question answers that', async () => {
	await stage.n8n.workflow('one', { filters: { messageTypes: ['reaction'] } }).activate();
	const { id: other } = written(simulator.current, { text: 'Hello' });
	const targetId = await asked.people.ask({ responseType: 'approval' });
	const react = async (what: object) => {
		await asked.people.happens({ kind: 'reaction', ...what });
		await untilQuiet();
	};
	await react({ emoji: '❤️', targetId: other });
	await react({ emoji: '🎉', targetId });
	expect(asked.people.answers).toEqual([]);
	expect(started()).toEqual([
		['reaction', '❤️'],
		['reaction', '🎉'],
	]);
	await react({ emoji: '👍', targetId });
	expect(await asked.answered()).toMatchObject([{ approved: true, choice: 'Yes' }]);
	expect(started()).toHaveLength(2);
});
