import type { IDataObject } from 'n8n-workflow';

import { goOf } from '../../../../simulator/go/state/goInstance';
import { close, open } from '../../../../simulator/whatsapp/life';
import { onSleep, sleepByClock, turns, untilQuiet } from '../../../support/time';
import { demoOf, arrived, fail, forget } from '../../../support/simulator';
import { useGoSimulator } from '../server/evolutionGo/support/goSimulator';
import { FakeN8n } from '../trigger/support/fakeN8n';
import { deliver, receiveText, settled } from '../trigger/support/happenings';
import type { TriggerWorkflow } from '../trigger/support/triggerWorkflow';

onSleep(sleepByClock);

// Tests *Health Alert* on Evolution Go, with only the instance's token, and with the global key.

const simulator = useGoSimulator('0.7.2');
let n8n: FakeN8n;
let aheadMs = 0;
let minute = 0;
let workflow: TriggerWorkflow;

beforeEach(async () => {
	const now = Date.now;
	aheadMs = 0;
	minute = 0;
	jest.spyOn(Date, 'now').mockImplementation(() => now() + aheadMs);
	Object.assign(simulator.current.config, { licensed: true, reloadMs: 5 });
	Object.assign(simulator.current.config.go, { offline: false, startMs: 40 });
	simulator.current.config.webhookRetry = { delaysMs: [], timeoutMs: 30_000 };
	n8n = await FakeN8n.start(simulator.current, 'evolutionGo');
	await n8n.crash();
});
afterEach(async () => {
	await n8n.close();
	jest.restoreAllMocks();
});

const demo = () => demoOf(simulator.current);
const row = () => goOf(demo()).row;
const told = (): IDataObject[] =>
	n8n.started.filter(({ json }) => json.kind === 'healthAlert').map(({ json }) => json);
const news = () =>
	told().map(({ problem, isOver }) => (isOver === true ? `${problem} is over` : problem));
const asked = (path: string) =>
	arrived(simulator.current).filter((one) => one.path.startsWith(path)).length;

/** Lets minutes pass. At every fifth one, it runs the trigger's regular check, as n8n does on a schedule. */
async function pass(minutes: number): Promise<void> {
	await untilQuiet(2_000);
	for (let count = 0; count < minutes; count++) {
		aheadMs += 60_000;
		minute++;
		if (minute % 5 === 0) workflow.tick();
		await turns(8);
		await untilQuiet(2_000);
	}
}

const KEYS = [
	['the token alone', true],
	['the global key', false],
] as const;

describe.each(KEYS)('Health Alert on Evolution Go, with %s as credential:', (_key, isToken) => {
	async function activate(options: IDataObject = {}): Promise<void> {
		const { url: baseUrl } = simulator.current;
		if (isToken) n8n.credential = { baseUrl, instanceToken: 'demo-token' };
		const instance = { __rl: true, mode: 'name', value: isToken ? '' : 'demo' };
		const events = ['MESSAGES_UPSERT', 'HEALTH_ALERT'];
		workflow = n8n.workflow('one', { events, options, instance });
		await workflow.activate();
		await pass(6);
		expect(news()).toEqual([]);
	}

	it('does not report a server that is silent for only one minute', async () => {
		await activate();
		fail(simulator.current, { drop: 'before', times: Infinity });
		await pass(1);
		forget(simulator.current);
		await pass(9);
		expect(news()).toEqual([]);
	});

	it('a server that does not answer for several minutes is reported, and reported again when it is back', async () => {
		await activate();
		fail(simulator.current, { drop: 'before', times: Infinity });
		await pass(8);
		expect(news()).toEqual(['serverUnreachable']);
		forget(simulator.current);
		await pass(6);
		expect(news()).toEqual(['serverUnreachable', 'serverUnreachable is over']);
	});

	it('a server without an activated license is reported, with what to do', async () => {
		await activate();
		simulator.current.config.licensed = false;
		await pass(6);
		expect(told()).toMatchObject([{ problem: 'licenseMissing' }]);
		expect(told()[0]?.whatToDo).toMatch(/manager/);
		simulator.current.config.licensed = true;
		await pass(6);
		expect(news()).toEqual(['licenseMissing', 'licenseMissing is over']);
	});

	it('a phone that is logged out is reported at once, with the name of its instance, and not reconnected', async () => {
		await activate();
		await receiveText(simulator.current, 'Hello');
		await pass(1);
		close(simulator.current.state, demo(), 401);
		await settled(() => goOf(demo()).client?.isPairing === true);
		await pass(1);
		expect(news()).toEqual(['loggedOut']);
		expect(told()[0]).toMatchObject({ instance: 'demo', severity: 'problem', repair: null });
		await pass(10);
		expect(news()).toEqual(['loggedOut']);
		expect(asked('/instance/reconnect')).toBe(0);
		open(simulator.current.state, demo());
		await pass(1);
		expect(news()).toEqual(['loggedOut', 'loggedOut is over']);
	});

	it('a phone that is logged out from 0.7.2 on, whose QR codes begin again and never end, is reported once', async () => {
		await activate();
		close(simulator.current.state, demo(), 401);
		await pass(1);
		expect(news()).toEqual(['loggedOut']);
		for (let series = 1; series <= 12; series++) {
			const reason = 'Maximum QR code count (5) reached';
			await deliver(simulator.current, workflow, { event: 'QRTimeout', data: { reason } });
			await deliver(simulator.current, workflow, {
				event: 'QRCode',
				data: { qrcode: 'data:image/png;base64,iVBORw0KGgo=', code: `2@${series}`, count: 1 },
			});
			await pass(2);
		}
		expect(news()).toEqual(['loggedOut']);
	});

	it('an instance that was deleted is reported', async () => {
		await activate();
		simulator.current.state.instances.delete('demo');
		await pass(6);
		expect(news()).toEqual([isToken ? 'keyRefused' : 'instanceMissing']);
	});

	it.each([
		['0.7.1', 'when Health Alert asks for its state, so nothing is reported', []],
		[
			'0.7.2',
			'by the repair of the webhook a few minutes later, and Health Alert reports it until then',
			['disconnected', 'disconnected is over'],
		],
	])(
		'an instance that a restart of server %s has stopped is started %s',
		async (version, _how, expected) => {
			simulator.current.config.version = version;
			await activate();
			goOf(demo()).client = undefined;
			demo().state = 'close';
			await pass(6);
			expect(demo().state).toBe('open');
			expect(news()).toEqual(expected);
		},
	);

	it.each([true, false])(
		'a client that stays disconnected is reported, and a reconnect is tried only with Auto-Recover (%s)',
		async (heals) => {
			await activate({ autoRecover: heals });
			forget(simulator.current);
			demo().state = 'close';
			await pass(8);
			expect(news()[0]).toBe('disconnected');
			expect(asked('/instance/reconnect') > 0).toBe(heals);
			const isHealed = heals && !isToken;
			expect(demo().state).toBe(isHealed ? 'open' : 'close');
			await pass(6);
			expect(news()).toEqual(['disconnected', ...(isHealed ? ['disconnected is over'] : [])]);
			expect(told()[0]?.repair).toBe(isHealed ? 'The instance was restarted' : null);
		},
	);

	it("another app's webhook is reported and replaced, if the key or token can read webhooks", async () => {
		await activate();
		Object.assign(row(), { webhook: 'http://127.0.0.1:1/app', events: 'MESSAGE' });
		await pass(6);
		expect(news().slice(0, 1)).toEqual(isToken ? [] : ['webhookTaken']);
		expect(row().webhook.includes(workflow.url)).toBe(!isToken);
	});

	it('events that are switched off are reported and switched on again, if the key or token can read webhooks', async () => {
		await activate();
		Object.assign(row(), { events: 'call' });
		await pass(6);
		expect(news().slice(0, 1)).toEqual(isToken ? [] : ['eventsOff']);
		expect(row().events.includes('MESSAGE')).toBe(!isToken);
	});
});
