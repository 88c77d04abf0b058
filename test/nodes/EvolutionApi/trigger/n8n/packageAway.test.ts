import { untilQuiet } from '../../../../support/time';
import { fail, useSimulator } from '../../../../support/simulator';
import { receiveText, settled } from '../support/happenings';
import type { TriggerWorkflow } from '../support/triggerWorkflow';
import { useN8n } from '../support/useN8n';

// Tests an n8n that has once started without the package. n8n marks the publication as failed permanently, and answers every
// delivery with 404. Then the user publishes the workflow again.

const simulator = useSimulator();
const stage = useN8n(simulator);

const said = () => JSON.stringify(stage.n8n.logged);

async function activeOnce(parameters = {}): Promise<TriggerWorkflow> {
	const workflow = stage.n8n.workflow('one', parameters);
	await workflow.activate();
	stage.aheadMs += 10_000;
	await receiveText(simulator.current, 'before');
	await settled(() => workflow.texts.length === 1);
	await untilQuiet();
	return workflow;
}

async function startWithoutPackage(): Promise<void> {
	await stage.n8n.crash();
	stage.aheadMs += 60 * 60_000;
	await receiveText(simulator.current, 'while it was away');
	await untilQuiet();
	stage.aheadMs += 60_000;
}

async function startedAgain(workflow: TriggerWorkflow): Promise<void> {
	stage.aheadMs += 10_000;
	workflow.tick();
	await untilQuiet();
	await receiveText(simulator.current, 'after');
	await settled(() => workflow.texts.includes('after'));
}

it.each<[string, (workflow: TriggerWorkflow) => Promise<void>]>([
	['publishes it', async (workflow) => await workflow.activate()],
	[
		'publishes it, and n8n first removes what it had',
		async (workflow) => {
			await workflow.deactivate();
			stage.aheadMs += 2_000;
			await workflow.activate();
		},
	],
	[
		'publishes a new version',
		async (workflow) => {
			await workflow.deactivate();
			await workflow.activate('update');
		},
	],
])('the package was away, and the user %s: what was missed is fetched', async (_what, publish) => {
	const workflow = await activeOnce();
	await startWithoutPackage();
	await publish(workflow);
	await startedAgain(workflow);
	await settled(() => workflow.texts.length === 3);
	expect(workflow.texts).toEqual(['before', 'while it was away', 'after']);
	expect(said()).toContain('fetches the messages that it missed');
});

it.each([
	['trigger() comes first', 'isTriggerFaster' as const],
	['the webhook comes first', 'isOld' as const],
])('the same where %s', async (_what, order) => {
	const workflow = await activeOnce();
	await startWithoutPackage();
	stage.n8n[order] = true;
	await workflow.activate();
	await startedAgain(workflow);
	await settled(() => workflow.texts.length === 3);
	expect(workflow.texts).toEqual(['before', 'while it was away', 'after']);
});

it('with Missed Messages off nothing is fetched, and nothing is said', async () => {
	const workflow = await activeOnce({
		options: { missedMessages: { values: { recover: false } } },
	});
	await startWithoutPackage();
	await workflow.activate();
	await startedAgain(workflow);
	expect(workflow.texts).toEqual(['before', 'after']);
	expect(said()).not.toContain('fetches the messages that it missed');
});

it.each([
	['was told', false],
	['could not be told', true],
])(
	'the user had switched the workflow off, and the server %s: what came meanwhile is never looked for',
	async (_what, isDown) => {
		const workflow = await activeOnce();
		if (isDown) fail(simulator.current, { drop: 'before', times: 30 });
		// n8n ends the workflow even if its webhook can't be removed.
		await workflow.deactivate().catch(async () => await workflow.end());
		workflow.hasWebhook = false;
		simulator.current.state.faults.length = 0;
		stage.aheadMs += 60 * 60_000;
		await receiveText(simulator.current, 'while it was off');
		await untilQuiet();
		stage.aheadMs += 60_000;
		await workflow.activate();
		await startedAgain(workflow);
		expect(workflow.texts).toEqual(['before', 'after']);
	},
);
