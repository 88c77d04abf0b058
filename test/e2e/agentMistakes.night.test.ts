import type { IDataObject } from 'n8n-workflow';

import { arrived, forget } from '../support/simulator';
import { ANA, judge, MISTAKES, TOOLS, type Called } from '../support/mistakesOfModels';
import { AgentStage } from './support/agentStage';
import type { Asked, Says } from './support/modelServer';
import { eachTestOn } from './support/sharedStage';

// A model that makes each of 40 mistakes with each tool, in a real n8n: one workflow, with an agent for each tool. Every
// turn is one call, so that what reaches the server between two questions to the model is what that call has done.

const stage = eachTestOn(new AgentStage());
const PATIENCE_MS = 240_000;

/** As n8n names the tool to the model. */
const toolName = (node: string) => node.replace(/\W+/g, '_');

/** The ID of what the account wrote to Ana last. */
function newestToAna(): string {
	const messages = stage.simulator.state.instances.get('demo')?.messages.newestFirst() ?? [];
	const own = [...messages].find(({ key }) => key.fromMe && key.remoteJid.startsWith(ANA));
	return String(own?.key.id);
}

it('an agent whose model makes 40 mistakes with each tool writes to nobody else, reads no other chat, and is told what is wrong', async () => {
	const calls: Called[] = [];
	const messageId = newestToAna();
	const tools = new Map(TOOLS.map((tool) => [toolName(tool.name), tool]));
	stage.model.reacts = (asked: Asked): Says => {
		const [offered] = asked.tools ?? [];
		const tool = tools.get(offered?.function.name ?? '');
		if (tool === undefined) return 'No tool.';
		const good: IDataObject = 'messageId' in tool.good ? { ...tool.good, messageId } : tool.good;
		const answers = asked.messages.filter(({ role }) => role === 'tool');
		const requests = arrived(stage.simulator);
		const made = answers.length - 1;
		if (made >= 0) {
			const [mistake, gives] = MISTAKES[made];
			const answer = String(answers.at(-1)?.content);
			calls.push({ tool: tool.name, mistake, ...judge(answer, tool, gives(good), requests) });
		}
		forget(stage.simulator);
		const next = MISTAKES[answers.length];
		return next === undefined ? 'Done.' : { call: toolName(tool.name), with: next[1](good) };
	};
	const execution = await stage.beginWithTools({ from: ANA, kind: 'text', text: 'Hello' }, TOOLS);
	const { status, data } = await stage.server.n8n.client.finished(execution, PATIENCE_MS);
	expect([status, data.resultData.error?.message]).toEqual(['success', undefined]);
	expect(calls).toHaveLength(TOOLS.length * MISTAKES.length);
	expect(calls.filter(({ verdict }) => verdict === 'FAILED')).toEqual([]);
	// What may be done although the model was wrong is in the test of the same tools in n8n's engine, tool by tool.
	const count = (is: string) => calls.filter(({ verdict }) => verdict === is).length;
	expect([count('done'), count('refused')]).toEqual([157, 483]);
}, 290_000);
