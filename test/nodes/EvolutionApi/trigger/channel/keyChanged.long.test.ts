import { sign } from 'jsonwebtoken';

import { untilQuiet } from '../../../../support/time';
import { arrived, useSimulator } from '../../../../support/simulator';
import { FakeN8n } from '../support/fakeN8n';
import { listeners, receiveText, settled } from '../support/happenings';
import type { TriggerWorkflow } from '../support/triggerWorkflow';
import { useN8n } from '../support/useN8n';

// Tests a user who changes the key in the headers of the instance's webhook by hand.

const simulator = useSimulator();
const stage = useN8n(simulator);

let other: FakeN8n;
let workflows: TriggerWorkflow[];

beforeEach(async () => {
	simulator.current.config.webhookRetry = { delaysMs: Array(40).fill(30), timeoutMs: 30_000 };
	other = await FakeN8n.start(simulator.current);
	other.instanceId = 'another n8n';
	// Each n8n starts as a new process, which knows nothing of the previous test.
	for (const n8n of [stage.n8n, other]) await n8n.crash();
	workflows = [stage.n8n.workflow('one'), stage.n8n.workflow('two'), other.workflow('three')];
	for (const workflow of workflows) await workflow.activate();
});

async function someTimeLater(): Promise<void> {
	stage.aheadMs += 10_000;
	await receiveText(simulator.current, 'before');
	await settled(() => workflows.every(({ texts }) => texts.length === 1));
}
afterEach(async () => await other.close());

/** Expects that all workflows have these texts. Workflow `three`, in another n8n, gets them only at its next check. */
async function allHave(...texts: string[]): Promise<void> {
	const [one, two, three] = workflows;
	for (const here of [one, two]) await settled(() => here?.texts.length === texts.length);
	expect([one?.texts, two?.texts]).toEqual([texts, texts]);
	three?.tick();
	await settled(() => three?.texts.length === texts.length);
	expect(three?.texts).toEqual(texts);
}

function isAllDelivered(): boolean {
	const last = new Map(
		simulator.current.state.deliveries.list().map(({ messageId, final }) => [messageId, final]),
	);
	return [...last.values()].every(Boolean);
}

const webhook = () => simulator.current.state.instances.get('demo')?.webhook;
const change = (headers: (now: object) => object) => {
	const now = webhook();
	if (now != null) now.headers = headers(now.headers ?? {}) as typeof now.headers;
};

it.each([
	['another key, other headers unchanged', (now: object) => ({ ...now, jwt_key: 'by hand' })],
	['webhook set again with another key', () => ({ jwt_key: 'by hand' })],
	['webhook set again without headers', () => ({})],
])(
	'the webhook key has changed (%s): every workflow gets the next message at once, that of another n8n within five minutes',
	async (_what, headers) => {
		await someTimeLater();
		change(headers);
		const requests = arrived(simulator.current).length;
		await receiveText(simulator.current, 'after');
		await allHave('before', 'after');
		await receiveText(simulator.current, 'later');
		await settled(() => workflows.every(({ texts }) => texts.length > 2));
		await settled(isAllDelivered);
		expect(workflows.map(({ texts }) => texts)).toEqual(
			workflows.map(() => ['before', 'after', 'later']),
		);
		expect((await listeners(simulator.current)).map(({ url }) => url).sort()).toEqual(
			workflows.map(({ url }) => url).sort(),
		);
		expect(arrived(simulator.current).length - requests).toBeLessThan(60);
	},
);

it.each([
	['are not signed', {}],
	['are signed with another key', { authorization: `Bearer ${sign({}, 'forged')}` }],
])(
	'the webhook key has changed: forged deliveries that %s do not make n8n ask the server again and again',
	async (_what, more) => {
		await someTimeLater();
		const [{ url }] = workflows;
		change(() => ({}));
		const requests = arrived(simulator.current).length;
		const post = async () =>
			await fetch(url, {
				method: 'POST',
				headers: { 'content-type': 'application/json', ...more },
				body: JSON.stringify({ event: 'messages.upsert', instance: 'demo', data: {} }),
			});
		for (let count = 0; count < 50; count++) await post();
		await settled(async () => (await listeners(simulator.current)).length === 3);
		await untilQuiet();
		expect(await listeners(simulator.current)).toHaveLength(3);
		const needed = arrived(simulator.current).length - requests;
		for (let count = 0; count < 50; count++) await post();
		await untilQuiet();
		// On a slow machine, the second 50 forged deliveries can cause one request to the server.
		expect(arrived(simulator.current).length - requests).toBeLessThanOrEqual(needed + 1);
		expect(needed).toBeLessThan(40);
		expect(workflows.flatMap(({ texts }) => texts)).toEqual(['before', 'before', 'before']);
	},
);

it('the webhook key has changed before the first delivery: the first message still starts every workflow', async () => {
	stage.aheadMs += 10_000;
	change((now) => ({ ...now, jwt_key: 'by hand' }));
	await receiveText(simulator.current, 'first');
	await allHave('first');
	expect(await listeners(simulator.current)).toHaveLength(3);
});

it('the webhook key changes twice within half a minute: the next message starts every workflow without a second delivery', async () => {
	await someTimeLater();
	change((now) => ({ ...now, jwt_key: 'by hand' }));
	await receiveText(simulator.current, 'first');
	await allHave('before', 'first');
	stage.aheadMs += 21_000;
	change((now) => ({ ...now, jwt_key: 'by hand, again' }));
	simulator.current.config.webhookRetry = { delaysMs: [], timeoutMs: 30_000 };
	await receiveText(simulator.current, 'second');
	await allHave('before', 'first', 'second');
});
