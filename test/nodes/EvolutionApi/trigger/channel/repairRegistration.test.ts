import { untilQuiet } from '../../../../support/time';
import { useSimulator } from '../../../../support/simulator';
import { Receiver, type Answer } from '../../hub/support/receiver';
import { listeners, receiveText, settled, subscribe } from '../support/happenings';
import { useN8n } from '../support/useN8n';

const simulator = useSimulator();
const stage = useN8n(simulator);

const others: Receiver[] = [];
afterEach(async () => {
	for (const other of others.splice(0)) await other.close();
});

const instance = () => simulator.current.state.instances.get('demo');

const takeWebhook = () =>
	Object.assign(instance() ?? {}, {
		webhook: { ...instance()?.webhook, url: 'http://127.0.0.1:9/tool', headers: {} },
	});

async function say(text: string): Promise<void> {
	const { deliveries } = simulator.current.state;
	const { length } = deliveries.list();
	await receiveText(simulator.current, text);
	await settled(() => deliveries.list().length > length);
}

it.each([
	[0, '0 */5 * * * *'],
	[0.5, '30 */5 * * * *'],
	[0.999, '59 */5 * * * *'],
])(
	'a workflow repairs its registration every five minutes, at a random second of the minute (random number: %d)',
	async (random, expression) => {
		const workflow = stage.n8n.workflow('one');
		jest.spyOn(Math, 'random').mockReturnValue(random);
		await workflow.activate();
		expect(workflow.cron).toBe(expression);
	},
);

it('registration repair: no message is lost if a user removes events from the webhook', async () => {
	const workflow = stage.n8n.workflow('one');
	await workflow.activate();
	await untilQuiet();
	await say('before');
	const webhook = instance()?.webhook;
	if (webhook) webhook.events = ['CALL'];
	await receiveText(simulator.current, 'meanwhile');
	stage.aheadMs += 10_000;
	workflow.tick();
	await settled(() => stage.n8n.texts('one').length === 2);
	await say('after');
	expect(stage.n8n.texts('one')).toEqual(['before', 'meanwhile', 'after']);
});

it('registration repair: no message that the server still tries to deliver is lost if a user changes the webhook key', async () => {
	const workflow = stage.n8n.workflow('one');
	await workflow.activate();
	await untilQuiet();
	workflow.hasWebhook = false;
	await say('not reached');
	workflow.hasWebhook = true;
	// The server retries a delivery for nearly half an hour.
	stage.aheadMs += 25 * 60_000;
	await say('reached');
	const { webhook } = simulator.current.state.instances.get('demo') ?? {};
	Object.assign(webhook?.headers ?? {}, { jwt_key: 'by hand' });
	stage.aheadMs += 10_000;
	workflow.tick();
	await settled(() => stage.n8n.texts('one').length === 2);
	expect(stage.n8n.texts('one')).toEqual(['reached', 'not reached']);
});

describe('registration repair: a webhook that another tool has replaced', () => {
	it.each([
		['the workflow that the server sent to', 0],
		['another workflow', 1],
	])('costs no workflow a message, also if %s repairs first', async (_who, first) => {
		const workflows = [
			stage.n8n.workflow('one'),
			stage.n8n.workflow('two'),
			stage.n8n.workflow('three'),
		];
		for (const workflow of workflows) await workflow.activate();
		await untilQuiet();
		await say('before');
		takeWebhook();
		await say('meanwhile');
		stage.aheadMs += 10_000;
		const [looksFirst] = workflows.splice(first, 1);
		for (const workflow of [looksFirst, ...workflows]) {
			workflow.tick();
			await settled(() => stage.n8n.texts(workflow.name).length === 2);
		}
		await untilQuiet();
		const all = ['before', 'meanwhile'];
		expect(['one', 'two', 'three'].map((name) => stage.n8n.texts(name))).toEqual([all, all, all]);
	});

	it('loses no message of an hour in which another application had the webhook and n8n did not repair it', async () => {
		const workflow = stage.n8n.workflow('one');
		await workflow.activate();
		await untilQuiet();
		await say('before');
		takeWebhook();
		stage.aheadMs += 5 * 60_000;
		await say('meanwhile');
		stage.aheadMs += 55 * 60_000;
		workflow.tick();
		await settled(() => stage.n8n.texts('one').length === 2);
		expect(stage.n8n.texts('one')).toEqual(['before', 'meanwhile']);
	});
});

describe('registration repair: a workflow or waiting execution unreachable for half an hour', () => {
	const urls = async () => (await listeners(simulator.current)).map(({ url }) => url);

	/** Starts a subscriber, and sends it two events with half an hour between them. */
	async function outOfReach(kind: 'trigger' | 'wait', ...answers: Answer[]): Promise<Receiver> {
		const other = await Receiver.start();
		others.push(other);
		other.answers = answers;
		await stage.n8n.workflow('one').activate();
		await subscribe(simulator.current, other.url, kind);
		await say('first');
		stage.aheadMs += 31 * 60_000;
		await say('second');
		return other;
	}
	const away: Answer = { status: 502, body: '<html>' };
	const here: Answer = { body: '{"evolutionHub":"taken"}' };

	it('is taken off the list behind the webhook', async () => {
		const { url } = await outOfReach('trigger', away);
		await settled(async () => !(await urls()).includes(url));
		expect(await urls()).toEqual([stage.n8n.all[0].url]);
		expect(stage.n8n.texts('one')).toEqual(['first', 'second']);
	});

	it('stays on the list at its next time-out, once it has come back', async () => {
		const other = await outOfReach('trigger', away);
		await settled(async () => !(await urls()).includes(other.url));
		await untilQuiet();
		await subscribe(simulator.current, other.url, 'trigger');
		await say('third');
		await untilQuiet();
		expect(await urls()).toContain(other.url);
	});

	it('stays on the list if it answers at the second check', async () => {
		const other = await outOfReach('trigger', ...Array<Answer>(5).fill(away), here);
		await settled(() => other.all.length === 6);
		await untilQuiet();
		expect(await urls()).toContain(other.url);
	});

	it('stays on the list if it waits for a reply, since it could not return by itself', async () => {
		const other = await outOfReach('wait', away);
		expect(simulator.current.state.deliveries.list().map(({ status }) => status)).toEqual([
			503, 200,
		]);
		await untilQuiet();
		expect(await urls()).toContain(other.url);
		other.answers = [here];
		await say('third');
		expect(other.all).toHaveLength(6);
	});
});
