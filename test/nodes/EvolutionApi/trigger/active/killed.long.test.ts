import { setTimeout as pause } from 'node:timers/promises';

import { untilQuiet } from '../../../../support/time';
import { SERVERS } from '../../../../support/servers';
import { useSimulator } from '../../../../support/simulator';
import { listeners, receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// Tests messages that arrive while n8n is down. Evolution API has them in its store, Evolution Go makes five attempts.

const NAMES = ['one', 'two', 'three'];
const EVERY_MS = 20;
const AWAY_MS = 150;

describe.each(SERVERS)('n8n is killed while messages come, at %s', (_name, server) => {
	const simulator = useSimulator({ server });
	const stage = useN8n(simulator);

	it.each([0, 7, 17, 29])(
		'%d ms after a message: every message before and after starts each workflow exactly once',
		async (afterMs) => {
			if (server === 'go') simulator.current.config.webhookRetry.delaysMs = Array(30).fill(1_000);
			const workflows = NAMES.map((name) => stage.n8n.workflow(name));
			for (const workflow of workflows) await workflow.activate();
			const said: string[] = [];
			const say = async (count: number) => {
				for (let index = 0; index < count; index++) {
					said.push(`message ${said.length}`);
					await receiveText(simulator.current, said.at(-1) ?? '');
					await pause(EVERY_MS);
				}
			};
			await say(10);
			const going = say(10);
			await pause(afterMs);
			await stage.n8n.crash();
			await going;
			await pause(AWAY_MS);
			for (const workflow of workflows) {
				await workflow.activate('init');
				await say(2);
			}
			stage.aheadMs += 10_000;
			const all = () => workflows.every(({ texts }) => texts.length >= said.length);
			await settled(all);
			await untilQuiet();
			for (const { texts } of workflows) expect([...texts].sort()).toEqual([...said].sort());
			expect((await listeners(simulator.current)).map(({ url }) => url).sort()).toEqual(
				workflows.map(({ url }) => url).sort(),
			);
		},
	);
});
