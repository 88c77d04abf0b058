import { untilQuiet } from '../../../../support/time';
import { useSimulator } from '../../../../support/simulator';
import { receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

const simulator = useSimulator();
const stage = useN8n(simulator);

/** Turns off the loop guard, because one chat gets far more messages than a person sends. */
const parameters = { options: { loopGuard: 0 } };

const named = (from: number, to: number) =>
	Array.from({ length: to - from }, (_, index) => `message ${from + index}`);

async function say(...texts: string[]): Promise<void> {
	const { deliveries } = simulator.current.state;
	for (const [index, text] of texts.entries()) {
		await receiveText(simulator.current, text);
		if (index % 10 === 9) stage.aheadMs += 1000;
	}
	await settled(() => deliveries.list().every(({ status }) => status !== undefined));
}

async function start(): Promise<void> {
	for (const workflow of stage.n8n.all) await workflow.activate('init');
	// The trigger looks for missed messages when no workflow has become active for a while.
	stage.aheadMs += 10_000;
}

it('n8n is killed while it recovers hundreds of missed messages: the rest starts the workflow after the next start', async () => {
	const names = ['one', 'two'];
	for (const name of names) await stage.n8n.workflow(name, parameters).activate();
	await say(...named(0, 20));
	await stage.n8n.crash();
	await say(...named(20, 800));
	let crash: Promise<void> | undefined;
	stage.n8n.onStart = () => {
		if (stage.n8n.texts('two').length >= 600) crash ??= stage.n8n.crash();
	};
	await start();
	await settled(() => crash !== undefined, 60_000);
	await crash;
	expect(stage.n8n.texts('two').length).toBeLessThan(800);
	await say(...named(800, 820));
	await start();
	await settled(() => names.every((name) => stage.n8n.texts(name).length >= 820), 30_000);
	await untilQuiet();
	for (const name of names) {
		const texts = stage.n8n.texts(name);
		expect([...new Set(texts)].sort()).toEqual(named(0, 820).sort());
		expect(texts).toHaveLength(820);
	}
}, 120_000);
