import { createHash } from 'node:crypto';

import { onSleep, shortSleep, untilQuiet } from '../../../../support/time';
import { SERVERS } from '../../../../support/servers';
import { fail, useSimulator } from '../../../../support/simulator';
import { keepWebhook, listeners, receiveText, settled, subscribe } from '../support/happenings';
import { useN8n } from '../support/useN8n';

/** Functions that end the sleeps of more than 10 s. */
const mockLong: Array<() => void> = [];
onSleep(shortSleep(30, async () => await new Promise<void>((resolve) => mockLong.push(resolve))));
const later = () => {
	for (const resolve of mockLong.splice(0)) resolve();
};
afterEach(() => {
	mockLong.length = 0;
});

const PATHS = {
	api: { find: '/webhook/find', set: '/webhook/set' },
	go: { find: '/instance/all', set: '/instance/connect' },
};

describe.each(SERVERS)('workflows that are switched on and off, at %s', (_name, server) => {
	const simulator = useSimulator({ server });
	const stage = useN8n(simulator);

	/** Returns the URLs of this n8n. The n8n of an earlier test may still be writing its own URLs. */
	const urls = async () =>
		(await listeners(simulator.current)).flatMap(({ url }) =>
			url.startsWith(stage.n8n.url) ? url : [],
		);
	const texts = (...names: string[]) => names.map((name) => stage.n8n.texts(name));
	const statuses = () => simulator.current.state.deliveries.list().map(({ status }) => status);
	const slowly = (what: 'find' | 'set', delayMs: number) =>
		fail(simulator.current, { path: PATHS[server][what], delayMs, times: 1 });

	async function say(text: string): Promise<void> {
		const { length } = statuses();
		await receiveText(simulator.current, text);
		await settled(() => statuses().length > length);
	}

	async function active(...names: string[]) {
		const workflows = names.map((name) => stage.n8n.workflow(name));
		for (const workflow of workflows) await workflow.activate();
		return workflows;
	}

	describe('the list behind the webhook is checked again soon:', () => {
		afterEach(async () => await untilQuiet());

		it('a workflow that was switched on, and removed by another n8n with an older list, is put back', async () => {
			const [one] = await active('one');
			const putBack = keepWebhook(simulator.current);
			const [two] = await active('two');
			putBack();
			expect(await urls()).toEqual([one.url]);
			later();
			await settled(async () => (await urls()).length === 2);
			expect(await urls()).toEqual([one.url, two.url]);
		});

		it('a workflow that was switched off, and put back by another n8n with an older list, is removed', async () => {
			const [one, two] = await active('one', 'two');
			const putBack = keepWebhook(simulator.current);
			await two.deactivate();
			putBack();
			expect(await urls()).toEqual([one.url, two.url]);
			later();
			await settled(async () => (await urls()).length === 1);
			expect(await urls()).toEqual([one.url]);
		});

		it('a workflow that was switched off and on again stays on the list', async () => {
			const [workflow] = await active('one');
			await workflow.deactivate();
			await workflow.activate();
			later();
			await untilQuiet();
			expect(await urls()).toEqual([workflow.url]);
		});
	});

	describe('a workflow that is switched off', () => {
		it('while the server is away gets no events, and the next workflow gets its own at once', async () => {
			const [one] = await active('one');
			fail(simulator.current, { drop: 'before', times: Infinity });
			await expect(one.deactivate()).rejects.toThrow();
			// n8n ends the workflow even if its webhook can't be removed.
			one.hasWebhook = false;
			await one.end();
			simulator.current.state.faults.length = 0;
			await untilQuiet();
			expect(await urls()).toEqual([one.url]);
			const [two] = await active('two');
			await say('at once');
			await settled(() => stage.n8n.texts('two').length === 1);
			expect(texts('one', 'two')).toEqual([[], ['at once']]);
			await two.deactivate();
			const { length } = stage.n8n.calls;
			await receiveText(simulator.current, 'to nobody');
			await untilQuiet();
			expect(stage.n8n.calls.slice(length)).toEqual([]);
		});

		it('is not put on the list again by a repair that was already running', async () => {
			const [one, two] = await active('one', 'two');
			slowly('find', 300);
			two.tick();
			await two.deactivate();
			await untilQuiet();
			expect(await urls()).toEqual([one.url]);
		});

		it('still forwards the last events if the server delivers to it', async () => {
			const [one, two] = await active('one', 'two');
			slowly('set', 200);
			const leaves = one.deactivate();
			await say('hello');
			await leaves;
			expect(statuses()).toEqual([200]);
			expect(texts('two')).toEqual([['hello']]);
			expect(await urls()).toEqual([two.url]);
		});

		it('does not start twice with an event that is delivered again after its trigger ended, but before its webhook did', async () => {
			const [one] = await active('one', 'two');
			simulator.current.config.webhookRetry.delaysMs = [2_000];
			await subscribe(simulator.current, 'http://127.0.0.1:9/webhook/away');
			await say('hello');
			await one.end();
			expect(statuses()).toEqual([503]);
			await settled(() => statuses().length === 2);
			expect(statuses()).toHaveLength(2);
			expect(texts('one', 'two')).toEqual([['hello'], ['hello']]);
		});
	});

	describe('while n8n is stopping', () => {
		it('events of the last moments start the workflow once, after the restart', async () => {
			// Evolution Go stores no messages, so it must deliver the message `last` again.
			if (server === 'go') simulator.current.config.webhookRetry.delaysMs = [500];
			const [workflow] = await active('one');
			await say('before');
			await workflow.end();
			await say('last');
			expect(statuses()).toEqual([200, 503]);
			workflow.hasWebhook = false;
			await workflow.activate('init');
			stage.aheadMs += 10_000;
			await settled(() => stage.n8n.texts('one').length > 1);
			await untilQuiet();
			expect(texts('one')).toEqual([['before', 'last']]);
		});

		it('an event that was still being forwarded is stored, so that it does not start the workflow again after the restart', async () => {
			const [workflow] = await active('one');
			await subscribe(simulator.current, 'http://127.0.0.1:9/webhook/away');
			const told = say('under way');
			await settled(() => stage.n8n.texts('one').length === 1);
			await workflow.end();
			await told;
			expect(statuses()).toEqual([503]);
			expect(texts('one')).toEqual([['under way']]);
			const { eventId } = stage.n8n.started[0].json;
			const mark = createHash('sha256').update(String(eventId)).digest('base64url').slice(0, 22);
			const stored = () => String(workflow.staticData['node:WhatsApp']?.seen);
			await settled(() => stored().includes(mark));
			expect(stored()).toContain(mark);
		});

		it('a process that continues without its triggers accepts events again after a minute', async () => {
			const [workflow] = await active('one');
			await workflow.end();
			stage.aheadMs += 61_000;
			await say('hello');
			expect(statuses()).toEqual([200]);
			expect(texts('one')).toEqual([['hello']]);
		});
	});
});
