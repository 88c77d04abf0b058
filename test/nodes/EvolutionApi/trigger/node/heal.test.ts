import { useSimulator } from '../../../../support/simulator';
import { FakeN8n } from './support/fakeN8n';
import { receiveText, settled } from './support/happenings';

jest.mock('n8n-workflow', () => {
	const actual = jest.requireActual<typeof import('n8n-workflow')>('n8n-workflow');
	return { ...actual, sleep: async (ms: number) => await actual.sleep(Math.min(ms, 30)) };
});

const simulator = useSimulator();
let n8n: FakeN8n;
let aheadMs = 0;

beforeEach(async () => {
	const now = Date.now;
	aheadMs = 0;
	jest.spyOn(Date, 'now').mockImplementation(() => now() + aheadMs);
	simulator.current.config.webhookRetry = { delaysMs: [], timeoutMs: 30_000 };
	n8n = await FakeN8n.start(simulator.current);
});

afterEach(async () => {
	await n8n.close();
	jest.restoreAllMocks();
});

const instance = () => simulator.current.state.instances.get('demo');

/** Another tool sets its own webhook, as if there were none. */
const takeWebhook = () =>
	Object.assign(instance() ?? {}, {
		webhook: { ...instance()?.webhook, url: 'http://127.0.0.1:9/tool', headers: {} },
	});

/** A person writes, and the server has tried to tell. */
async function say(text: string): Promise<void> {
	const { deliveries } = simulator.current.state;
	const { length } = deliveries.list();
	await receiveText(simulator.current, text);
	await settled(() => deliveries.list().length > length);
}

describe('a webhook that another tool took', () => {
	it.each([
		['the workflow that the server sent to', 0],
		['another workflow', 1],
	])('costs nobody a message, also if %s looks first', async (_who, first) => {
		const workflows = [n8n.workflow('one'), n8n.workflow('two'), n8n.workflow('three')];
		for (const workflow of workflows) await workflow.activate();
		await settled(() => false, 200);
		await say('before');
		takeWebhook();
		await say('meanwhile');
		aheadMs += 10_000;
		const [looksFirst] = workflows.splice(first, 1);
		for (const workflow of [looksFirst, ...workflows]) {
			workflow.tick();
			await settled(() => n8n.texts(workflow.name).length === 2, 2_000);
		}
		await settled(() => false, 300);
		const all = ['before', 'meanwhile'];
		expect(['one', 'two', 'three'].map((name) => n8n.texts(name))).toEqual([all, all, all]);
	});
});
