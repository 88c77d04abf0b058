import { createHash } from 'node:crypto';

import { onSleep, shortSleep, untilQuiet } from '../../../../support/time';
import { SERVERS } from '../../../../support/servers';
import { useSimulator } from '../../../../support/simulator';
import { Receiver } from '../../hub/support/receiver';
import { FakeN8n } from '../support/fakeN8n';
import { listeners, receiveText, settled, subscribe } from '../support/happenings';

/** Functions that end the sleeps of more than 10 s. */
const mockLong: Array<() => void> = [];
onSleep(shortSleep(30, async () => await new Promise<void>((resolve) => mockLong.push(resolve))));

const ACKNOWLEDGED = { body: '{"evolutionHub":"taken"}' };
describe.each(SERVERS)('a delivery of the server, at %s,', (_name, server) => {
	const simulator = useSimulator({ server });
	let n8n: FakeN8n;
	let others: Receiver[];

	beforeEach(async () => {
		simulator.current.config.webhookRetry = { delaysMs: [100, 100, 100, 100], timeoutMs: 30_000 };
		n8n = await FakeN8n.start(simulator.current);
		others = [];
	});

	afterEach(async () => {
		await n8n.close();
		for (const other of others) await other.close();
	});

	async function other(...answers: Receiver['answers']): Promise<Receiver> {
		const receiver = await Receiver.start();
		receiver.answers = answers;
		others.push(receiver);
		await subscribe(simulator.current, receiver.url);
		return receiver;
	}

	const statuses = () => simulator.current.state.deliveries.list().map(({ status }) => status);
	function startedBy(name: string): string {
		const started = n8n.started.find((one) => one.name === name);
		const checksum = createHash('sha256').update(String(started?.json.eventId));
		return checksum.digest('base64url').slice(0, 22);
	}

	it('reaches all triggers of the same n8n without an HTTP call, and is stored for all of them', async () => {
		const [one, two] = [n8n.workflow('one'), n8n.workflow('two')];
		await one.activate();
		await two.activate();
		await n8n
			.workflow('three', { filters: { text: { values: { match: 'startsWith', value: 'order' } } } })
			.activate();
		n8n.calls.length = 0;
		await receiveText(simulator.current, 'hello');
		await settled(() => statuses().length === 1);
		expect(n8n.calls[0]).toBe('one');
		expect([n8n.texts('one'), n8n.texts('two'), n8n.texts('three')]).toEqual([
			['hello'],
			['hello'],
			[],
		]);
		expect(one.staticData['node:WhatsApp']?.seen).toContain(startedBy('one'));
		const stored = () => String(two.staticData['node:WhatsApp']?.seen);
		await settled(() => stored().includes(startedBy('two')));
		expect(stored()).toContain(startedBy('two'));
		expect(n8n.calls.filter((name) => name !== 'one')).toEqual(['two']);
	});

	it('does not change what other nodes of the workflow keep in the static data', async () => {
		const [one, two] = [n8n.workflow('one'), n8n.workflow('two')];
		await one.activate();
		await two.activate();
		for (const { staticData } of [one, two]) staticData.global = { counter: 7 };
		await receiveText(simulator.current, 'hello');
		await settled(() => n8n.calls.includes('two'));
		for (const { staticData, copy } of [one, two]) {
			expect(staticData.global).toEqual({ counter: 7 });
			expect(copy?.staticData.__dataChanged).not.toBe(true);
		}
	});

	it('does not change what the workflow has stored while another one was slow to accept the event', async () => {
		const workflow = n8n.workflow('one');
		await workflow.activate();
		workflow.staticData.global = { cursor: 7 };
		const slow = await other({ status: 500 }, { status: 500 }, { status: 500 }, ACKNOWLEDGED);
		n8n.onStart = () => (workflow.staticData.global = { cursor: 8 });
		await receiveText(simulator.current, 'hello');
		await settled(() => statuses().length === 1);
		expect([statuses(), slow.all.length]).toEqual([[200], 4]);
		expect(workflow.staticData.global).toEqual({ cursor: 8 });
		expect(workflow.staticData['node:WhatsApp']?.seen).toContain(startedBy('one'));
	});

	it('is stored as accepted, although n8n cannot call its own webhook and another workflow is slow', async () => {
		const workflow = n8n.workflow('one');
		await workflow.activate();
		await other({ status: 500 }, { status: 500 }, ACKNOWLEDGED);
		n8n.refusesItself = true;
		await receiveText(simulator.current, 'hello');
		await settled(() => statuses().length === 1);
		expect(workflow.staticData['node:WhatsApp']?.seen).toContain(startedBy('one'));
	});

	it('for a workflow that is out of reach is requested again from the server: everybody gets it again, and no workflow starts twice', async () => {
		await n8n.workflow('one').activate();
		await n8n.workflow('two').activate();
		const late = await other(
			{ status: 500 },
			{ status: 500 },
			{ status: 500 },
			{ status: 500 },
			ACKNOWLEDGED,
		);
		const prompt = await other(ACKNOWLEDGED);
		await receiveText(simulator.current, 'hello');
		await settled(() => statuses().length === 2);
		expect(statuses()).toEqual([503, 200]);
		expect([late.all.length, prompt.all.length]).toEqual([5, 2]);
		expect([n8n.texts('one'), n8n.texts('two')]).toEqual([['hello'], ['hello']]);
	});

	it('for a workflow that is gone for good removes that one from the list, and no other', async () => {
		await n8n.workflow('one').activate();
		await n8n.workflow('two').activate();
		const gone = await other({ status: 404, body: { code: 404 } });
		const alive = await other(ACKNOWLEDGED);
		await receiveText(simulator.current, 'hello');
		await settled(() => simulator.current.state.deliveries.list().at(-1)?.final === true);
		// A subscriber that answers 404 may just be starting. Evolution Go must retry, because it stores no messages.
		expect(statuses()).toEqual(server === 'go' ? Array(5).fill(503) : [200]);
		for (const resolve of mockLong.splice(0)) resolve();
		await settled(async () => (await listeners(simulator.current)).length === 3);
		expect([n8n.texts('one'), n8n.texts('two')]).toEqual([['hello'], ['hello']]);
		const urls = (await listeners(simulator.current)).map(({ url }) => url);
		expect(urls).not.toContain(gone.url);
		expect(urls).toContain(alive.url);
	});

	it('for a workflow that answers at the second check leaves it on the list', async () => {
		await n8n.workflow('one').activate();
		const back = await other({ status: 404, body: { code: 404 } }, ACKNOWLEDGED);
		await receiveText(simulator.current, 'hello');
		await settled(() => back.all.length === 2);
		await untilQuiet();
		expect((await listeners(simulator.current)).map(({ url }) => url)).toContain(back.url);
	});
});
