import type { IDataObject } from 'n8n-workflow';

import { HubChanges } from '../../../../nodes/EvolutionApi/hub/changes';
import { close, connect, endQrCodes, hang, open } from '../../../../simulator/whatsapp/life';
import { onSleep, sleepByClock, untilQuiet } from '../../../support/time';
import {
	demoOf,
	addConnected,
	arrived,
	fail,
	forget,
	useSimulator,
} from '../../../support/simulator';
import { ANA, receiveText, settled, talk } from '../trigger/support/happenings';
import type { TriggerWorkflow } from '../trigger/support/triggerWorkflow';
import { useN8n } from '../trigger/support/useN8n';

onSleep(sleepByClock);

const simulator = useSimulator();
const stage = useN8n(simulator);

const EVENT = 'HEALTH_ALERT';

const demo = () => demoOf(simulator.current);
const told = (name = 'one'): IDataObject[] =>
	stage.n8n.started
		.filter((one) => one.name === name && one.json.kind === 'healthAlert')
		.map(({ json }) => json);
const news = (name = 'one') =>
	told(name).map(({ problem, isOver }) => (isOver === true ? `${problem} is over` : problem));
const restarts = () =>
	arrived(simulator.current).filter(({ path }) => path === '/instance/restart/demo').length;

/** Every five minutes, n8n runs the schedule of the workflows. */
let minute = 0;
async function pass(minutes: number, ...workflows: TriggerWorkflow[]): Promise<void> {
	await untilQuiet(2_000);
	for (let count = 0; count < minutes; count++) {
		stage.aheadMs += 60_000;
		minute++;
		if (minute % 5 === 0) for (const workflow of workflows) workflow.tick();
		await new Promise((resolve) => setTimeout(resolve, 15));
		await untilQuiet(2_000);
	}
}

async function activate(name = 'one', more: IDataObject = {}): Promise<TriggerWorkflow> {
	const workflow = stage.n8n.workflow(name, { events: ['MESSAGES_UPSERT', EVENT], ...more });
	await workflow.activate();
	await pass(6, workflow);
	expect(news(name)).toEqual([]);
	return workflow;
}

const down = (times = Infinity) => fail(simulator.current, { drop: 'before', times });
const up = () => (simulator.current.state.faults.length = 0);

beforeEach(async () => {
	minute = 0;
	// Simulates a crash, so that the process forgets the previous test.
	await stage.n8n.crash();
});

describe('Health Alert is not raised by', () => {
	it('a server that is away for a minute, twice', async () => {
		const workflow = await activate();
		for (let round = 0; round < 2; round++) {
			down();
			await pass(1, workflow);
			up();
			await pass(8, workflow);
		}
		expect(news()).toEqual([]);
	});

	it('two restarts of the server of 55 s each, two minutes apart', async () => {
		const workflow = await activate();
		const seconds = async (count: number) => {
			for (let passed = 0; passed < count; passed += 5) {
				stage.aheadMs += 5_000;
				await new Promise((resolve) => setTimeout(resolve, 15));
				await untilQuiet(2_000);
			}
		};
		minute = 4;
		down();
		await pass(1, workflow);
		await seconds(50);
		up();
		await seconds(65);
		down();
		await seconds(55);
		up();
		await seconds(120);
		expect(news()).toEqual([]);
	});

	it('a connection that comes back within two minutes, again and again', async () => {
		const workflow = await activate();
		for (let round = 0; round < 4; round++) {
			close(simulator.current.state, demo(), 428);
			await pass(1, workflow);
			open(simulator.current.state, demo());
			await pass(2, workflow);
		}
		expect(news()).toEqual([]);
	});

	it.each([
		['logs the instance out', '/instance/logout/demo'],
		['deletes the instance', '/instance/delete/demo'],
	])(
		'somebody who %s through the API, except for the alert that the instance is missing',
		async (_what, path) => {
			const workflow = await activate();
			await fetch(simulator.current.url + path, {
				method: 'DELETE',
				headers: { apikey: simulator.current.key },
			});
			await pass(4, workflow);
			expect(news().filter((problem) => problem !== 'instanceMissing')).toEqual([]);
		},
	);

	it('a person who edits a message that was sent before the workflow was activated', async () => {
		await receiveText(simulator.current, 'long before');
		const targetId = demo().messages.chat(`${ANA}@s.whatsapp.net`)?.messages.at(-1)?.key.id;
		stage.aheadMs += 5 * 60_000;
		const workflow = await activate();
		await receiveText(simulator.current, 'edited', { kind: 'edit', plain: true, targetId });
		await pass(11, workflow);
		expect(news()).toEqual([]);
		expect(workflow.texts).toEqual([]);
	});

	it('a logged-out phone, if the trigger does not have the event Health Alert selected', async () => {
		const workflow = stage.n8n.workflow('one');
		await workflow.activate();
		close(simulator.current.state, demo(), 401);
		await pass(12, workflow);
		expect(told()).toEqual([]);
	});
});

describe('Health Alert tells once of a problem, and once that it is over:', () => {
	it('the server does not answer', async () => {
		const workflow = await activate();
		down();
		await pass(16, workflow);
		expect(told()).toMatchObject([
			{
				kind: 'healthAlert',
				problem: 'serverUnreachable',
				instance: 'demo',
				isOver: false,
				severity: 'problem',
				recovered: false,
				details: expect.stringContaining('The connection to the server broke off'),
				whatToDo: expect.stringMatching(/\w/),
				until: null,
				event: 'healthAlert',
			},
		]);
		up();
		await pass(6, workflow);
		expect(news()).toEqual(['serverUnreachable', 'serverUnreachable is over']);
		expect(told()[1]).toMatchObject({ since: told()[0].since, until: expect.any(String) });
	});

	it('the phone is logged out: reported within seconds, without waiting for the next check', async () => {
		await activate();
		close(simulator.current.state, demo(), 401);
		await untilQuiet();
		stage.aheadMs += 3_000;
		await settled(() => told().length > 0);
		expect(told()).toMatchObject([
			{ problem: 'loggedOut', details: expect.stringContaining('Logged out on the phone') },
		]);
		await connect(simulator.current.state, demo());
		await pass(10);
		expect(news()).toEqual(['loggedOut']);
		expect(restarts()).toBe(0);
		open(simulator.current.state, demo());
		await settled(() => told().length > 1);
		expect(news()).toEqual(['loggedOut', 'loggedOut is over']);
	});

	it('the phone is logged out: with Download Media the item has a new QR code', async () => {
		const workflow = await activate('one', {
			options: { downloadMedia: { values: { outputField: 'data' } } },
		});
		close(simulator.current.state, demo(), 401);
		await pass(1, workflow);
		await settled(() => told().length > 0);
		expect(news()).toEqual(['loggedOut']);
		const [data] = stage.n8n.files;
		expect(data).toMatchObject({ data: { mimeType: 'image/png', fileName: 'qr-code.png' } });
	});

	it('the phone is logged out: reported to a trigger on WebSocket although the server never sends the first event of an instance', async () => {
		const workflow = stage.n8n.workflow('one', {
			events: ['MESSAGES_UPSERT', EVENT],
			options: { connection: { values: { method: 'webSocket' } } },
		});
		await workflow.activate();
		await untilQuiet(2_000);
		close(simulator.current.state, demo(), 401);
		await settled(() => (simulator.current.state.sockets?.list() ?? []).length > 0, 5_000);
		await untilQuiet(2_000);
		stage.aheadMs += 3_000;
		await settled(() => told().length > 0, 5_000);
		expect(news()).toEqual(['loggedOut']);
	});

	it('after a log-out the QR codes are used up: reported as a problem of its own, once, and one report ends both', async () => {
		const workflow = await activate();
		close(simulator.current.state, demo(), 401);
		await pass(1, workflow);
		await connect(simulator.current.state, demo());
		await pass(6, workflow);
		expect(news()).toEqual(['loggedOut']);
		endQrCodes(simulator.current.state, demo());
		await pass(12, workflow);
		expect(news()).toEqual(['loggedOut', 'qrCodesUsedUp']);
		open(simulator.current.state, demo());
		await settled(() => told().length > 2);
		expect(news().slice(2)).toEqual(['qrCodesUsedUp is over']);
	});

	it('a ban after a disconnection is reported as a second problem, and one report ends both', async () => {
		const workflow = await activate();
		close(simulator.current.state, demo(), 428);
		await pass(4, workflow);
		expect(news()).toEqual(['disconnected']);
		close(simulator.current.state, demo(), 403);
		await pass(1, workflow);
		expect(news()).toEqual(['disconnected', 'restricted']);
		open(simulator.current.state, demo());
		await pass(1, workflow);
		expect(news()).toEqual(['disconnected', 'restricted', 'restricted is over']);
	});

	it('the database fails', async () => {
		const workflow = await activate();
		simulator.current.config.databaseDown = true;
		await pass(8, workflow);
		expect(news()).toEqual(['databaseFailing']);
		simulator.current.config.databaseDown = false;
		await pass(8, workflow);
		expect(news()).toEqual(['databaseFailing', 'databaseFailing is over']);
		expect(told()[1].details).toContain('restart the server');
	});

	it('the key is refused', async () => {
		const workflow = await activate();
		const { key } = simulator.current.state;
		simulator.current.state.key = 'another';
		await pass(8, workflow);
		expect(news()).toEqual(['keyRefused']);
		expect(JSON.stringify(told())).not.toContain(key);
		simulator.current.state.key = key;
		await pass(8, workflow);
		expect(news()).toEqual(['keyRefused', 'keyRefused is over']);
	});

	it('another tool takes the webhook again and again: from the second time on, this is one problem', async () => {
		const workflow = await activate();
		const take = () =>
			Object.assign(demo(), {
				webhook: { ...demo().webhook, url: 'http://127.0.0.1:9/tool', headers: {} },
			});
		for (let round = 0; round < 4; round++) {
			take();
			await pass(5, workflow);
		}
		expect(told()[0]).toMatchObject({
			problem: 'webhookTaken',
			details: expect.stringContaining('Another application has taken the webhook'),
			repair: 'The webhook was set again',
		});
		const expected = ['webhookTaken', 'webhookTaken is over', 'webhookTaken'];
		expect(news()).toEqual(expected);
		await pass(10, workflow);
		expect(news()).toEqual([...expected, 'webhookTaken is over']);
		expect(told()[1]).toMatchObject({ recovered: true });
	});

	it('another tool takes the webhook once: about two minutes later the problem is reported as over', async () => {
		const workflow = await activate();
		Object.assign(demo(), {
			webhook: { ...demo().webhook, url: 'http://127.0.0.1:9/tool', headers: {} },
		});
		await pass(4, workflow);
		expect(news()).toEqual(['webhookTaken']);
		await pass(2, workflow);
		expect(news()).toEqual(['webhookTaken', 'webhookTaken is over']);
	});

	it('events are switched off', async () => {
		const workflow = await activate();
		const { webhook } = demo();
		if (webhook) webhook.events = ['CALL'];
		await pass(4, workflow);
		expect(told()).toMatchObject([
			{ problem: 'eventsOff', details: expect.stringContaining('MESSAGES_UPSERT') },
		]);
		await pass(10, workflow);
		expect(news()).toEqual(['eventsOff', 'eventsOff is over']);
	});

	it('WhatsApp refuses what is sent', async () => {
		const workflow = await activate();
		const { config } = simulator.current.state;
		config.delivery.refuses = 'everybody';
		const send = async () =>
			await fetch(`${simulator.current.url}/message/sendText/demo`, {
				method: 'POST',
				headers: { apikey: simulator.current.key, 'content-type': 'application/json' },
				body: JSON.stringify({ number: '5511988887777', text: 'Hi' }),
			});
		for (let count = 0; count < 3; count++) await send();
		await pass(6, workflow);
		expect(told()).toMatchObject([{ problem: 'messagesRejected', severity: 'warning' }]);
		Object.assign(config, { ackDelayMs: 5 });
		config.delivery.refuses = 'nobody';
		await send();
		await pass(6, workflow);
		expect(news()).toEqual(['messagesRejected', 'messagesRejected is over']);
	});
});

describe('Auto-Recover', () => {
	it('restarts an instance that stays in "connecting", and reports it', async () => {
		const workflow = await activate();
		hang(simulator.current.state, demo());
		await pass(4, workflow);
		expect(restarts()).toBe(1);
		expect(told()).toMatchObject([
			{ problem: 'connecting', repair: 'The instance was restarted', recovered: false },
			{ problem: 'connecting', isOver: true, recovered: true },
		]);
	});

	it('restarts no instance from which events come, whatever state the server gives', async () => {
		const workflow = await activate();
		hang(simulator.current.state, demo());
		for (let minutes = 1; minutes <= 8; minutes++) {
			const text = `after ${minutes} minutes`;
			demo().state = 'open';
			await receiveText(simulator.current, text);
			await settled(() => stage.n8n.texts('one').includes(text));
			demo().state = 'connecting';
			await pass(1, workflow);
		}
		expect(restarts()).toBe(0);
		await pass(10, workflow);
		expect(restarts()).toBe(1);
	});

	it('tries the restart a second time if the server refuses the first request with status 400', async () => {
		const workflow = await activate();
		hang(simulator.current.state, demo());
		fail(simulator.current, { status: 400, path: '/instance/restart', times: 1 });
		await pass(4, workflow);
		expect(restarts()).toBe(2);
		expect(told()).toMatchObject([
			{
				problem: 'connecting',
				details: 'The instance is connecting to WhatsApp, and has not got through',
				whatToDo: expect.stringContaining('restart the server'),
				repair: 'The instance was restarted',
			},
			{ isOver: true },
		]);
	});

	it('restarts no instance that shows a QR code', async () => {
		const workflow = await activate();
		close(simulator.current.state, demo(), 401);
		await connect(simulator.current.state, demo());
		await pass(10, workflow);
		expect(restarts()).toBe(0);
		expect(demo().qr).not.toBeNull();
	});

	it('restarts no instance that a user links again after a log-out', async () => {
		const workflow = await activate();
		close(simulator.current.state, demo(), 401);
		await pass(8, workflow);
		expect(news()).toEqual(['loggedOut']);
		await connect(simulator.current.state, demo());
		open(simulator.current.state, demo());
		await pass(4, workflow);
		expect([news(), restarts()]).toEqual([['loggedOut', 'loggedOut is over'], 0]);
	});

	it('restarts at most once in half an hour', async () => {
		const workflow = await activate();
		for (let round = 0; round < 3; round++) {
			hang(simulator.current.state, demo());
			await pass(5, workflow);
			open(simulator.current.state, demo());
			await pass(5, workflow);
		}
		expect(restarts()).toBe(1);
		await pass(10, workflow);
		hang(simulator.current.state, demo());
		await pass(5, workflow);
		expect(restarts()).toBe(2);
	});

	it('restarts nothing if it is switched off, and the problem is still reported', async () => {
		const workflow = await activate('one', { options: { autoRecover: false } });
		hang(simulator.current.state, demo());
		await pass(5, workflow);
		expect([news(), restarts()]).toEqual([['connecting'], 0]);
	});

	it('recovers missed messages and restarts the instance when the webhook is silent although messages are stored', async () => {
		const workflow = await activate();
		await receiveText(simulator.current, 'before');
		await settled(() => stage.n8n.texts('one').includes('before'));
		demo().isSilent = true;
		await pass(1, workflow);
		await receiveText(simulator.current, 'lost');
		await pass(6, workflow);
		expect(told()).toMatchObject([
			{ problem: 'deliveriesMissing', repair: 'The instance was restarted' },
		]);
		expect(stage.n8n.texts('one')).toContain('lost');
		expect(restarts()).toBe(1);
		await receiveText(simulator.current, 'after');
		await pass(6, workflow);
		expect(news()).toEqual(['deliveriesMissing', 'deliveriesMissing is over']);
	});

	it.each([
		['gets messages', 'MESSAGES_UPSERT'],
		['gets calls', 'CALL'],
	])(
		'reports once that WebSocket is switched off, and restarts nothing, if another workflow uses the webhook and %s',
		async (_what, event) => {
			const later = async (minutes: number, ...workflows: TriggerWorkflow[]) => {
				stage.aheadMs += minutes * 60_000;
				for (const workflow of workflows) workflow.tick();
				await untilQuiet(1_500);
			};
			const socket = {
				events: ['MESSAGES_UPSERT', EVENT],
				options: { connection: { values: { method: 'webSocket' } } },
			};
			const one = stage.n8n.workflow('one', socket);
			const two = stage.n8n.workflow('two', { events: [event, EVENT] });
			await one.activate();
			await two.activate();
			await settled(() => (simulator.current.state.sockets?.list() ?? []).length > 0, 5_000);
			await later(1);
			await receiveText(simulator.current, 'before');
			await settled(() => stage.n8n.texts('one').includes('before'), 5_000);
			demo().extras.websocket = { enabled: false, events: [] };
			await receiveText(simulator.current, 'lost');
			await later(3, two);
			await settled(() => news('two').length > 0, 5_000);
			expect([news('one'), news('two'), restarts()]).toEqual([['eventsOff'], ['eventsOff'], 0]);
			const texts = stage.n8n.started.filter(({ name, json }) => name === 'one' && json.text);
			expect(texts.map(({ json }) => json.text)).toEqual(['before', 'lost']);
			await later(5, two, one);
			const told = ['eventsOff', 'eventsOff is over'];
			expect([news('one'), news('two'), restarts()]).toEqual([told, told, 0]);
		},
	);
});

it('Health Alert: a server that comes back after a restart of n8n is reported as back once, with the event ID of its alert', async () => {
	const workflow = await activate();
	down();
	await pass(10, workflow);
	expect(news()).toEqual(['serverUnreachable']);
	await stage.n8n.crash();
	await workflow.activate('init');
	await pass(4, workflow);
	const { staticData } = workflow;
	up();
	await pass(7, workflow);
	const expected = ['serverUnreachable', 'serverUnreachable is over'];
	expect(news()).toEqual(expected);
	// Simulates a crash before n8n has stored that the last alert was sent.
	await stage.n8n.crash();
	Object.assign(workflow, { staticData });
	await workflow.activate('init');
	await pass(7, workflow);
	expect(news()).toEqual(expected);
	const { eventId } = told()[0] ?? {};
	expect(told()[1]).toMatchObject({ eventId: `${String(eventId)}/over` });
});

it('Health Alert: after a restart of n8n a known problem is not reported again, but its end is', async () => {
	const workflow = await activate();
	hang(simulator.current.state, demo());
	demo().paired = false;
	close(simulator.current.state, demo(), 401);
	await pass(2, workflow);
	expect(news()).toEqual(['loggedOut']);
	await stage.n8n.crash();
	await workflow.activate('init');
	await pass(11, workflow);
	expect(news()).toEqual(['loggedOut']);
	open(simulator.current.state, demo());
	await pass(6, workflow);
	expect(news()).toEqual(['loggedOut', 'loggedOut is over']);
});

it('Health Alert: two workflows both get the report, and the server gets no more requests than for one', async () => {
	const one = await activate('one');
	const two = await activate('two', { events: [EVENT] });
	await pass(5, one, two);
	forget(simulator.current);
	await pass(10, one, two);
	const asked = arrived(simulator.current).map(({ path }) => path);
	expect(asked.filter((path) => path.startsWith('/instance/connectionState/'))).toHaveLength(2);
	// In five minutes, the alert reads the store once, and so does the search for undelivered messages.
	expect(asked.filter((path) => path.startsWith('/chat/findMessages/'))).toHaveLength(4);
	down();
	await pass(10, one, two);
	expect([news('one'), news('two')]).toEqual([['serverUnreachable'], ['serverUnreachable']]);
});

it('Health Alert goes to an output of its own with Separate Outputs', async () => {
	const workflow = await activate('one', { options: { separateOutputs: true } });
	down();
	await pass(10, workflow);
	expect(stage.n8n.started.map(({ output }) => output)).toEqual([1]);
});

it.each<[string, true | undefined, number]>([
	['leaves the restart to the n8n that comes first on the list', true, 0],
	['restarts it if the n8n before it on the list has Auto-Recover off', undefined, 1],
])(
	'Auto-Recover of an instance that stays in "connecting", with two n8n servers: this one %s',
	async (_what, heals, count) => {
		const url = 'http://127.0.0.1:9/webhook/other/whatsapp/webhook';
		const subscriber = { kind: 'trigger', url, events: ['MESSAGES_UPSERT'], heals } as const;
		await new HubChanges().change('other n8n', talk(simulator.current), [
			{ do: 'subscribe', subscriber },
		]);
		const workflow = await activate();
		hang(simulator.current.state, demo());
		await pass(4, workflow);
		expect([news()[0], restarts()]).toEqual(['connecting', count]);
	},
);

it('Health Alert: a problem of any Additional Instance is reported, with at most three requests per instance in five minutes', async () => {
	const names = Array.from({ length: 12 }, (_, index) => `shop-${index}`);
	const shops = names.map((name) => addConnected(simulator.current, name));
	const values = { include: 'byName', names: names.join() };
	const workflow = await activate('one', { options: { additionalInstances: { values } } });
	await pass(4, workflow);
	forget(simulator.current);
	await pass(10, workflow);
	const asked = arrived(simulator.current).map(({ path }) => path);
	const looks = asked.filter((path) => /connectionState|findMessages/.test(path));
	expect(looks).toHaveLength(2 * 3 * (names.length + 1));
	for (const shop of [shops[3], shops[7]]) close(simulator.current.state, shop, 401);
	await pass(1, workflow);
	expect(told().map(({ instance, problem }) => [instance, problem])).toEqual(
		expect.arrayContaining([
			['shop-3', 'loggedOut'],
			['shop-7', 'loggedOut'],
		]),
	);
	expect(told()).toHaveLength(2);
});
