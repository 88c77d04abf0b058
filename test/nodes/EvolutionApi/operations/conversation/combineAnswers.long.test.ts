import type { IDataObject } from 'n8n-workflow';

import { pause } from '../../../../../nodes/EvolutionApi/core/concurrency/retry';
import { bearer } from '../../../../../nodes/EvolutionApi/hub/token';
import { httpRequest } from '../../../../support/httpRequest';
import { onSleep, realSleep, untilQuiet } from '../../../../support/time';
import { runOperation } from '../../../../support/run';
import { arrived, useSimulator } from '../../../../support/simulator';
import { written } from '../../../../support/written';
import { Receiver } from '../../hub/support/receiver';
import {
	headersOf,
	keepWebhook,
	receiveText,
	settled,
	subscribe,
} from '../../trigger/support/happenings';
import type { TriggerWorkflow } from '../../trigger/support/triggerWorkflow';
import { useN8n } from '../../trigger/support/useN8n';

// Tests *Combine Messages* on Evolution API while another execution waits for an answer in the same chat.

onSleep(realSleep);

const simulator = useSimulator();
const stage = useN8n(simulator);
let question: Receiver;
beforeEach(async () => (question = await Receiver.start()));
afterEach(async () => await question.close());

async function ask(): Promise<void> {
	question.answers = [{ body: '{"evolutionHub":"taken"}' }];
	await subscribe(simulator.current, question.waitUrl, 'wait');
}

async function write(text: string): Promise<IDataObject> {
	const isIt = ({ json }: { json: IDataObject }) => json.text === text;
	await receiveText(simulator.current, text);
	await settled(() => stage.n8n.started.some(isIt));
	return stage.n8n.started.find(isIt)?.json ?? {};
}

async function combine(json: IDataObject): Promise<unknown> {
	const { items, error } = await runOperation(simulator.current, {
		resource: 'conversation',
		operation: 'combineMessages',
		values: { debounceTime: 5 },
		trigger: {},
		items: [{ json }],
	});
	return error?.message ?? items[0]?.json.text;
}

/** Sends a text from the account, so that the earlier messages count as answered. */
async function sendAnswer(): Promise<void> {
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendText',
		values: { recipient: '5511988887777', text: 'How can we help?' },
	});
}

async function activate(parameters: IDataObject = {}): Promise<TriggerWorkflow> {
	await sendAnswer();
	const workflow = stage.n8n.workflow('workflow', parameters);
	await workflow.activate();
	return workflow;
}

async function deliverWithList({ url }: TriggerWorkflow, event: IDataObject): Promise<void> {
	const { jwt_key: key, ...list } = headersOf(simulator.current) as Record<string, string>;
	const authorization = bearer(key, Date.now());
	const headers = { ...list, 'content-type': 'application/json', authorization };
	await httpRequest(url, 'POST', headers, JSON.stringify(event));
}

const countReads = () =>
	arrived(simulator.current).filter(({ path }) => path.startsWith('/chat/findMessages')).length;

describe('Combine Messages, while an execution waits for an answer in the same chat,', () => {
	it('outputs a message although a later one is the answer, and so starts no execution', async () => {
		await activate();
		const run = combine(await write('And a coffee'));
		await ask();
		await receiveText(simulator.current, 'yes');
		await settled(() => question.all.length > 0);
		expect(await run).toBe('And a coffee');
		expect(stage.n8n.texts('workflow')).toEqual(['And a coffee']);
	});

	it('waits until it is known whether a later message is the answer', async () => {
		const workflow = await activate();
		const run = combine(await write('And a coffee'));
		await ask();
		await untilQuiet();
		const putBack = keepWebhook(simulator.current);
		Object.assign(simulator.current.state.instances.get('demo') ?? {}, { webhook: undefined });
		const { raw } = written(simulator.current, { text: 'yes' });
		const before = countReads();
		await settled(() => countReads() > before);
		expect(countReads()).toBeGreaterThan(before);
		await pause(500);
		putBack();
		await deliverWithList(workflow, raw);
		expect(await run).toBe('And a coffee');
	});

	it('leaves out an answer that came earlier', async () => {
		await activate();
		await ask();
		await receiveText(simulator.current, 'yes');
		await settled(() => question.all.length > 0);
		expect(await combine(await write('And a coffee'))).toBe('And a coffee');
	});

	it('looks only once at a later message that has started an execution', async () => {
		await activate();
		const first = combine(await write('And a coffee'));
		const later = await write('with milk');
		await untilQuiet();
		const before = countReads();
		expect(await first).toBeUndefined();
		expect(countReads() - before).toBeLessThan(2);
		expect(await combine(later)).toBe('And a coffee\nwith milk');
	});

	it('outputs both once if answers start the workflow, too', async () => {
		await activate({ options: { answersToPendingQuestions: 'triggerWorkflow' } });
		const first = combine(await write('And a coffee'));
		await ask();
		const second = combine(await write('yes'));
		expect(await Promise.all([first, second])).toEqual([undefined, 'And a coffee\nyes']);
	});
});
