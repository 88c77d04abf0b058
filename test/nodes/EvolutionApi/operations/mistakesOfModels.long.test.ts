import type { IDataObject } from 'n8n-workflow';

import { runAgent } from '../../../support/agentRun';
import {
	ANA,
	judge,
	MISTAKES,
	TOOLS,
	TRIGGER,
	type Called,
	type Verdict,
} from '../../../support/mistakesOfModels';
import { arrived, forget, useSimulator } from '../../../support/simulator';
import { written } from '../../../support/written';

const simulator = useSimulator();

it('a model that makes 40 mistakes in each tool reaches no other recipient, reads no other chat, and gets helpful errors', async () => {
	const { flat } = written(simulator.current, { from: ANA, text: 'Hello' });
	const sent = written(simulator.current, { from: ANA, fromMe: true, text: 'Wrong price' });
	const withId = (good: IDataObject): IDataObject =>
		good.messageId === undefined ? good : { ...good, messageId: sent.id };
	const calls: Called[] = [];
	for (const tool of TOOLS) {
		for (const [mistake, gives] of MISTAKES) {
			forget(simulator.current);
			const given = gives(withId(tool.good));
			const [answer = ''] = await runAgent(simulator.current, {
				version: 3,
				before: [{ name: TRIGGER, type: 'trigger' }],
				items: [flat],
				gives: () => given,
				tool: tool.parameters,
			}).catch((error: Error) => [JSON.stringify([{ error: error.message }])]);
			const verdict = judge(answer, tool, given, arrived(simulator.current));
			calls.push({ tool: tool.name, mistake, ...verdict });
		}
	}
	expect(calls).toHaveLength(TOOLS.length * MISTAKES.length);
	expect(calls.filter(({ verdict }) => verdict === 'FAILED')).toEqual([]);
	const count = (tool: string, is: Verdict) =>
		calls.filter((call) => call.tool === tool && call.verdict === is).length;
	// For each tool: the number of calls that succeeded in spite of the mistake, and of those that were refused.
	const table = TOOLS.map(({ name }) => [name, count(name, 'done'), count(name, 'refused')]);
	expect(table).toEqual([
		['Reply', 17, 23],
		['Send Text', 17, 23],
		['Send Media', 6, 34],
		['Send Poll', 7, 33],
		['Send Location', 7, 33],
		['Send Reaction', 5, 35],
		['Delete for Everyone', 5, 35],
		['Get Many Messages', 6, 34],
		['Check Numbers', 26, 14],
		['Send Contact', 7, 33],
		['Add Label', 5, 35],
		['Hand Over to Human', 0, 40],
		['Send Text to the chat of the item', 16, 24],
		['Get Many Messages of the chat of the item', 5, 35],
		['Send Text to whom the model names', 7, 33],
		['Get Many Messages of the chat that the model names', 7, 33],
	]);
	// Mistakes after which a person would see the wrong text if the call succeeded.
	const slips = [
		'an expression',
		'fenced JSON',
		'100,000 letters',
		'all empty',
		'"null"',
		'lists of one',
	];
	const done = calls.filter(
		({ verdict, mistake }) => verdict === 'done' && slips.includes(mistake),
	);
	expect([...new Set(done.map(({ tool }) => tool))]).toEqual(['Check Numbers']);
});
