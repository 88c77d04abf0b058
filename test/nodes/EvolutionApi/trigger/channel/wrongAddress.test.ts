import { startFront, type FrontOfN8n, type FrontOptions } from '../../../../support/frontOfN8n';
import { untilQuiet } from '../../../../support/time';
import { useSimulator } from '../../../../support/simulator';
import { receiveText, settled } from '../support/happenings';
import type { TriggerWorkflow } from '../support/triggerWorkflow';
import { useN8n } from '../support/useN8n';

// Tests several workflows of one n8n that have different URLs in *Connection → Base URL*.

const simulator = useSimulator();
const stage = useN8n(simulator);

const fronts: FrontOfN8n[] = [];
afterEach(async () => {
	for (const front of fronts.splice(0)) await front.close();
});

async function front(options: FrontOptions = {}): Promise<FrontOfN8n> {
	const started = await startFront(stage.n8n.url, options);
	fronts.push(started);
	return started;
}

const behind = (name: string, baseUrl: string): TriggerWorkflow =>
	stage.n8n.workflow(name, { options: { connection: { values: { baseUrl } } } });

const webhookUrl = () => simulator.current.state.instances.get('demo')?.webhook?.url ?? '';
const said = () => JSON.stringify(stage.n8n.logged);

/** Runs the schedule that n8n runs some ten seconds after a workflow was published. */
async function soonAfter(workflow: TriggerWorkflow): Promise<void> {
	stage.aheadMs += 12_000;
	workflow.tick();
	await untilQuiet();
}

async function write(...texts: string[]): Promise<void> {
	for (const text of texts) await receiveText(simulator.current, text);
}

it.each([
	['where nothing listens', async () => 'http://127.0.0.1:1'],
	[
		'of an old tunnel, whose provider answers 404 with a page',
		async () => (await front({ manners: 404 })).url,
	],
	['of a login page', async () => (await front({ manners: 302 })).url],
	['below the wrong path', async () => `${stage.n8n.url}/n8n`],
])(
	'a workflow whose Base URL is an address %s was published first: the other one gets all messages within a minute',
	async (_where, wrongAddress) => {
		const bad = behind('bad', await wrongAddress());
		await bad.activate();
		const good = stage.n8n.workflow('good');
		await good.activate();
		await write('lost at first');
		await soonAfter(good);
		expect(webhookUrl()).toBe(good.url);
		await write('one', 'two');
		await settled(() => good.texts.length === 3);
		expect([...good.texts].sort()).toEqual(['lost at first', 'one', 'two']);
		// The workflow "bad" has a wrong URL, but gets the messages from "good" within the process.
		await soonAfter(bad);
		await settled(() => bad.texts.length === 3);
		expect([...bad.texts].sort()).toEqual(['lost at first', 'one', 'two']);
		expect(said()).toContain('No event reaches the workflow \\"bad\\"');
		expect(said()).not.toContain('No event reaches the workflow \\"good\\"');
	},
);

it('n8n does not reach the address of the first workflow, and deliveries come there: the webhook stays where it is', async () => {
	const first = await front({ hasHairpin: true });
	const second = await front({ hasHairpin: true });
	await behind('first', first.url).activate();
	const other = behind('other', second.url);
	await other.activate();
	await soonAfter(other);
	second.hasHairpin = false;
	stage.aheadMs += 1_000;
	for (let look = 1; look <= 3; look++) {
		await write(`message ${look}`);
		await settled(() => other.texts.length === look);
		await soonAfter(other);
	}
	expect(other.texts).toHaveLength(3);
	expect(webhookUrl()).toContain(first.url);
	expect(said()).not.toContain('No event reaches');
});

it('neither address answers n8n: the webhook stays where it is', async () => {
	const first = await front({ hasHairpin: true });
	const second = await front({ hasHairpin: true });
	await behind('first', first.url).activate();
	const other = behind('other', second.url);
	await other.activate();
	await soonAfter(other);
	expect(webhookUrl()).toContain(first.url);
});
