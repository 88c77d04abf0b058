import '../../../../dev/engine/engine';

import { useSimulator } from '../../../support/simulator';
import { receiveText, settled } from '../trigger/support/happenings';
import { useN8n } from '../trigger/support/useN8n';
import { AskedPeople } from './support/askedPeople';

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<typeof import('../../../support/shortSleep')>('../../../support/shortSleep')
		.withShortSleep(),
);

// Send and Wait → Poll on Evolution API 2.2, which tells votes as updates of the poll, from the question to the vote.

const simulator = useSimulator({ version: '2.2.3' });
const stage = useN8n(simulator);
const POLL = { responseType: 'choice', choices: 'Yes\nNo', askWith: 'poll' };

let people: AskedPeople;
beforeEach(async () => {
	people = await AskedPeople.start(simulator.current);
});
afterEach(async () => await people.end());

const vote = async (targetId: string, ...options: string[]) =>
	await receiveText(simulator.current, '', { kind: 'pollVote', targetId, options });

/** A workflow that is active, and able to receive: the server has sent an event of the instance before. */
async function activate(parameters: object): Promise<void> {
	await stage.n8n.workflow('one', { ...parameters }).activate();
	await receiveText(simulator.current, 'hello');
	await settled(() => stage.n8n.texts('one').includes('hello'));
}

it.each([
	['nobody else listens', undefined],
	['a workflow receives through the webhook', {}],
	['a workflow receives through WebSocket', { receiveThrough: 'webSocket' }],
])('the execution goes on with the vote, where %s', async (_where, trigger) => {
	if (trigger !== undefined) await activate(trigger);
	const id = await people.ask(POLL);
	// Nobody votes sooner, and for so long a list that was read counts as new.
	stage.aheadMs += 500;
	await vote(id, 'No');
	await settled(() => people.answers.length > 0);
	const expected = { choice: 'No', timedOut: false, message: { kind: 'pollVote' } };
	expect(people.answers).toMatchObject([expected]);
	expect(stage.n8n.texts('one')).toEqual(trigger === undefined ? [] : ['hello']);
});

it('who takes a vote back has not answered', async () => {
	const id = await people.ask(POLL);
	await vote(id);
	await settled(() => people.delivered.length > 0);
	expect(people.answers).toEqual([]);
	await vote(id, 'Yes');
	await settled(() => people.answers.length > 0);
	expect(people.answers).toMatchObject([{ choice: 'Yes' }]);
});
