import { setTimeout as sleep } from 'node:timers/promises';

import { bearer } from '../../../../../nodes/EvolutionApi/hub/token';
import { fail, useSimulator } from '../../../../support/simulator';
import { ask, found as search, usePlantedApp } from './support/planted';
import { RunningTrigger } from './support/runningTrigger';

// Searches for planted keys in everything that a user of n8n, a reader of its log, or a stranger can see.

const simulator = useSimulator();
let trigger: RunningTrigger;
usePlantedApp(simulator);
afterEach(async () => await trigger.close());

const found = (where: unknown) => search(simulator.current, where);

it.each([true, false])(
	'secrets: an item of a message contains none of them (Simplify: %s)',
	async (simplify) => {
		trigger = await RunningTrigger.start(simulator.current, { simplify });
		const event = { from: '5511988887777', kind: 'text', text: 'hello' };
		await ask(simulator.current, 'POST', '/_sim/instances/demo/receive', event);
		for (let waited = 0; trigger.calls.length === 0 && waited < 10_000; waited += 20)
			await sleep(20);
		expect(trigger.started).toHaveLength(1);
		expect(trigger.calls[0].body).toContain('demo-token');
		expect(found(trigger.started)).toEqual([]);
		expect(found(trigger.logged)).toEqual([]);
		expect(trigger.staticData).toHaveProperty('node:Trigger.live');
		expect(found(trigger.staticData)).toEqual([]);
	},
);

it('secrets: the answer to a refused request contains none, and neither does the log', async () => {
	trigger = await RunningTrigger.start(simulator.current);
	const tokens = [undefined, 'Bearer a.b.c', bearer('guess', Date.now())];
	for (const authorization of tokens) {
		const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) };
		const answer = await fetch(trigger.url, { method: 'POST', headers, body: '{}' });
		expect(found([await answer.text(), [...answer.headers]])).toEqual([]);
	}
	expect(trigger.logged).toHaveLength(tokens.length);
	expect(found(trigger.logged)).toEqual([]);
});

it("secrets: the error of a failed activation contains none, even if the server's answer does", async () => {
	trigger = await RunningTrigger.start(simulator.current);
	const said = `Bad key ${simulator.current.key}`;
	fail(simulator.current, { path: '/webhook/find', status: 400, body: { message: said } });
	const error: unknown = await RunningTrigger.start(simulator.current).catch(
		(reason: unknown) => reason,
	);
	expect(error).toMatchObject({ message: expect.stringContaining('Bad key ***') });
	expect(found([error, { ...(error as object) }])).toEqual([]);
});
