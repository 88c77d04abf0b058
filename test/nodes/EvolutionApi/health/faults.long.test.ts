import { close, connect, hang, open } from '../../../../simulator/whatsapp/life';
import { onSleep, sleepByClock, untilQuiet } from '../../../support/time';
import { randomFrom } from '../../../support/random';
import { demoOf, useSimulator } from '../../../support/simulator';
import { receiveText } from '../trigger/support/happenings';
import type { TriggerWorkflow } from '../trigger/support/triggerWorkflow';
import { useN8n } from '../trigger/support/useN8n';
import { triesAll } from '../../../support/properties';

onSleep(sleepByClock);

// Causes random faults that last from half a minute to ten minutes on the test's clock. A long fault must be reported once, in time, and so
// must its end. A short fault must not be reported. No message may be lost or repeated.

const simulator = useSimulator();
const stage = useN8n(simulator);

const STEP_MS = 30_000;
const MINUTE_MS = 60_000;
/** Time in which a fault must be reported, ms. */
const TOLD_MS = 6 * MINUTE_MS;

const demo = () => demoOf(simulator.current);

interface Fault {
	readonly problem: string;
	/** Duration up to which the fault isn't a problem, ms. */
	readonly limitMs: number;
	readonly isAnnounced?: true;
	readonly isHealed?: true;
	readonly begin: () => unknown;
	readonly end: () => unknown;
}

const faultsAt = (path?: string) => ({
	begin: () =>
		simulator.current.state.faults.push({ drop: 'before', times: Infinity, skip: 0, path }),
	end: () => (simulator.current.state.faults.length = 0),
});
const KEY = 'another key';
let key = '';

const COMMON: readonly Fault[] = [
	{ problem: 'serverUnreachable', limitMs: 2 * MINUTE_MS, ...faultsAt() },
	{
		problem: 'loggedOut',
		limitMs: 2_000,
		isAnnounced: true,
		begin: () => close(simulator.current.state, demo(), 401),
		end: async () => {
			await connect(simulator.current.state, demo());
			open(simulator.current.state, demo());
		},
	},
	{
		problem: 'connecting',
		limitMs: 2 * MINUTE_MS,
		isAnnounced: true,
		isHealed: true,
		begin: () => hang(simulator.current.state, demo()),
		end: () => open(simulator.current.state, demo()),
	},
	{
		problem: 'databaseFailing',
		limitMs: 50_000,
		begin: () => (simulator.current.config.databaseDown = true),
		end: () => (simulator.current.config.databaseDown = false),
	},
	{
		problem: 'keyRefused',
		limitMs: 30_000,
		begin: () => (simulator.current.state.key = KEY),
		end: () => (simulator.current.state.key = key),
	},
	{
		problem: 'deliveriesMissing',
		limitMs: 45_000,
		isHealed: true,
		begin: () => (demo().isSilent = true),
		end: () => (demo().isSilent = false),
	},
];

const CHANNELS: ReadonlyArray<readonly [string, readonly Fault[]]> = [
	[
		'webhook',
		[
			...COMMON,
			{
				problem: 'webhookTaken',
				limitMs: 0,
				isHealed: true,
				begin: () =>
					Object.assign(demo(), {
						webhook: { ...demo().webhook, url: 'http://127.0.0.1:9/tool', headers: {} },
					}),
				end: () => {},
			},
			{
				problem: 'eventsOff',
				limitMs: 0,
				isHealed: true,
				begin: () => Object.assign(demo().webhook ?? {}, { events: ['CALL'] }),
				end: () => {},
			},
		],
	],
	[
		'webSocket',
		[
			...COMMON,
			{ problem: 'webSocketRefused', limitMs: 2 * MINUTE_MS, ...faultsAt('/socket.io/') },
			{
				problem: 'eventsOff',
				limitMs: 0,
				isHealed: true,
				begin: () => (demo().extras.websocket = { enabled: true, events: ['CALL'] }),
				end: () => {},
			},
		],
	],
];

interface News {
	readonly at: number;
	readonly text: string;
	readonly recovered: boolean;
}

class Watch {
	private steps = 0;
	private seen = 0;
	private written = 0;
	readonly news: News[] = [];

	constructor(
		private readonly workflow: TriggerWorkflow,
		private readonly random: () => number,
		/** Despite its name, `quietTurns` is a number of turns of the event loop. */
		private readonly quietTurns: number,
	) {}

	async pass(ms: number, writes = true): Promise<void> {
		for (let passed = 0; passed < ms; passed += STEP_MS) {
			if (writes && this.steps % 2 === 0) {
				await receiveText(simulator.current, `message ${++this.written}`);
			}
			await this.step();
		}
	}

	private async step(): Promise<void> {
		stage.aheadMs += STEP_MS;
		this.steps++;
		if (this.steps % 10 === 0) this.workflow.tick();
		await new Promise((resolve) => setTimeout(resolve, 12 + this.random() * 5));
		await untilQuiet(this.quietTurns);
		for (const { json } of stage.n8n.started.slice(this.seen)) {
			if (json.kind !== 'healthAlert') continue;
			const text = `${json.problem}${json.isOver === true ? ' is over' : ''}`;
			this.news.push({ at: Date.now(), text, recovered: json.repair !== null });
		}
		this.seen = stage.n8n.started.length;
	}
}

const COUNT = Number(process.env.FAULTS ?? (triesAll ? 6 : 3));

it.each(CHANNELS)(
	'Health Alert by %s: of random faults, each that lasts long enough is reported once, and its end once',
	async (method, faults) => {
		key = simulator.current.state.key;
		// The test's clock runs much faster than real time, so the server sends pings much more often than usual.
		Object.assign(simulator.current.config.websocket, { pingMs: 40, pongMs: 3_600_000 });
		simulator.current.state.sockets?.forget();
		await stage.n8n.crash();
		const random = randomFrom(method.length);
		const workflow = stage.n8n.workflow('one', {
			events: ['MESSAGES_UPSERT', 'HEALTH_ALERT'],
			options: { connection: { values: { method } } },
		});
		await workflow.activate();
		const watch = new Watch(workflow, random, method === 'webSocket' ? 150 : 1_000);
		await watch.pass(12 * MINUTE_MS);
		expect(watch.news).toEqual([]);
		const longest = { told: 0, announced: 0, over: 0 };
		let [toldCount, shortCount, recoveredCount] = [0, 0, 0];
		for (let count = 0; count < COUNT; count++) {
			const fault = faults[Math.floor(random() * faults.length)];
			const { problem, limitMs, isAnnounced, isHealed } = fault;
			const lastsMs = STEP_MS * (1 + Math.floor(random() * 20));
			const where = `${count}: ${problem} for ${lastsMs / 1000} s`;
			watch.news.length = 0;
			const begun = Date.now();
			await fault.begin();
			await watch.pass(lastsMs);
			await fault.end();
			const ended = Date.now();
			// The node heals some faults by restarting the instance, at most every half hour.
			await watch.pass(isHealed === true ? 31 * MINUTE_MS : 12 * MINUTE_MS);
			if (process.env.FAULTS !== undefined)
				process.stderr.write(
					`${where}: ${watch.news.map(({ at, text }) => `${text} after ${(at - begun) / 1000} s`).join(', ')}\n`,
				);
			const told = watch.news.map(({ text }) => text);
			const isLong = lastsMs >= (isAnnounced === true ? limitMs + MINUTE_MS : TOLD_MS);
			const isShort = lastsMs < limitMs;
			const both = [problem, `${problem} is over`];
			if (isShort) expect([where, told]).toEqual([where, []]);
			else if (isLong || told.length > 0) expect([where, told]).toEqual([where, both]);
			if (isShort) shortCount++;
			if (told.length === 0) continue;
			toldCount++;
			const [beginning, end] = watch.news;
			const wait = beginning.at - begun;
			if (isAnnounced === true) longest.announced = Math.max(longest.announced, wait - limitMs);
			longest.told = Math.max(longest.told, wait);
			if (isHealed !== true) longest.over = Math.max(longest.over, end.at - ended);
			if (end.recovered) recoveredCount++;
			const isRestarted = ['connecting', 'deliveriesMissing'].includes(problem);
			if (isRestarted) expect([where, end.recovered]).toEqual([where, true]);
		}
		const wholeSteps = (ms: number) => Math.floor(ms / STEP_MS) * STEP_MS;
		expect(wholeSteps(longest.told)).toBeLessThanOrEqual(TOLD_MS);
		expect(wholeSteps(longest.announced)).toBeLessThanOrEqual(2 * STEP_MS);
		expect(wholeSteps(longest.over)).toBeLessThanOrEqual(TOLD_MS);
		process.stdout.write(
			`${method}: ${toldCount} told, ${shortCount} too short, ${recoveredCount} recovered, at most after ${longest.told / 1000} s, over after ${longest.over / 1000} s\n`,
		);
		const texts = stage.n8n.texts('one').filter((text) => text !== undefined);
		// While the account is logged out, the server stores no messages.
		const stored = [...demo().messages.newestFirst()].flatMap(({ message }) => {
			const { conversation } = message as { conversation?: string };
			return conversation?.startsWith('message ') === true ? [conversation] : [];
		});
		expect(stored.length).toBeGreaterThan(COUNT);
		expect([...texts].sort()).toEqual(stored.sort());
	},
	60 * MINUTE_MS,
);
