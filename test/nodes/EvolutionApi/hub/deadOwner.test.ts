import { useSimulator } from '../../../support/simulator';
import { listeners, subscribe } from '../trigger/support/happenings';
import { useN8n } from '../trigger/support/useN8n';
import { Receiver } from './support/receiver';

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<typeof import('../../../support/shortSleep')>('../../../support/shortSleep')
		.withShortSleep(),
);

// A workflow is switched off, and executions that wait are all that is left on the list: the server sends to one of them.

const OVER = { status: 409, body: { message: 'The execution "1" has finished already.' } };
const GONE = { status: 404, body: { message: 'The execution "2" does not exist.' } };
const BUSY = { status: 503, body: 'Database is not ready!' };
const ALIVE = { status: 200, body: '{"evolutionHub":"taken"}' };

const simulator = useSimulator();
const stage = useN8n(simulator);
let waits: Receiver[];
beforeEach(() => (waits = []));
afterEach(async () => {
	for (const wait of waits) await wait.close();
});

/** An execution waits, or has waited: the list does not know that it has ended. @returns its address */
async function wait(answer: typeof ALIVE | typeof OVER): Promise<string> {
	const receiver = await Receiver.start();
	receiver.answers = Array.from({ length: 9 }, () => answer);
	waits.push(receiver);
	const url = `${receiver.url}#${waits.length}`;
	await subscribe(simulator.current, url, 'wait');
	return url;
}

const owner = () => simulator.current.state.instances.get('demo')?.webhook?.url;
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
		await workflow.deactivate();
		expect(owner()).toBe(alive[0]);
		expect((await listed()).sort()).toEqual(alive.sort());
	},
);

it('Send and Wait: an execution that cannot be reached at the moment stays on the list', async () => {
	const workflow = stage.n8n.workflow('one');
	await workflow.activate();
	const busy = await wait(BUSY as typeof ALIVE);
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
