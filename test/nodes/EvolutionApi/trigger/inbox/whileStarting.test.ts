import { untilQuiet } from '../../../../support/time';
import { SERVERS } from '../../../../support/servers';
import { useSimulator } from '../../../../support/simulator';
import { deliver, listeners, receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// Tests an n8n that is starting. Until a workflow is active, n8n answers 404 for it, as if it were gone. Evolution API stores
// all messages. Evolution Go makes a few attempts to deliver a message, and then forgets it.

describe.each(SERVERS)('n8n is starting, at %s', (_name, server) => {
	const simulator = useSimulator({ server });
	const stage = useN8n(simulator);

	// The server retries for longer than n8n's start takes.
	beforeEach(() => (simulator.current.config.webhookRetry.delaysMs = Array(40).fill(150)));

	it.each([
		['has its webhook, but trigger() has not run yet', false],
		['is active, but not yet the second one', true],
	])(
		'a message starts each of two workflows once, even if it comes when the first workflow %s',
		async (_what, lives) => {
			const [one, two] = [stage.n8n.workflow('one'), stage.n8n.workflow('two')];
			for (const workflow of [one, two]) await workflow.activate();
			await stage.n8n.crash();
			if (lives) await one.activate('init');
			else one.hasWebhook = true;
			await receiveText(simulator.current, 'meanwhile');
			const { deliveries } = simulator.current.state;
			await settled(() => (lives ? stage.n8n.calls.includes('two') : deliveries.list().length > 0));
			await receiveText(simulator.current, 'and again');
			await settled(() => deliveries.list().length >= 2);
			const urls = (await listeners(simulator.current)).map(({ url }) => url);
			if (!lives) await one.activate('init');
			await two.activate('init');
			stage.aheadMs += 10_000;
			await settled(() => one.texts.length >= 2 && two.texts.length >= 2);
			await untilQuiet();
			for (const workflow of [one, two])
				expect([...workflow.texts].sort()).toEqual(['and again', 'meanwhile']);
			if (server === 'go') expect(urls).toContain(two.url);
		},
	);
});

describe('n8n is starting, and the server delivers an event again', () => {
	const simulator = useSimulator();
	const stage = useN8n(simulator);

	const message = (id: string, sentAt: number) => ({
		event: 'messages.upsert',
		instance: 'demo',
		data: {
			key: { id, remoteJid: '5511988887777@s.whatsapp.net', fromMe: false },
			message: { conversation: id },
			messageTimestamp: Math.floor(sentAt / 1000),
		},
	});

	it('an event that started the workflow before n8n was killed does not start it again, not even before trigger() runs', async () => {
		const { n8n } = stage;
		const workflow = n8n.workflow('one');
		await workflow.activate();
		const before = structuredClone(workflow.staticData);
		const hello = message('HELLO', Date.now());
		expect(await deliver(simulator.current, workflow, hello)).toBe(200);
		expect(workflow.texts).toEqual(['HELLO']);
		await n8n.crash();
		workflow.staticData = before;
		// Messages have times in whole seconds. After two seconds, the message is clearly older than the next process.
		stage.aheadMs += 2_000;
		await n8n.crash();
		workflow.hasWebhook = true;
		expect(await deliver(simulator.current, workflow, hello)).toBe(503);
		await workflow.activate('init');
		await untilQuiet();
		expect(await deliver(simulator.current, workflow, hello)).toBe(200);
		await untilQuiet();
		expect(workflow.texts).toEqual(['HELLO']);
	});

	it('n8n was killed again before trigger() ran: an event from in between starts the workflow once', async () => {
		const { n8n } = stage;
		const workflow = n8n.workflow('one');
		await workflow.activate();
		await n8n.crash();
		workflow.hasWebhook = true;
		const meanwhile = message('MEANWHILE', Date.now());
		expect(await deliver(simulator.current, workflow, meanwhile)).toBe(503);
		await n8n.crash();
		await workflow.activate('init');
		await untilQuiet();
		expect(await deliver(simulator.current, workflow, meanwhile)).toBe(200);
		await untilQuiet();
		expect(workflow.texts).toEqual(['MEANWHILE']);
	});

	it('where trigger() never runs, as in a webhook processor, events start the workflow after half a minute', async () => {
		const { n8n } = stage;
		const workflow = n8n.workflow('one');
		await workflow.activate();
		await n8n.crash();
		workflow.hasWebhook = true;
		expect(await deliver(simulator.current, workflow, message('EARLY', Date.now()))).toBe(503);
		stage.aheadMs += 31_000;
		expect(await deliver(simulator.current, workflow, message('LATER', Date.now()))).toBe(200);
		expect(workflow.texts).toEqual(['LATER']);
	});
});

describe('n8n takes minutes to start its workflows, at Evolution Go', () => {
	const simulator = useSimulator({ server: 'go' });
	const stage = useN8n(simulator);

	/** Restarts n8n, but activates only the first workflow. @returns the second workflow */
	async function startFirst() {
		const [one, two] = [stage.n8n.workflow('one'), stage.n8n.workflow('two')];
		for (const workflow of [one, two]) await workflow.activate();
		await stage.n8n.crash();
		await one.activate('init');
		two.hasWebhook = true;
		await untilQuiet();
		simulator.current.config.webhookRetry.delaysMs = Array(40).fill(150);
		stage.aheadMs += 60_000;
		await receiveText(simulator.current, 'meanwhile');
		const answers = () => simulator.current.state.deliveries.list();
		await settled(() => answers().length > 0);
		expect(answers()[0]).toMatchObject({ status: 503 });
		return two;
	}

	it('a message starts the workflow once if n8n is killed and restarted before that workflow is active', async () => {
		const two = await startFirst();
		await stage.n8n.crash();
		await stage.n8n.workflow('one').activate('init');
		await two.activate('init');
		await settled(() => two.texts.length > 0);
		await untilQuiet();
		expect(two.texts).toEqual(['meanwhile']);
	});

	it('a message starts the workflow once, although n8n was killed a minute after its start, before any workflow was active', async () => {
		const workflow = stage.n8n.workflow('one');
		await workflow.activate();
		await stage.n8n.crash();
		workflow.hasWebhook = true;
		simulator.current.config.webhookRetry.delaysMs = Array(40).fill(150);
		stage.aheadMs += 60_000;
		await receiveText(simulator.current, 'meanwhile');
		const answers = () => simulator.current.state.deliveries.list();
		await settled(() => answers().length > 0);
		await stage.n8n.crash();
		await workflow.activate('init');
		await settled(() => workflow.texts.length > 0);
		await untilQuiet();
		expect(workflow.texts).toEqual(['meanwhile']);
		expect(answers()[0]).toMatchObject({ status: 503 });
	});

	it('a message starts the workflow before the server gives the message up after two minutes', async () => {
		const two = await startFirst();
		stage.aheadMs += 80_000;
		await settled(() => two.texts.length > 0);
		expect(two.texts).toEqual(['meanwhile']);
	});
});
