import { useSimulator } from '../../../../support/simulator';
import { Receiver } from '../hub/support/receiver';
import { FakeN8n } from './support/fakeN8n';
import { listeners, receiveText, settled, subscribe } from './support/happenings';

const simulator = useSimulator();
let n8n: FakeN8n;

beforeEach(async () => {
	simulator.current.config.webhookRetry = { delaysMs: [], timeoutMs: 30_000 };
	n8n = await FakeN8n.start(simulator.current);
});

afterEach(async () => await n8n.close());

type Workflow = ReturnType<FakeN8n['workflow']>;

const nowhere = { instance: { __rl: true, mode: 'name', value: 'nope' } };
const wrong = { filters: { textMatches: '(' } };
const forAll = { options: { globalWebhook: true } };

describe('an active workflow goes on when it is tried out in the editor', () => {
	it.each<[what: string, tryOut: (workflow: Workflow) => Promise<void>]>([
		['fails', async (one) => await expect(one.listen(nowhere)).rejects.toThrow('nope')],
		['cannot work', async (one) => await expect(one.listen(wrong)).rejects.toThrow('Text Matches')],
		['is stopped before it has begun', async (one) => await one.stopListening()],
		['listens to the global webhook', async (one) => await (await one.listen(forAll))()],
		['is over', async (one) => await (await one.listen())()],
	])('and that %s', async (_what, tryOut) => {
		const [first, second] = [n8n.workflow('first'), n8n.workflow('second')];
		await first.activate();
		await second.activate();
		const before = await listeners(simulator.current);
		await tryOut(second);
		expect(await listeners(simulator.current)).toEqual(before);
		await receiveText(simulator.current, 'hello');
		await settled(() => n8n.started.length === 2, 2_000);
		expect([n8n.texts('first'), n8n.texts('second')]).toEqual([['hello'], ['hello']]);
	});
});

describe('when the last workflow leaves, a session for a test event', () => {
	const own = async () =>
		(await listeners(simulator.current)).flatMap(({ kind }) => (kind === 'foreign' ? [] : [kind]));

	it('whose n8n has ended does not keep the webhook from another app', async () => {
		const workflow = n8n.workflow('one');
		await workflow.activate();
		await subscribe(simulator.current, 'http://127.0.0.1:9/webhook-test/ended', 'test');
		await workflow.deactivate();
		expect(await own()).toEqual([]);
	});

	it('that still listens keeps it', async () => {
		const workflow = n8n.workflow('one');
		await workflow.activate();
		const session = await Receiver.start();
		session.answers = [{ body: 'evolution-hub: taken' }];
		await subscribe(simulator.current, session.url, 'test');
		await workflow.deactivate();
		expect(await own()).toEqual(['test']);
		await session.close();
	});
});

it('who listens for a test event is on the list beside the active workflow', async () => {
	const workflow = n8n.workflow('one');
	await workflow.activate();
	const end = await workflow.listen();
	const kinds = (await listeners(simulator.current)).map(({ kind }) => kind);
	expect(kinds).toEqual(['trigger', 'test']);
	await end();
});
