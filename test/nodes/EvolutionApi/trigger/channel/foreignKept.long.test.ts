import { untilQuiet } from '../../../../support/time';
import { demoOf, useSimulator } from '../../../../support/simulator';
import { Receiver } from '../../hub/support/receiver';
import { receiveText, settled } from '../support/happenings';
import type { TriggerWorkflow } from '../support/triggerWorkflow';
import { useN8n } from '../support/useN8n';
import { partOf } from '../../../../support/properties';

// Tests that the trigger remembers another application's webhook after a restarted server has lost the settings (EA#2694).

const simulator = useSimulator();
const stage = useN8n(simulator);

const HEADERS = { authorization: 'Bearer of-the-application' };

let application: Receiver;
beforeEach(async () => {
	await stage.n8n.crash();
	application = await Receiver.start();
	Object.assign(demo(), { webhook: ofApplication() });
});
afterEach(async () => await application.close());

const demo = () => demoOf(simulator.current);

const ofApplication = () => ({
	url: application.url,
	enabled: true,
	events: ['MESSAGES_UPSERT', 'CALL'],
	headers: HEADERS,
	webhookByEvents: false,
	webhookBase64: true,
});

const FORGOTTEN: ReadonlyArray<[string, () => void]> = [
	['deletes the row', () => void Object.assign(demo(), { webhook: null })],
	[
		'empties the row',
		() => void Object.assign(demo().webhook ?? {}, { url: '', events: [], headers: null }),
	],
	['empties the address', () => void Object.assign(demo().webhook ?? {}, { url: '' })],
	['empties the events', () => void Object.assign(demo().webhook ?? {}, { events: [] })],
	['empties the headers', () => void Object.assign(demo().webhook ?? {}, { headers: null })],
	[
		'empties the events and the headers',
		() => void Object.assign(demo().webhook ?? {}, { events: [], headers: {} }),
	],
];

async function activated(...names: string[]): Promise<TriggerWorkflow[]> {
	const all = names.map((name) => stage.n8n.workflow(name));
	for (const workflow of all) await workflow.activate();
	await receiveText(simulator.current, 'before');
	await settled(() => application.all.length === 1);
	expect(application.all[0]?.headers).toMatchObject(HEADERS);
	await untilQuiet();
	return all;
}

async function reachesApplication(text: string): Promise<void> {
	const { length } = application.all;
	await receiveText(simulator.current, text);
	await settled(() => application.all.length > length);
	expect(application.all.at(-1)?.body).toContain(text);
	expect(application.all.at(-1)?.headers).toMatchObject(HEADERS);
}

describe.each(partOf(FORGOTTEN))(
	'a webhook of another application, on a server that %s of the webhook when it restarts',
	(_what, forget) => {
		it('still receives its events, and is the only webhook again once the workflows are switched off', async () => {
			const [workflow] = await activated('one');
			forget();
			workflow.tick();
			await settled(() => demo().webhook?.url === workflow.url);
			await untilQuiet();
			await reachesApplication('after');
			await workflow.deactivate();
			expect(demo().webhook).toMatchObject(ofApplication());
		});

		it('still receives its events after a restart of n8n', async () => {
			const [workflow, other] = await activated('one', 'two');
			await stage.n8n.crash();
			forget();
			for (const one of [workflow, other]) await one.activate('init');
			await untilQuiet();
			await reachesApplication('after');
			for (const one of [workflow, other]) await one.deactivate();
			expect(demo().webhook).toMatchObject(ofApplication());
		});

		it('still receives its events after a restart of n8n that starts another workflow before the one with the webhook', async () => {
			const [workflow, other] = await activated('one', 'two');
			await stage.n8n.crash();
			forget();
			for (const one of [other, workflow]) await one.activate('init');
			await untilQuiet();
			await reachesApplication('after');
			for (const one of [workflow, other]) await one.deactivate();
			expect(demo().webhook).toMatchObject(ofApplication());
		});

		it('still receives its events after a restart of n8n without the workflow that had the webhook', async () => {
			const [workflow, other] = await activated('one', 'two');
			await stage.n8n.crash();
			forget();
			workflow.hasWebhook = false;
			await other.activate('init');
			await untilQuiet();
			await reachesApplication('after');
			await other.deactivate();
			expect(demo().webhook).toMatchObject(ofApplication());
		});

		it('is restored by a workflow that is switched off before it has noticed the loss', async () => {
			const [workflow] = await activated('one');
			forget();
			await workflow.deactivate();
			expect(demo().webhook).toMatchObject(ofApplication());
		});
	},
);

it('the webhook of another application gets no more events once it is switched off by that application', async () => {
	const [workflow] = await activated('one');
	Object.assign(demo(), { webhook: { ...ofApplication(), enabled: false } });
	workflow.tick();
	await settled(() => demo().webhook?.url === workflow.url);
	await untilQuiet();
	await receiveText(simulator.current, 'after');
	await settled(() => workflow.texts.length === 2);
	expect(application.all).toHaveLength(1);
});

it('the webhook of another application is stored without its address and headers in plain text', async () => {
	const [workflow] = await activated('one');
	await receiveText(simulator.current, 'more');
	await settled(() => workflow.texts.length === 2);
	await untilQuiet();
	const kept = JSON.stringify(workflow.staticData);
	expect(kept).toContain('"foreign"');
	expect(kept).not.toContain('of-the-application');
	expect(kept).not.toContain(application.url);
});
