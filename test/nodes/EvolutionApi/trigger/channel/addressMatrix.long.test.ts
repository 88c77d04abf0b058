import { newInstance } from '../../../../../simulator/state/instance';
import { connect, open } from '../../../../../simulator/whatsapp/life';
import { runOperation } from '../../../../support/run';
import { startFront, type FrontOfN8n, type FrontOptions } from '../../../../support/frontOfN8n';
import { shortenLimits, untilQuiet } from '../../../../support/time';
import { useSimulator } from '../../../../support/simulator';
import { receiveText, settled } from '../support/happenings';
import type { TriggerWorkflow } from '../support/triggerWorkflow';
import { useN8n } from '../support/useN8n';
import { partOf } from '../../../../support/properties';

// Tests proxies and firewalls in front of n8n, in all combinations of their behavior. If events can arrive, they must do so
// within a minute. If they can't, n8n's log, *Check Setup* and a *Health Alert* must name the cause.

const simulator = useSimulator();
const stage = useN8n(simulator);

let front: FrontOfN8n | undefined;

/** Each row has its own instance, because n8n remembers what it knows about an instance. */
let instance = 'row 0';
let rows = 0;
beforeEach(async () => {
	instance = `row ${++rows}`;
	const { state, config } = simulator.current;
	const identity = { name: instance, integration: 'WHATSAPP-BAILEYS', token: instance } as const;
	const row = newInstance(identity, config);
	state.instances.set(instance, row);
	await connect(state, row);
	open(state, row);
});

const write = async (text: string) => await receiveText(simulator.current, text, {}, instance);

const { NODE_TLS_REJECT_UNAUTHORIZED } = process.env;
// Accepts the proxy's self-signed certificate.
beforeAll(() => (process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'));
afterAll(() => {
	if (NODE_TLS_REJECT_UNAUTHORIZED === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
	else process.env.NODE_TLS_REJECT_UNAUTHORIZED = NODE_TLS_REJECT_UNAUTHORIZED;
});
afterEach(async () => await front?.close());

interface Row extends FrontOptions {
	readonly hasBaseUrl: boolean;
}

const MANNERS = ['redirects', 401, 403, 404, 302, 502, 'holds'] as const;

const CAUSES: Readonly<Record<string, RegExp>> = {
	redirects: /redirects to https:\/\/n8n\.example\.com/,
	401: /asks for a password/,
	403: /Cloudflare refuses/,
	404: /Something other than n8n answers/,
	302: /redirects to \/login/,
	502: /does not reach n8n/,
	holds: /no answer came in time/,
};

const rowsWithout: Row[] = [false, true].flatMap((hasHairpin) => [
	...(['none', 'stripped', 'kept'] as const).flatMap((prefix) =>
		[false, true].map((isHttps) => ({ prefix, isHttps, hasHairpin, hasBaseUrl: false })),
	),
	...MANNERS.map((manners) => ({ manners, hasHairpin, hasBaseUrl: false })),
]);
const rowsWith: Row[] = [
	...(['stripped', 'kept'] as const).map((prefix) => ({ prefix, hasBaseUrl: true })),
	...MANNERS.map((manners) => ({ prefix: 'stripped' as const, manners, hasBaseUrl: true })),
	{ hasHairpin: true, manners: 401, hasBaseUrl: true },
];

const describeRow = ({
	prefix = 'none',
	manners = 'passes',
	isHttps,
	hasHairpin,
	hasBaseUrl,
}: Row) =>
	`${isHttps === true ? 'https, ' : ''}prefix ${prefix}, ${manners}, ${hasHairpin === true ? 'hairpin' : 'no hairpin'}, ${hasBaseUrl ? 'Base URL inside' : 'no Base URL'}`;

const works = ({ prefix, manners = 'passes', hasBaseUrl }: Row): boolean =>
	hasBaseUrl || (manners === 'passes' && prefix !== 'kept');

function causeOf({ hasHairpin, manners = 'passes', hasBaseUrl }: Row): RegExp | undefined {
	if (hasBaseUrl) return undefined;
	if (hasHairpin === true) return /n8n does not reach its own address/;
	return CAUSES[manners] ?? /has no webhook at \/n8n\/webhook\//;
}

async function publish(row: Row): Promise<TriggerWorkflow> {
	// Only requests that hang get the short limit. All others might take longer on a busy machine.
	const timeoutMs = row.manners === 'holds' ? 300 : 3_000;
	shortenLimits(timeoutMs);
	simulator.current.config.webhookRetry = { delaysMs: [], timeoutMs };
	front = await startFront(stage.n8n.url, row);
	stage.n8n.publicUrl = front.url;
	const options = row.hasBaseUrl ? { connection: { values: { baseUrl: stage.n8n.url } } } : {};
	const workflow = stage.n8n.workflow('one', {
		events: ['MESSAGES_UPSERT', 'HEALTH_ALERT'],
		instance: { __rl: true, mode: 'name', value: instance },
		options: { ...options, autoRecover: false },
	});
	await workflow.activate();
	await later(workflow, 12_000);
	return workflow;
}

async function later(workflow: TriggerWorkflow, ms: number): Promise<void> {
	stage.aheadMs += ms;
	workflow.tick();
	await untilQuiet();
}

const texts = ({ name }: TriggerWorkflow) =>
	stage.n8n.texts(name).filter((text) => text !== undefined);

const alerts = () =>
	stage.n8n.started.filter(({ json }) => json.kind === 'healthAlert').map(({ json }) => json);

async function webhookAddress() {
	const { items } = await runOperation(simulator.current, {
		resource: 'system',
		operation: 'checkSetup',
		instance,
		values: { options: { eachCheck: true } },
	});
	return items.map(({ json }) => json).find(({ check }) => check === 'Webhook Address');
}

const all = [...rowsWithout, ...rowsWith].map((row) => [describeRow(row), row] as const);

it.each(partOf(all.filter(([, row]) => works(row))))(
	'%s: a message starts the workflow at once',
	async (_what, row) => {
		const workflow = await publish(row);
		await write('hello');
		await settled(() => texts(workflow).length === 1, 3_000);
		expect(texts(workflow)).toEqual(['hello']);
		const { status, details } = (await webhookAddress()) ?? {};
		const isSeen = row.hasHairpin !== true || row.hasBaseUrl;
		expect([status, details]).toEqual([
			isSeen ? 'ok' : 'warning',
			expect.stringMatching(
				isSeen ? /The server reaches n8n/ : /The server does: its last delivery/,
			),
		]);
	},
);

it.each(partOf(all.filter(([, row]) => !works(row))))(
	'%s: the cause is in the log, in Check Setup and in the alert',
	async (_what, row) => {
		const workflow = await publish(row);
		const cause = causeOf(row);
		expect(JSON.stringify(stage.n8n.logged)).toMatch(cause ?? /never/);
		await write('hello');
		expect(await webhookAddress()).toMatchObject({
			status: row.hasHairpin === true || row.manners === 'holds' ? 'warning' : 'problem',
			details: expect.stringMatching(cause ?? /never/),
		});
		await later(workflow, 3 * 60_000);
		await settled(() => alerts().length > 0, 3_000);
		expect(alerts()).toMatchObject([
			{ problem: 'deliveriesMissing', details: expect.stringMatching(cause ?? /never/) },
		]);
	},
);
