import type { IDataObject } from 'n8n-workflow';

import type { OperationRun } from '../../../../support/run';
import { fail } from '../../../../support/simulator';
import { runInGo, useGoSimulator } from '../../server/evolutionGo/support/goSimulator';
import { ANA } from '../../trigger/support/happenings';
import { useN8n } from '../../trigger/support/useN8n';
import { usePausing } from '../../trigger/support/usePausing';
import { handOverOf, sentThrough, TEAM } from './support/handingOver';

const simulator = useGoSimulator('0.7.2');
const stage = useN8n(simulator, 'evolutionGo');
const { active, say, texts } = usePausing(simulator, stage);

const run = async (values: IDataObject = {}, more: Partial<OperationRun> = {}) =>
	await runInGo(simulator.current, handOverOf(values, more));

const sent = () => sentThrough(simulator.current, '/send/');
const told = () => sent().map(({ number }) => String(number).split('@')[0]);

it('Hand Over to Human on Evolution Go tells the team if no workflow can be paused, and gives an error', async () => {
	const { error } = await run();
	expect(error?.message).toContain('No published workflow of this instance starts with messages');
	expect(told()).toEqual([TEAM]);
});

it('Hand Over to Human on Evolution Go: the message to the team fails: the chat is paused, and the customer gets no message', async () => {
	await active();
	fail(simulator.current, { path: '/send/text', status: 400, body: { error: 'Not today' } });
	const { error } = await run();
	expect(error?.message).toContain('The team was not told');
	expect(error?.description).toContain('The chat is paused until');
	expect(told()).toEqual([TEAM]);
	await say('hello');
	expect(texts()).toEqual([]);
});

it('Hand Over to Human on Evolution Go with Retry On Fail resumes where it failed, and nobody gets a message twice', async () => {
	await active();
	const refused = { path: '/send/text', status: 400, body: { error: 'Not today' } };
	fail(simulator.current, { ...refused, skip: 1 });
	const { error } = await run({}, { retryOnFail: true });
	expect(error).toBeUndefined();
	expect(told()).toEqual([TEAM, ANA, ANA]);
});

it('Hand Over to Human on Evolution Go pauses the bot, and writes to the team and the customer', async () => {
	await active();
	await say('My hat is too small');
	const [{ json }] = stage.n8n.started;
	const { error, items } = await run(
		{ chatSource: 'trigger' },
		{ instance: '', items: [{ json }] },
	);
	expect(error).toBeUndefined();
	expect(told()).toEqual([TEAM, ANA]);
	expect(sent()[0].text).toMatch(/https:\/\/wa\.me\/5511988887777\n\n> My hat is too small$/);
	expect(items[0].json).toMatchObject({ takenOver: true, by: 'workflow', workflows: 1 });
	expect(items[0].json.teamMessageId).toEqual(expect.any(String));
	await say('anybody?');
	expect(texts()).toEqual(['My hat is too small']);
});
