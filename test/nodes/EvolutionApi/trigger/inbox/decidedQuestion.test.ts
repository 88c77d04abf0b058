import { fail, useSimulator } from '../../../../support/simulator';
import { untilQuiet } from '../../../../support/time';
import { useAskedPeople } from '../../wait/support/useAskedPeople';
import { settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// Tests buttons of a question that is already decided. They stay in the chat, and can still be pressed.

const simulator = useSimulator();
const stage = useN8n(simulator);
const asked = useAskedPeople(simulator, 'globalKey');

const DECIDED = { text: 'This question was already decided, or it has expired.' };

it.each([
	['', 0],
	[', also while the webhook still has its wait', 99],
])(
	'the other button of a decided approval starts no workflow, and the person reads once that it is decided%s',
	async (_when, times) => {
		await stage.n8n.workflow('one').activate();
		const targetId = await asked.people.ask({ responseType: 'approval', showChoicesAs: 'buttons' });
		const { question } = JSON.parse(String(asked.people.state)) as { question: { mark: string } };
		const press = async (choice: number) => {
			const buttonId = `wait-${question.mark}-${choice}`;
			await asked.people.happens({ kind: 'buttonReply', targetId, buttonId });
			await untilQuiet();
		};
		if (times > 0) fail(simulator.current, { path: '/webhook/set', status: 500, times });
		await press(2);
		expect(await asked.answered()).toMatchObject([{ approved: false }]);
		await press(1);
		await press(1);
		expect(asked.people.answers).toHaveLength(1);
		expect(stage.n8n.started).toEqual([]);
		expect(asked.people.prompts()).toMatchObject([DECIDED]);
		await asked.people.happens({ text: 'Hello' });
		await settled(() => stage.n8n.started.length > 0);
		expect(stage.n8n.started).toMatchObject([{ json: { text: 'Hello' } }]);
	},
);

it('the buttons of other messages start the workflow, whatever their IDs', async () => {
	await stage.n8n.workflow('one').activate();
	const ids =
		'20261128-1|12345678-2|deadbeef-1|cafe1234-9|1a2b3c4d|1|yes|no|order-1|order 12345678-1|wait|wait-1|wait-12345678|await-12345678-1|wait-list-1|WAIT-1|btn_1|menu/1|a1b2c3d4-e5f6-7890|https://example.com'.split(
			'|',
		);
	for (const selectedButtonId of ids)
		await asked.people.happens({
			kind: 'raw',
			messageType: 'buttonsResponseMessage',
			message: { buttonsResponseMessage: { selectedButtonId, selectedDisplayText: 'Choose' } },
		});
	await settled(() => stage.n8n.started.length >= ids.length);
	expect(stage.n8n.started.map(({ json }) => json.buttonId).sort()).toEqual([...ids].sort());
	expect(asked.people.prompts()).toEqual([]);
});

it('presses of forty buttons with invented IDs start no workflow, and get no answer', async () => {
	await stage.n8n.workflow('one').activate();
	for (let index = 10; index < 50; index++) {
		const selectedButtonId = `wait-deadbe${index}-1`;
		const message = { buttonsResponseMessage: { selectedButtonId, selectedDisplayText: 'Yes' } };
		await asked.people.happens({ kind: 'raw', messageType: 'buttonsResponseMessage', message });
	}
	await untilQuiet();
	expect([stage.n8n.started, asked.people.prompts()]).toEqual([[], []]);
});

it('another vote in the poll of a decided choice starts no workflow', async () => {
	await stage.n8n.workflow('one').activate();
	const values = { responseType: 'choice', choices: 'Tea\nCoffee', showChoicesAs: 'poll' };
	const targetId = await asked.people.ask(values);
	const vote = async (option: string) => {
		await asked.people.happens({ kind: 'pollVote', targetId, options: [option] });
		await untilQuiet();
	};
	await vote('Tea');
	expect(await asked.answered()).toMatchObject([{ choice: 'Tea' }]);
	await vote('Coffee');
	expect(stage.n8n.started).toEqual([]);
	expect(asked.people.prompts()).toMatchObject([DECIDED]);
});
