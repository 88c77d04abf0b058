import { untilQuiet } from '../../../../support/time';
import { SERVERS } from '../../../../support/servers';
import { useSimulator } from '../../../../support/simulator';
import { FakeN8n } from '../support/fakeN8n';
import { ANA, keyOf, listeners, receiveText, settled } from '../support/happenings';
import type { TriggerWorkflow } from '../support/triggerWorkflow';
import { useN8n } from '../support/useN8n';

// Tests copies of workflows: `n8n export:workflow` writes the static data into the file, and `import:workflow` reads it from there.

describe.each(SERVERS)('a copied n8n database, at %s', (_name, server) => {
	const simulator = useSimulator({ server });
	const stage = useN8n(simulator);

	const opened: FakeN8n[] = [];
	afterEach(async () => {
		for (const n8n of opened.splice(0)) await n8n.close();
	});

	async function otherN8n(instanceId: string | undefined): Promise<FakeN8n> {
		const n8n = await FakeN8n.start(simulator.current);
		opened.push(n8n);
		n8n.instanceId = instanceId;
		await n8n.crash();
		return n8n;
	}

	const urls = async () => (await listeners(simulator.current)).map(({ url }) => url);

	const copyTo = (copy: TriggerWorkflow, { staticData }: TriggerWorkflow) => {
		copy.staticData = structuredClone(staticData);
		return copy;
	};

	describe.each([
		['in the same n8n, with an ID of its own', async () => stage.n8n.workflow('copy')],
		[
			'in another n8n, with the same ID',
			async () => (await otherN8n('another n8n')).workflow('original'),
		],
	])('a copy that carries the static data along, %s,', (_where, place) => {
		it('keeps the original on the list, and both get every message', async () => {
			const original = stage.n8n.workflow('original');
			await original.activate();
			await receiveText(simulator.current, 'before');
			await settled(() => stage.n8n.texts('original').length === 1);
			const copy = copyTo(await place(), original);
			await copy.activate();
			expect(await urls()).toEqual([original.url, copy.url]);
			await receiveText(simulator.current, 'hello');
			await settled(() => copy.texts.length === 1);
			expect([original.texts, copy.texts]).toEqual([['before', 'hello'], ['hello']]);
		});

		it('removes only itself from the webhook when it is switched off', async () => {
			const original = stage.n8n.workflow('original');
			await original.activate();
			const copy = copyTo(await place(), original);
			await copy.activate();
			await copy.deactivate();
			expect(await urls()).toEqual([original.url]);
		});

		it('does not recover messages that the original has missed', async () => {
			const original = stage.n8n.workflow('original');
			await original.activate();
			await receiveText(simulator.current, 'before');
			await settled(() => stage.n8n.texts('original').length === 1);
			const copy = copyTo(await place(), original);
			await original.deactivate();
			await receiveText(simulator.current, 'meanwhile');
			await copy.activate('init');
			stage.aheadMs += 10_000;
			await untilQuiet();
			expect(copy.texts).toEqual([]);
		});
	});

	it('an n8n that was restored from a backup does not disturb the one that still runs', async () => {
		const original = stage.n8n.workflow('original');
		await original.activate();
		const restored = await otherN8n(stage.n8n.instanceId);
		const copy = copyTo(restored.workflow('original'), original);
		await copy.activate('init');
		expect(await urls()).toEqual([original.url, copy.url]);
		await receiveText(simulator.current, 'hello');
		await settled(() => copy.texts.length === 1);
		expect([original.texts, copy.texts]).toEqual([['hello'], ['hello']]);
		await copy.deactivate();
		expect(await urls()).toEqual([original.url]);
	});

	it('after n8n was moved to another address, the old one is removed from the webhook', async () => {
		const workflow = stage.n8n.workflow('one');
		await workflow.activate();
		const { url, staticData } = workflow;
		await stage.n8n.crash();
		const moved = await FakeN8n.start(simulator.current);
		opened.push(moved);
		const there = moved.workflow('one');
		there.staticData = staticData;
		await there.activate('init');
		expect(await urls()).toEqual([there.url]);
		expect(there.url).not.toBe(url);
	});

	it('an exported workflow contains no key, no phone number and no message text', async () => {
		const workflow = stage.n8n.workflow('one');
		await workflow.activate();
		await receiveText(simulator.current, 'a secret');
		await settled(() => JSON.stringify(workflow.staticData).includes('seen'));
		const exported = JSON.stringify(workflow.staticData);
		for (const word of [keyOf(simulator.current), simulator.current.key, ANA, 'a secret'])
			expect(exported).not.toContain(word);
		await receiveText(simulator.current, 'more');
		await settled(() => workflow.texts.length === 2);
		expect(workflow.texts).toEqual(['a secret', 'more']);
	});
});
