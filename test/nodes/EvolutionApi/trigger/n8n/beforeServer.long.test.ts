import { onSleep, sleepByClock, untilQuiet } from '../../../../support/time';
import { SERVERS } from '../../../../support/servers';
import { fail, useSimulator } from '../../../../support/simulator';
import { listeners, receiveText, settled } from '../support/happenings';
import type { TriggerWorkflow } from '../support/triggerWorkflow';
import { useN8n } from '../support/useN8n';
import { partOf } from '../../../../support/properties';

onSleep(sleepByClock);

// Tests a computer that boots, with n8n ready before the server. n8n itself stops trying after 20 s, and never restarts the workflows
// that have failed by then.

describe.each(SERVERS)('n8n starts before the server, at %s', (_name, server) => {
	const simulator = useSimulator({ server });
	const stage = useN8n(simulator);

	const down = () => fail(simulator.current, { drop: 'before', times: Infinity });
	const up = () => void (simulator.current.state.faults.length = 0);

	async function pass(seconds: number, workflows: readonly TriggerWorkflow[]): Promise<void> {
		const step = seconds > 600 ? 60 : 10;
		for (let passed = step; passed <= seconds; passed += step) {
			stage.aheadMs += step * 1_000;
			if (passed % 300 === 0) for (const workflow of workflows) workflow.tick();
			await new Promise((resolve) => setTimeout(resolve, 30));
			// Waits for at most 200 ms, because a long poll is always open, so the simulator is never quiet.
			await untilQuiet(200);
		}
	}

	async function killed(count: number, parameters: object = {}): Promise<TriggerWorkflow[]> {
		await stage.n8n.crash();
		const all = Array.from({ length: count }, (_, index) =>
			stage.n8n.workflow(`w${index}`, { ...parameters }),
		);
		for (const workflow of all) await workflow.activate();
		await receiveText(simulator.current, 'before');
		await settled(() => all.every(({ texts }) => texts.length === 1));
		await untilQuiet(500);
		await stage.n8n.crash();
		return all;
	}

	const CHANNELS = server === 'go' ? ['webhook'] : ['webhook', 'webSocket'];

	describe.each(CHANNELS)('through %s', (method) => {
		const outages = partOf([
			[20, 60],
			[1, 20],
			[2, 60],
			[2, 5 * 60],
			[2, 60 * 60],
		]);
		it.each(outages)(
			'workflows (%d) get events again 90 s after a server is back that was away for %d s, and miss nothing that it stored',
			async (count, seconds) => {
				const all = await killed(count, { options: { connection: { values: { method } } } });
				await receiveText(simulator.current, 'while n8n was down');
				stage.aheadMs += 10_000;
				down();
				await Promise.all(all.map(async (workflow) => await workflow.activate('init')));
				await pass(seconds, all);
				up();
				await pass(90, all);
				await receiveText(simulator.current, 'after');
				// Evolution Go has no store, and doesn't repeat the event.
				const expected =
					server === 'go' ? ['before', 'after'] : ['before', 'while n8n was down', 'after'];
				await settled(() => all.every(({ texts }) => texts.length >= expected.length));
				await untilQuiet(500);
				expect(all.map(({ texts }) => texts)).toEqual(all.map(() => expected));
				const urls = (await listeners(simulator.current)).map(({ url }) => url);
				expect(urls.sort()).toEqual(all.map(({ url }) => url).sort());
			},
		);
	});

	it('a server that has lost the webhook gets it again', async () => {
		const all = await killed(2);
		down();
		for (const workflow of all) await workflow.activate('init');
		await pass(30, all);
		Object.assign(simulator.current.state.instances.get('demo') ?? {}, { webhook: null });
		up();
		await pass(90, all);
		await receiveText(simulator.current, 'after');
		await settled(() => all.every(({ texts }) => texts.length === 2));
		expect(all.map(({ texts }) => texts)).toEqual(all.map(() => ['before', 'after']));
	});

	it('messages from before a trigger is registered again start it once', async () => {
		const all = await killed(2);
		down();
		for (const workflow of all) await workflow.activate('init');
		await pass(30, all);
		up();
		await receiveText(simulator.current, 'at once');
		await pass(90, all);
		await settled(() => all.every(({ texts }) => texts.length === 2));
		expect(all.map(({ texts }) => texts)).toEqual(all.map(() => ['before', 'at once']));
	});

	it('activating a workflow by hand fails with the error that the server is away', async () => {
		await stage.n8n.crash();
		down();
		const workflow = stage.n8n.workflow('by-hand');
		await expect(workflow.activate()).rejects.toThrow('The connection to the server broke off');
	});
});
