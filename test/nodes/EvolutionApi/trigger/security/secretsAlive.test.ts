import { fail, useSimulator } from '../../../../support/simulator';
import { deliver, keyOf, receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';
import { found, usePlantedApp } from './support/planted';

const simulator = useSimulator();
const stage = useN8n(simulator);
const app = usePlantedApp(simulator);

const statuses = () => simulator.current.state.deliveries.list().map(({ status }) => status);

async function say(text: string): Promise<void> {
	const { length } = statuses();
	await receiveText(simulator.current, text);
	await settled(() => statuses().length > length);
}

const babble = (path: string) =>
	fail(simulator.current, {
		path,
		status: 400,
		body: { message: `Bad key ${simulator.current.key}` },
	});

it.each([true, false])(
	'secrets: none is stored, output, logged or answered, with and without failures of the server (Simplify: %s)',
	async (simplify) => {
		const events = ['MESSAGES_UPSERT', 'TYPEBOT_CHANGE_STATUS'];
		const [one, two] = ['one', 'two'].map((name) =>
			stage.n8n.workflow(`${name}-${simplify}`, { simplify, events }),
		);
		for (const workflow of [one, two]) await workflow.activate();
		await say('hello');
		// The secrets are in the delivery, so the trigger could leak them.
		expect(app.current.all[0].body).toContain('demo-token');
		expect(app.current.all[0].headers).toMatchObject({ 'x-planted': 'planted-header' });
		const apiKey = simulator.current.key;
		const typebot = { event: 'typebot.change-status', data: { remoteJid: '1@lid', apiKey } };
		await deliver(simulator.current, one, typebot);
		app.current.answers = [{ status: 500, body: 'planted-header' }];
		await say('to an app that fails');
		babble('/webhook/find');
		two.tick();
		await fetch(one.url, {
			method: 'POST',
			headers: { 'content-type': 'application/json', authorization: 'Bearer a.b.c' },
			body: JSON.stringify({ apikey: 'demo-token' }),
		});
		await stage.n8n.crash();
		await say('meanwhile');
		babble('/chat/findMessages');
		for (const workflow of [one, two]) await workflow.activate('init');
		stage.aheadMs += 10_000;
		await settled(() => stage.n8n.logged.length >= 3);
		// findMessages failed for one of the workflows. The tick makes this workflow ask again for its missed messages.
		for (const workflow of [one, two]) workflow.tick();
		await settled(() => stage.n8n.started.length === 7);

		const { started, stored, logged, answers } = stage.n8n;
		expect(started).toHaveLength(7);
		expect(JSON.stringify(logged)).toContain('Bad key ***');
		expect(new Set(answers).size).toBe(3);
		const seenIn = stored.filter(({ 'node:WhatsApp': node = {} }) => 'seen' in node);
		expect(seenIn.length).toBeGreaterThan(3);
		for (const what of [stored, started, logged, answers])
			expect(found(simulator.current, what)).toEqual([]);
		// Shows that found() does find a secret.
		expect(found(simulator.current, keyOf(simulator.current))).not.toEqual([]);
	},
);
