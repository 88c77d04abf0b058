import type { IDataObject } from 'n8n-workflow';

import { useSimulator } from '../../../../support/simulator';
import { Receiver } from '../../hub/support/receiver';
import { receiveText, sendText, settled, subscribe } from '../support/happenings';
import { useN8n } from '../support/useN8n';
import { onSleep, shortSleep } from '../../../../support/time';

// Tests how often n8n stores a workflow's static data.

/** Functions that end the sleeps of more than 4 s, e.g. the sleep before n8n stores the received events. */
const mockLong: Array<() => void> = [];
onSleep(
	shortSleep(5, async () => await new Promise<void>((resolve) => mockLong.push(resolve)), 4_000),
);
const later = () => {
	for (const resolve of mockLong.splice(0)) resolve();
};

const simulator = useSimulator();
const stage = useN8n(simulator);
const COUNT = 10;

async function startedOnce(parameters: IDataObject = {}) {
	const workflow = stage.n8n.workflow('one', parameters);
	await workflow.activate();
	await receiveText(simulator.current, 'first');
	await settled(() => workflow.texts.length === 1);
	await settled(() => {
		later();
		return stage.n8n.calls.length >= 2;
	});
	return workflow;
}

async function countStores(happen: (text: string) => Promise<void>): Promise<number> {
	const before = stage.n8n.stored.length;
	const startsBefore = stage.n8n.started.length;
	for (let index = 0; index < COUNT; index++) await happen(`message ${index}`);
	await settled(() => stage.n8n.started.length === startsBefore + COUNT);
	return stage.n8n.stored.length - before;
}

const receive = async (text: string) => await receiveText(simulator.current, text);

async function isStoredAtOnce(text: string): Promise<boolean> {
	const { stored, answers } = stage.n8n;
	const before = { stored: stored.length, answers: answers.length };
	await receiveText(simulator.current, text);
	await settled(() => answers.length > before.answers);
	return stored.length > before.stored;
}

describe('static data: a webhook call', () => {
	it('does not store messages that started the workflow, which n8n knows by the keys of the executions', async () => {
		const workflow = await startedOnce();
		expect(await countStores(receive)).toBeLessThanOrEqual(2);
		await stage.n8n.crash();
		await workflow.activate('init');
		await receive('after the kill');
		await settled(() => workflow.texts.includes('after the kill'));
		expect(new Set(workflow.texts).size).toBe(workflow.texts.length);
	});

	it('stores each message where n8n does not reach its own address, and so cannot store them later', async () => {
		stage.n8n.refusesItself = true;
		await startedOnce();
		expect(await countStores(receive)).toBeGreaterThanOrEqual(COUNT);
	});

	it('does not store events that are no messages at once either: what the server was told is taken it does not send again', async () => {
		await startedOnce({ events: ['MESSAGES_UPSERT', 'SEND_MESSAGE'] });
		const send = async (text: string) => await sendText(simulator.current, text);
		expect(await countStores(send)).toBeLessThanOrEqual(2);
	});

	it('stores a message soon if a node of the workflow has written back its older copy of the static data', async () => {
		const workflow = await startedOnce();
		const older = structuredClone(workflow.staticData);
		delete older['node:WhatsApp']?.lastEventAt;
		workflow.staticData = older;
		await receive('after that');
		await settled(() => {
			later();
			return workflow.staticData['node:WhatsApp']?.lastEventAt !== undefined;
		});
	});

	it('is followed at once by one that stores that somebody has written on the phone, which pauses the chat', async () => {
		const humanTakeover = { values: { pause: 60, resumeKeyword: '' } };
		await startedOnce({ options: { humanTakeover } });
		// Waits as long as a person would. A faster message would count as an automatic greeting of the app.
		stage.aheadMs += 4_000;
		const { stored } = stage.n8n;
		const before = stored.length;
		await receiveText(simulator.current, 'I take over', { fromMe: true });
		await settled(() => stored.length > before);
	});

	it('stores at once that a message has answered a question, which then starts no workflow after a kill', async () => {
		await startedOnce();
		const wait = await Receiver.start();
		wait.answers = [{ body: { evolutionHub: 'taken' } }];
		await subscribe(simulator.current, wait.waitUrl, 'wait');
		stage.aheadMs += 500;
		expect(await isStoredAtOnce('yes')).toBe(true);
		expect(stage.n8n.texts('one')).toEqual(['first']);
		await wait.close();
	});
});
