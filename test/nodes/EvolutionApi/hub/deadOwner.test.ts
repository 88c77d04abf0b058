import { arrived, forget, useSimulator } from '../../../support/simulator';
import { listeners, receiveText, settled, subscribe } from '../trigger/support/happenings';
import { useN8n } from '../trigger/support/useN8n';
import { type Answer, Receiver } from './support/receiver';

// When the last workflow is deactivated, an execution that still waits for a reply gets the webhook.

const OVER = { status: 409, body: { message: 'The execution "1" has finished already.' } };
const GONE = { status: 404, body: { message: 'The execution "2" does not exist.' } };
const RUNNING = { status: 409, body: { message: 'The execution "3" is running already.' } };
const BUSY = { status: 503, body: 'Database is not ready!' };
const ALIVE = { status: 200, body: '{"evolutionHub":"taken"}' };

const simulator = useSimulator();
const stage = useN8n(simulator);
let waits: Receiver[];
beforeEach(() => (waits = []));
afterEach(async () => {
	for (const wait of waits) await wait.close();
});

async function wait(...answers: Answer[]): Promise<string> {
	const receiver = await Receiver.start();
	receiver.answers = answers;
	waits.push(receiver);
	await subscribe(simulator.current, receiver.waitUrl, 'wait');
	return receiver.waitUrl;
}

const owner = () => simulator.current.state.instances.get('demo')?.webhook?.url;
const owners = () =>
	arrived(simulator.current).flatMap(({ path, body }) =>
		path.startsWith('/webhook/set/') ? [(body as { webhook: { url: string } }).webhook.url] : [],
	);
const listed = async () =>
	(await listeners(simulator.current)).flatMap(({ kind, url }) => (kind === 'wait' ? [url] : []));

it.each(['webhook', 'webSocket'])(
	'Send and Wait: deactivating a trigger (%s) hands the webhook to a waiting execution, and removes ended ones from the list',
	async (method) => {
		const workflow = stage.n8n.workflow('one', { options: { connection: { values: { method } } } });
		await workflow.activate();
		const ended = [await wait(OVER), await wait(GONE)];
		const alive = [await wait(ALIVE), await wait(ALIVE)];
		expect(await listed()).toEqual(expect.arrayContaining([...ended, ...alive]));
		forget(simulator.current);
		await workflow.deactivate();
		expect(owner()).toBe(alive[0]);
		for (const url of ended) expect(owners()).not.toContain(url);
		expect((await listed()).sort()).toEqual(alive.sort());
	},
);

it('Send and Wait: an execution that continues with its answer does not get the webhook of a deactivated trigger', async () => {
	const workflow = stage.n8n.workflow('one');
	await workflow.activate();
	const answered = await wait(ALIVE, RUNNING);
	const alive = await wait({ status: 200, body: '{"evolutionHub":"declined"}' }, ALIVE);
	await receiveText(simulator.current, 'yes');
	await settled(() => simulator.current.state.deliveries.list().length > 0);
	forget(simulator.current);
	await workflow.deactivate();
	expect(owners()).not.toContain(answered);
	expect(owner()).toBe(alive);
});

it('Send and Wait: an execution that cannot be reached at the moment stays on the list', async () => {
	const workflow = stage.n8n.workflow('one');
	await workflow.activate();
	const busy = await wait(BUSY);
	const ended = await wait(OVER);
	await workflow.deactivate();
	expect(owner()).toBe(busy);
	expect(await listed()).toEqual([busy, ended]);
});

it('Send and Wait: the earlier webhook is restored when all executions on the list have ended', async () => {
	const workflow = stage.n8n.workflow('one');
	await workflow.activate();
	await wait(OVER);
	await wait(GONE);
	await workflow.deactivate();
	expect(await listed()).toEqual([]);
	expect(simulator.current.state.instances.get('demo')?.webhook?.enabled).toBe(false);
});
