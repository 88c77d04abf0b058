import { fail, useSimulator } from '../../../../support/simulator';
import { FakeN8n } from './support/fakeN8n';
import { listeners, receiveText, settled } from './support/happenings';

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

const say = (text: string) => async () => await receiveText(simulator.current, text);
const texts = (...names: string[]) => names.map((name) => n8n.texts(name));

/** Nobody has come alive for a while, and whoever looks what was missed has done so. */
async function later(count: number): Promise<void> {
	aheadMs += 10_000;
	await settled(() => n8n.started.length >= count, 3_000);
	await settled(() => false, 300);
}

describe('what comes while a change of an active workflow is published starts it', () => {
	it.each([
		['and nobody else listens', [], false],
		['and another workflow listens', ['other'], false],
		['in an n8n before 2.41', [], true],
	])('%s', async (_what, others, isOld) => {
		n8n.isOld = isOld;
		const workflow = n8n.workflow('one');
		await workflow.activate();
		for (const other of others) await n8n.workflow(other).activate();
		await say('before')();
		await settled(() => n8n.started.length === 1 + others.length);
		await workflow.publish({ simplify: true }, say('meanwhile'));
		await later(2 + 2 * others.length);
		await say('after')();
		await settled(() => n8n.started.length === 3 + 3 * others.length);
		const all = ['before', 'meanwhile', 'after'];
		expect(texts('one', ...others)).toEqual([all, ...others.map(() => all)]);
	});

	it('but not what it did not want before', async () => {
		const workflow = n8n.workflow('one', { filters: { textMatches: 'order' } });
		await workflow.activate();
		await say('a question')();
		aheadMs += 5_000;
		await workflow.publish({ filters: {} }, say('meanwhile'));
		await later(1);
		expect(texts('one')).toEqual([['meanwhile']]);
	});

	it('and not what comes while it is switched off', async () => {
		const workflow = n8n.workflow('one');
		await workflow.activate();
		await workflow.deactivate();
		await say('while off')();
		aheadMs += 5_000;
		await workflow.activate();
		await later(1);
		await say('after')();
		await settled(() => n8n.started.length === 1);
		expect(texts('one')).toEqual([['after']]);
	});
});

describe('a start that succeeds only when n8n tries once more', () => {
	it.each(['init', 'update'] as const)('makes the workflow live (%s)', async (mode) => {
		const [one, two] = [n8n.workflow('one'), n8n.workflow('two')];
		await one.activate();
		await two.activate();
		await say('before')();
		await settled(() => n8n.started.length === 2);
		await two.end();
		fail(simulator.current, { path: '/webhook/find', status: 401, body: {}, times: 2 });
		await two.activate(mode);
		expect((await listeners(simulator.current)).map(({ url }) => url)).toContain(two.url);
		await say('hello')();
		await settled(() => n8n.started.length === 4, 2_000);
		expect(texts('one', 'two')).toEqual([
			['before', 'hello'],
			['before', 'hello'],
		]);
	});
});
