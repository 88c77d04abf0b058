import { untilQuiet } from '../../../../support/quiet';
import { useSimulator } from '../../../../support/simulator';
import { receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// Longer than n8n takes to store which events are in a batch.
jest.mock('n8n-workflow', () =>
	jest
		.requireActual<
			typeof import('../../../../support/shortSleep')
		>('../../../../support/shortSleep')
		.withShortSleep(1_000),
);

const simulator = useSimulator();
const stage = useN8n(simulator);

/** A sleep of more than ten seconds never ends here, so that nothing starts by itself. */
const FOREVER = 60;

const texts = () => stage.n8n.texts('one');

async function active(batchEvents: number) {
	const workflow = stage.n8n.workflow('one', { options: { batchEvents } });
	await workflow.activate();
	return workflow;
}

/** Until the server was answered. */
async function say(...some: string[]): Promise<void> {
	const { deliveries } = simulator.current.state;
	const answered = () => deliveries.list().filter(({ status }) => status !== undefined).length;
	const before = answered();
	for (const text of some) await receiveText(simulator.current, text);
	await settled(() => answered() >= before + some.length);
}

async function restart(): Promise<void> {
	for (const workflow of stage.n8n.all) await workflow.activate('init');
	// Nobody has come alive for a while.
	stage.aheadMs += 10_000;
}

describe('Batch Events: n8n cannot store any more that a batch has started the workflow, and', () => {
	/** From the start on, as if n8n ended in the next moment. */
	function storesNothingAfterStart(): void {
		stage.n8n.onStart = () => {
			stage.n8n.refusesItself = true;
		};
	}

	async function killAndRestart(): Promise<void> {
		await stage.n8n.crash();
		stage.n8n.refusesItself = false;
		stage.n8n.onStart = () => {};
		await say('later');
		await restart();
		await settled(() => texts().includes('later'));
		await untilQuiet();
	}

	it('is killed: the batch does not start the workflow again', async () => {
		await active(1);
		await untilQuiet();
		storesNothingAfterStart();
		await say('a', 'b');
		await settled(() => texts().includes('b'));
		await killAndRestart();
		expect(texts().filter((text) => text !== 'later')).toEqual(['a', 'b']);
		expect(texts().filter((text) => text === 'later')).toHaveLength(1);
	});

	it('ends: the batch does not start the workflow again', async () => {
		const one = await active(FOREVER);
		await untilQuiet();
		await say('a', 'b');
		storesNothingAfterStart();
		await one.end();
		expect(texts()).toEqual(['a', 'b']);
		await killAndRestart();
		expect(texts()).toEqual(['a', 'b', 'later']);
	});

	it('is killed before it could store the execution: the same batch starts the workflow after the restart', async () => {
		await active(1);
		await untilQuiet();
		stage.n8n.isKilledBeforeStoring = true;
		await say('a', 'b');
		await untilQuiet();
		stage.n8n.isKilledBeforeStoring = false;
		await killAndRestart();
		expect([...texts()].sort()).toEqual(['a', 'b', 'later']);
	});
});
