import type { IDataObject } from 'n8n-workflow';

import { runOperationWith } from '../../../../dev/engine/operation';
import { startClient } from '../../../../simulator/go/life/clients';
import { setPasskey, STAGES } from '../../../../simulator/go/life/passkey';
import { startSimulator, type Simulator } from '../../../../simulator/server';
import type { Instance } from '../../../../simulator/state/instance';
import { close, endQrCodes } from '../../../../simulator/whatsapp/life';
import { onSleep, sleepByClock, turns, untilQuiet } from '../../../support/time';
import { randomFrom } from '../../../support/random';
import { arrived } from '../../../support/simulator';
import { FakeN8n } from '../trigger/support/fakeN8n';

onSleep(sleepByClock);

// Tests problems with linking a phone: what *Connect*, *Check Setup* and *Health Alert* report about them.

interface Server {
	readonly server: 'api' | 'go';
	readonly version: string;
	readonly isToken?: true;
}

const SERVERS: readonly Server[] = [
	{ server: 'api', version: '2.3.7' },
	{ server: 'api', version: '2.4.0' },
	{ server: 'go', version: '0.7.1' },
	{ server: 'go', version: '0.7.2' },
	{ server: 'go', version: '0.7.2', isToken: true },
];

/** For each problem: a pattern for the text that describes the problem, and one for the advice. */
const SAYS: Record<string, readonly RegExp[]> = {
	connected: [/^Connected to WhatsApp/],
	qrCodeNotScanned: [
		/waits for the phone: no one has used it yet, or the phone was refused/,
		/scanning again does not help: .*companion_reg_refresh/,
	],
	qrCodesUsedUp: [/makes no new ones/, /Instance → Connect gives it/],
	connecting: [
		/has not got through/,
		/405.*If the server has the setting (CONFIG_SESSION_PHONE_VERSION|WHATSAPP_VERSION).* remove it/,
	],
	disconnected: [
		/^The instance is not connected to WhatsApp(?!.*\(.*(Logged out|logged out|refuses))/,
		/Run Instance → Connect/,
	],
	passkeyNeeded: [/asks for the passkey .*stage/, /A pairing code does not get around it/],
	loggedOut: [/(Logged|logged) out/, /QR code/],
	restricted: [/refuses the account|temporarily banned/, /Check on the phone/],
	licenseMissing: [/is not activated: its license is missing/, /^Open .* and activate the server/],
};

interface Stage {
	readonly simulator: Simulator;
	readonly instance: Instance;
	readonly random: () => number;
}

interface Fault {
	readonly name: string;
	readonly isLinked?: true;
	isPossible?(server: Server): boolean;
	readonly linking?: Simulator['config']['linking'];
	readonly begin?: (stage: Stage) => unknown;
	/** Runs while *Connect* waits. */
	readonly meanwhile?: (stage: Stage) => unknown;
	/** Names of the problems that *Connect*, *Check Setup* and *Health Alert* must report. */
	readonly connect: string | ((server: Server) => string);
	readonly check: string | ((server: Server) => string);
	readonly alert: string | undefined | ((server: Server) => string | undefined);
}

const isApi = ({ server }: Server) => server === 'api';
const scan = async ({ simulator, instance }: Stage) =>
	await fetch(`${simulator.url}/_sim/instances/${instance.name}/scan`, { method: 'POST' });
const notScanned = {
	connect: 'qrCodeNotScanned',
	check: 'qrCodeNotScanned',
	alert: 'qrCodeNotScanned',
};

const FAULTS: readonly Fault[] = [
	{ name: 'none', meanwhile: scan, connect: 'connected', check: 'connected', alert: undefined },
	{ name: 'nobody scans', ...notScanned },
	{
		name: 'the phone cannot link the device',
		linking: 'refusedByPhone',
		meanwhile: scan,
		...notScanned,
	},
	{
		name: 'the codes are used up',
		isPossible: isApi,
		async meanwhile({ simulator, instance }) {
			// Waits until *Connect* has requested a code, because this request starts a new series of codes.
			const code = `/instance/connect/${instance.name}`;
			while (arrived(simulator).at(-1)?.path !== code) await turns(1);
			endQrCodes(simulator.state, instance);
		},
		connect: 'qrCodesUsedUp',
		check: 'qrCodesUsedUp',
		alert: 'qrCodesUsedUp',
	},
	{
		name: 'WhatsApp refuses the client (405)',
		linking: 'clientOutdated',
		connect: 'connecting',
		// After WhatsApp has refused the client, only Evolution API 2.3.7 keeps trying to connect.
		check: ({ version }) => (version === '2.3.7' ? 'connecting' : 'disconnected'),
		alert: ({ version }) => (version === '2.3.7' ? 'connecting' : 'disconnected'),
	},
	{
		name: 'a passkey',
		isPossible: ({ version }) => version === '0.7.2',
		async meanwhile({ simulator: { config, state }, instance, random }) {
			config.go.passkeyPublicUrl = 'https://evo.example.org';
			await startClient(state, instance);
			setPasskey(state, instance, STAGES[Math.floor(random() * STAGES.length)]);
		},
		connect: 'passkeyNeeded',
		check: 'passkeyNeeded',
		alert: 'passkeyNeeded',
	},
	{
		name: 'no license',
		isPossible: ({ version }) => version !== '2.3.7',
		begin: ({ simulator }) => (simulator.config.licensed = false),
		connect: 'licenseMissing',
		check: 'licenseMissing',
		alert: 'licenseMissing',
	},
	{
		name: 'logged out on the phone',
		isLinked: true,
		begin: ({ simulator, instance }) => close(simulator.state, instance, 401),
		// *Connect* gets a new QR code.
		connect: 'qrCodeNotScanned',
		// Evolution Go creates a new code by itself, and forgets the reason for the log-out.
		check: (server) => (isApi(server) ? 'loggedOut' : 'qrCodeNotScanned'),
		alert: 'loggedOut',
	},
	{
		name: 'WhatsApp refuses the account',
		isLinked: true,
		isPossible: isApi,
		begin({ simulator, instance }) {
			close(simulator.state, instance, 403);
			instance.paired = false;
		},
		connect: 'qrCodeNotScanned',
		check: 'restricted',
		alert: 'restricted',
	},
];

const RUNS = SERVERS.flatMap((server) =>
	FAULTS.filter(({ isPossible }) => isPossible?.(server) ?? true).map((fault) => ({
		server,
		fault,
	})),
).map((run, index) => ({ ...run, random: randomFrom(index + 1) }));

/** Maximum number of turns of the event loop (not ms) in `untilQuiet`. */
const QUIET_MS = 500;

let aheadMs = 0;
const closers: Array<() => Promise<unknown>> = [];
beforeEach(() => {
	const now = Date.now;
	aheadMs = 0;
	jest.spyOn(Date, 'now').mockImplementation(() => now() + aheadMs);
});
afterEach(async () => {
	for (const one of closers.splice(0).reverse()) await one();
	jest.restoreAllMocks();
});

async function start(
	{ server, version, isToken }: Server,
	{ isLinked, linking = 'works' }: Fault,
	random: () => number,
) {
	const simulator = await startSimulator({ port: 0, quiet: true, seed: true, server, version });
	closers.push(async () => await simulator.close());
	const { config, state, url: baseUrl, key } = simulator;
	config.linking = linking;
	config.webhookRetry = { delaysMs: [], timeoutMs: 30_000 };
	Object.assign(config.go, { startMs: 20, retryMs: 2, queryMs: 5, qrMs: 3_600_000 });
	const name = isLinked ? 'demo' : 'new-phone';
	const instance = state.instances.get(name);
	if (instance === undefined) throw new Error(`The demo data has no "${name}"`);
	const n8n = await FakeN8n.start(simulator);
	closers.push(async () => await n8n.close());
	await n8n.crash();
	if (isToken) n8n.credential = { baseUrl, instanceToken: instance.token };
	else if (server === 'go') n8n.credential = { baseUrl, globalApiKey: key };
	const events = ['MESSAGES_UPSERT', 'HEALTH_ALERT'];
	const chosen = { __rl: true, mode: 'name', value: isToken ? '' : name };
	const workflow = n8n.workflow('one', { events, instance: chosen });
	await workflow.activate();
	await untilQuiet(QUIET_MS);
	const run = async (resource: string, operation: string, values: IDataObject = {}) => {
		const { authentication, credential, credentialType } = n8n;
		const credentials = { [credentialType]: credential };
		return await runOperationWith(
			{ authentication, credentials },
			{ resource, operation, values, instance: isToken ? undefined : name },
		);
	};
	return { stage: { simulator, instance, random }, n8n, workflow, run };
}

const named = (text: string) =>
	Object.entries(SAYS).flatMap(([name, [found]]) => (found.test(text) ? [name] : []));

function expectRemedy(where: string, name: string, whatToDo: unknown) {
	const [, remedy] = SAYS[name];
	if (remedy === undefined) expect([where, whatToDo || null]).toEqual([where, null]);
	else expect([where, whatToDo]).toEqual([where, expect.stringMatching(remedy)]);
}

const valueFor = <Value>(server: Server, value: Value | ((server: Server) => Value)): Value =>
	typeof value === 'function' ? (value as (server: Server) => Value)(server) : value;

async function play({ server, fault, random }: (typeof RUNS)[number]) {
	const where = `${fault.name} at ${server.server} ${server.version}${server.isToken ? ' by token' : ''}`;
	const { stage, n8n, workflow, run } = await start(server, fault, random);
	await fault.begin?.(stage);
	const said: Record<string, unknown> = {};

	const minutes = async (count: number) => {
		for (let minute = 1; minute <= count; minute++) {
			aheadMs += 60_000;
			if (minute % 5 === 0) workflow.tick();
			await turns(4);
			await untilQuiet(QUIET_MS);
		}
	};
	const check = async () => {
		const { items } = await run('system', 'checkSetup', { options: { eachCheck: true } });
		const rows = items.map(({ json }) => json);
		const row = rows.find(({ check: name }) => name === 'Connection');
		return rows.find(({ check: name, status }) => name === 'License' && status !== 'ok') ?? row;
	};
	const connect = async () => {
		let isOver = false;
		const connected = run('instance', 'connect', { waitSeconds: 30 }).finally(
			() => (isOver = true),
		);
		for (let seconds = 0; !isOver; ) {
			if (stage.instance.qr !== null && ++seconds === 6) await fault.meanwhile?.(stage);
			aheadMs += 1_000;
			await turns(2);
		}
		return await connected;
	};

	// For a linked phone, *Check Setup* runs before *Connect*, because *Connect* would request a new code.
	if (fault.isLinked) {
		await untilQuiet(QUIET_MS);
		said.check = await check();
		await minutes(6);
	}
	const { items, error } = await connect();
	if (!fault.isLinked) {
		said.check = await check();
		await minutes(6);
	}

	const expected = {
		connect: valueFor(server, fault.connect),
		check: valueFor(server, fault.check),
		alert: valueFor(server, fault.alert),
	};
	const json = items[0]?.json ?? {};
	const connectSays = error === undefined ? String(json.details) : error.message;
	expect([where, named(connectSays)]).toEqual([where, [expected.connect]]);
	expectRemedy(where, expected.connect, error === undefined ? json.whatToDo : error.description);
	if (error === undefined) {
		const problem = expected.connect === 'connected' ? null : expected.connect;
		expect([where, json.problem]).toEqual([where, problem]);
		expect([where, json.state === 'open']).toEqual([where, problem === null]);
	}

	const row = said.check as IDataObject;
	expect([where, named(String(row.details))]).toEqual([where, [expected.check]]);
	expectRemedy(where, expected.check, row.whatToDo);

	const alerts = n8n.started.map((one) => one.json).filter(({ kind }) => kind === 'healthAlert');
	const told = alerts.filter(({ isOver }) => isOver !== true);
	expect([where, told.map(({ problem }) => problem)]).toEqual([
		where,
		expected.alert === undefined ? [] : [expected.alert],
	]);
	if (expected.alert !== undefined) expectRemedy(where, expected.alert, told[0].whatToDo);
	if (expected.alert === expected.check && expected.check !== 'licenseMissing')
		expect([where, told[0]?.whatToDo]).toEqual([where, row.whatToDo]);
	if (expected.connect === expected.check && error === undefined)
		expect([where, json.whatToDo]).toEqual([where, row.whatToDo || null]);
	if (expected.connect === 'passkeyNeeded') {
		expect(json).toMatchObject({
			qrCode: null,
			passkeyStage: expect.stringMatching(/\w/),
			passkeyUrl: expect.stringMatching(/^https:\/\/web\.whatsapp\.com\/#wapk=/),
		});
	}
}

it.each(RUNS)(
	'Check Setup and Connect give the reason why a phone cannot be linked: $fault.name at $server.server $server.version',
	async (run) => {
		await play(run);
	},
);
