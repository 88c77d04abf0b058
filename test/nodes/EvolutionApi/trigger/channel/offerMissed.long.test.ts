import { OVERLAP_MS } from '../../../../../nodes/EvolutionApi/trigger/active/activeTrigger';
import { untilQuiet } from '../../../../support/time';
import { useSimulator } from '../../../../support/simulator';
import { Receiver } from '../../hub/support/receiver';
import { receiveText, settled, subscribe, unsubscribe } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// Tests replies that arrive while n8n is down. Later, the trigger must offer these replies to the waiting executions.

const simulator = useSimulator();
const stage = useN8n(simulator);
const TAKEN = { body: '{"evolutionHub":"taken"}' };
const DECLINED = { body: '{"evolutionHub":"declined"}' };
let waits: Receiver[];
beforeEach(() => (waits = []));
afterEach(async () => {
	for (const wait of waits) await wait.close();
});

async function ask(...answers: Receiver['answers']): Promise<Receiver> {
	const wait = await Receiver.start();
	wait.answers = answers;
	waits.push(wait);
	await subscribe(simulator.current, wait.waitUrl, 'wait');
	return wait;
}

const offered = ({ all }: Receiver) =>
	all
		.map(({ body }) => JSON.parse(body) as { event: string; data?: { message?: unknown } })
		.filter(({ event }) => event === 'messages.upsert')
		.map(({ data }) => data?.message);

const text = (conversation: string) => expect.objectContaining({ conversation }) as unknown;

async function start(): Promise<void> {
	for (const workflow of stage.n8n.all) await workflow.activate('init');
	// The trigger looks for missed messages when no workflow has become active for a while.
	stage.aheadMs += 10_000;
}

async function say(...texts: string[]): Promise<void> {
	const { deliveries } = simulator.current.state;
	const all = deliveries.list().length + texts.length;
	for (const one of texts) await receiveText(simulator.current, one);
	await settled(() => deliveries.list().length >= all);
}

async function caughtUp(): Promise<void> {
	await settled(() => stage.n8n.started.length > 0);
	await untilQuiet();
}

it('Send and Wait: a missed reply is lost where Missed Messages is switched off', async () => {
	await stage.n8n
		.workflow('one', { options: { missedMessages: { values: { recover: false } } } })
		.activate();
	const wait = await ask(TAKEN);
	await stage.n8n.crash();
	await say('yes');
	await start();
	await untilQuiet();
	expect(offered(wait)).toEqual([]);
});

it('Send and Wait: a missed message that was an answer already is not taken as another answer', async () => {
	await stage.n8n.workflow('one').activate();
	const first = await ask(TAKEN);
	await say('yes');
	expect(offered(first)).toHaveLength(1);
	await unsubscribe(simulator.current, first.waitUrl);
	const second = await ask(TAKEN);
	stage.n8n.started.length = 0;
	await stage.n8n.crash();
	await say('thanks');
	await start();
	await settled(() => offered(second).length > 0);
	await untilQuiet();
	expect(offered(second)).toEqual([text('thanks')]);
	expect(offered(first)).toHaveLength(1);
});

it('Send and Wait: a missed reply that an execution took starts no workflow, although n8n is killed again while it still catches up', async () => {
	const workflow = stage.n8n.workflow('one');
	await workflow.activate();
	const wait = await ask(TAKEN);
	await stage.n8n.crash();
	await say('yes', 'thanks');
	let kept = workflow.staticData;
	stage.n8n.onStart = () => (kept = structuredClone(workflow.staticData));
	await start();
	await caughtUp();
	expect(offered(wait)).toEqual([text('yes')]);
	await unsubscribe(simulator.current, wait.waitUrl);
	await stage.n8n.crash();
	// Restores the data that n8n's database had when "thanks" started the workflow.
	workflow.staticData = kept;
	await say('good night');
	await start();
	await settled(() => stage.n8n.texts('one').includes('good night'));
	expect(stage.n8n.texts('one')).toEqual(['thanks', 'good night']);
});

it('Send and Wait: a missed reply that an execution took starts no workflow, although n8n is killed while another one is asked', async () => {
	const workflow = stage.n8n.workflow('one');
	await workflow.activate();
	const first = await ask(TAKEN);
	const busy = await ask({ fate: 'hang' });
	await stage.n8n.crash();
	await say('yes', 'thanks');
	const stored = () => JSON.stringify(workflow.staticData);
	const before = stored();
	await start();
	await settled(() => offered(busy).length > 0 && stored() !== before);
	expect(offered(first)).toEqual([text('yes')]);
	expect(await busy.countOpen()).toBe(1);
	const kept = structuredClone(workflow.staticData);
	for (const { waitUrl } of [first, busy]) await unsubscribe(simulator.current, waitUrl);
	await stage.n8n.crash();
	workflow.staticData = kept;
	await say('good night');
	await start();
	await settled(() => stage.n8n.texts('one').includes('good night'));
	expect(stage.n8n.texts('one')).toEqual(['thanks', 'good night']);
});

it('Send and Wait: many missed replies are stored as taken with little more than a call of the own webhook for each', async () => {
	const workflow = stage.n8n.workflow('one');
	await workflow.activate();
	const answers = Array.from({ length: 12 }, (_, number) => `answer ${number}`);
	const asked: Receiver[] = [];
	for (let number = 0; number < answers.length; number++) asked.push(await ask(TAKEN));
	await stage.n8n.crash();
	await say(...answers);
	stage.n8n.calls.length = 0;
	await start();
	await settled(() => asked.flatMap(offered).length === answers.length);
	await untilQuiet();
	expect(asked.flatMap(offered)).toEqual(answers.map(text));
	expect(stage.n8n.texts('one')).toEqual([]);
	expect(stage.n8n.calls.length).toBeLessThan(2 * answers.length);
});

it('Send and Wait: each missed reply is offered once to one waiting execution after the other, by all workflows together', async () => {
	for (const name of ['one', 'two', 'three']) await stage.n8n.workflow(name).activate();
	const first = await ask(DECLINED, TAKEN);
	const second = await ask(DECLINED, TAKEN);
	await stage.n8n.crash();
	await say('what?', 'yes', 'no');
	await start();
	await caughtUp();
	expect(offered(first)).toEqual([text('what?'), text('yes')]);
	expect(offered(second)).toEqual([text('what?'), text('no')]);
	for (const name of ['one', 'two', 'three']) expect(stage.n8n.texts(name)).toEqual(['what?']);
});

it('Send and Wait: a missed reply is offered again at the next search if the execution was busy', async () => {
	const workflow = stage.n8n.workflow('one');
	await workflow.activate();
	// Makes the simulator's demo messages too old for the search for missed messages.
	stage.aheadMs += 2 * OVERLAP_MS;
	const wait = await ask(...Array(4).fill({ status: 409, body: 'busy' }), TAKEN);
	await stage.n8n.crash();
	await say('yes');
	await start();
	await settled(() => offered(wait).length >= 4);
	await untilQuiet();
	expect(offered(wait)).toHaveLength(4);
	workflow.tick();
	await settled(() => offered(wait).length > 4);
	workflow.tick();
	await untilQuiet();
	expect(offered(wait)).toHaveLength(5);
	expect(stage.n8n.texts('one')).toEqual([]);
});
