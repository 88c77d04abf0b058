import { randomUUID } from 'node:crypto';

import { splitAddress } from '../../../../../nodes/EvolutionApi/server/evolutionGo/webhook';
import { HubChanges } from '../../../../../nodes/EvolutionApi/hub/changes';
import { setWebhook } from '../../../../../simulator/routes/webhook/record';
import { goOf } from '../../../../../simulator/go/state/goInstance';
import { untilQuiet } from '../../../../support/time';
import { SERVERS } from '../../../../support/servers';
import { demoOf, useSimulator } from '../../../../support/simulator';
import { Receiver } from '../../hub/support/receiver';
import { FakeN8n } from '../support/fakeN8n';
import { listeners, receiveText, settled, subscribe, talk } from '../support/happenings';
import { useN8n } from '../support/useN8n';

describe.each(SERVERS)('many workflows on one instance, at %s,', (_name, server) => {
	const simulator = useSimulator({ server });
	const stage = useN8n(simulator);
	let app: Receiver | undefined;
	afterEach(async () => {
		await app?.close();
		app = undefined;
	});

	const instance = () => demoOf(simulator.current);
	function sends(): { readonly url: string; readonly events: readonly string[] } {
		if (server === 'go') {
			const { webhook, events } = goOf(instance()).row;
			const { url } = splitAddress(webhook);
			const isOff = ['', 'disabled'].includes(url);
			return isOff ? { url: '', events: [] } : { url, events: events.split(',').sort() };
		}
		const { enabled = false, url = '', events = [] } = instance().webhook ?? {};
		return enabled ? { url, events: [...events].sort() } : { url: '', events: [] };
	}
	const urls = async () => (await listeners(simulator.current)).map(({ url }) => url);
	const eventsOf = (ofApi: string[], ofGo: string[]) => (server === 'go' ? ofGo : ofApi);

	function take(url: string, events: string[]): void {
		if (server === 'api') {
			setWebhook(instance(), { enabled: true, url, headers: {}, events });
			return;
		}
		const go = goOf(instance());
		Object.assign(go.row, { webhook: url, events: events.join(), rabbitmqEnable: 'disabled' });
		if (go.client !== undefined) go.client.row = { ...go.row };
	}

	async function activate(name: string, parameters = {}) {
		const workflow = stage.n8n.workflow(name, parameters);
		await workflow.activate();
		return workflow;
	}

	async function say(text: string, count = 1): Promise<void> {
		const { length } = stage.n8n.started;
		await receiveText(simulator.current, text);
		await settled(() => stage.n8n.started.length >= length + count);
	}

	it('get the events that they ask for, each once', async () => {
		const names = ['one', 'two', 'three'];
		for (const name of names) await activate(name);
		await activate('calls', { events: ['CALL'] });
		await say('Hello', 3);
		expect(stage.n8n.started).toHaveLength(3);
		for (const name of names) expect(stage.n8n.texts(name)).toEqual(['Hello']);
		const { events } = sends();
		expect(events).toEqual(eventsOf(['CALL', 'MESSAGES_UPSERT'], ['CALL', 'MESSAGE']));
		expect(await listeners(simulator.current)).toHaveLength(4);
	});

	it('pass the webhook on when one is switched off, and the last one switches it off', async () => {
		const one = await activate('one');
		const two = await activate('two');
		expect(sends().url).toBe(one.url);
		await one.deactivate();
		expect(sends().url).toBe(two.url);
		await say('Hello');
		expect(two.texts).toEqual(['Hello']);
		await two.deactivate();
		expect(sends()).toEqual({ url: '', events: [] });
	});

	it('forward to another application, which gets its webhook back when they leave', async () => {
		app = await Receiver.start();
		const theirs = eventsOf(['MESSAGES_UPSERT', 'QRCODE_UPDATED'], ['MESSAGE', 'QRCODE']);
		take(app.url, theirs);
		const before = sends();
		const shop = await activate('shop');
		await say('Hello');
		const { all } = app;
		await settled(() => all.length > 0);
		expect(all.map(({ path, body }) => [path, body.includes('Hello')])).toEqual([
			[new URL(app.url).pathname, true],
		]);
		await shop.deactivate();
		expect(sends()).toEqual(before);
		if (server === 'go') expect(goOf(instance()).row).toMatchObject({ rabbitmqEnable: 'disabled' });
	});

	it('take back a webhook that another application has overwritten, and forward to it', async () => {
		const [one, two] = [await activate('one'), await activate('two')];
		app = await Receiver.start();
		take(app.url, eventsOf(['MESSAGES_UPSERT'], ['MESSAGE']));
		stage.aheadMs += 10_000;
		for (const workflow of [two, one]) {
			workflow.tick();
			await settled(async () => (await urls()).includes(workflow.url));
		}
		await untilQuiet();
		expect(sends().url).toBe(two.url);
		await say('Hello', 2);
		const { all } = app;
		await settled(() => all.length > 0);
		expect([one.texts, two.texts]).toEqual([['Hello'], ['Hello']]);
		expect(all.map(({ body }) => body.includes('Hello'))).toEqual([true]);
	});

	it('are registered again after somebody has entered the address of one of them as the webhook by hand', async () => {
		const [one, two] = [await activate('one'), await activate('two')];
		stage.aheadMs += 10_000;
		await say('before', 2);
		take(one.url, eventsOf(['MESSAGES_UPSERT'], ['MESSAGE']));
		await receiveText(simulator.current, 'unproven');
		await settled(async () => (await listeners(simulator.current)).length === 2);
		await untilQuiet();
		// Unsigned deliveries start no workflow. Later, the trigger finds 'unproven' in Evolution API's message store.
		const found = server === 'go' ? ['before'] : ['before', 'unproven'];
		await settled(() => [one, two].every(({ texts }) => texts.length === found.length));
		await say('after', 2);
		await untilQuiet();
		const all = [...found, 'after'];
		expect([one.texts, two.texts]).toEqual([all, all]);
		expect(await urls()).toEqual([one.url, two.url]);
	});

	it('cannot be activated if the list behind the webhook is full, and then nothing changes', async () => {
		const joining = Array.from({ length: server === 'go' ? 194 : 228 }, () => ({
			do: 'subscribe' as const,
			subscriber: {
				kind: 'trigger' as const,
				url: `https://n8n.example.com/webhook/${randomUUID()}/webhook`,
				events: ['MESSAGES_UPSERT'],
			},
		}));
		await new HubChanges().change('other n8n', talk(simulator.current), joining);
		let place = 0;
		const more = async () => {
			const { url } = stage.n8n;
			for (; place < 20; place++)
				await subscribe(simulator.current, `${url}/webhook/${randomUUID()}/webhook`);
		};
		await expect(more()).rejects.toThrow('is full');
		const before = await listeners(simulator.current);
		await expect(activate(randomUUID())).rejects.toThrow(
			'The list of workflows that listen to this instance is full',
		);
		expect(await listeners(simulator.current)).toEqual(before);
		expect(place).toBeGreaterThan(0);
	});

	it('all get every message if they are spread over two n8n', async () => {
		const other = await FakeN8n.start(simulator.current);
		await activate('here');
		const there = other.workflow('there');
		await there.activate();
		await say('Hello');
		await settled(() => there.texts.length > 0);
		expect([stage.n8n.texts('here'), there.texts]).toEqual([['Hello'], ['Hello']]);
		await other.close();
	});
});
