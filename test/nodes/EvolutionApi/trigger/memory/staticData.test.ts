import type { IDataObject } from 'n8n-workflow';

import { bearer } from '../../../../../nodes/EvolutionApi/hub/token';
import { readActivation } from '../../../../../nodes/EvolutionApi/trigger/memory/staticData';
import { httpRequest } from '../../../../support/httpRequest';
import { untilQuiet } from '../../../../support/time';
import { addConnected, useSimulator } from '../../../../support/simulator';
import { ANA, receiveText, settled } from '../support/happenings';
import type { TriggerWorkflow } from '../support/triggerWorkflow';
import { useN8n } from '../support/useN8n';

// Tests the exact form of the stored data. An update of the package must neither start a workflow again nor lose a message.

const simulator = useSimulator();
const stage = useN8n(simulator);
beforeEach(async () => await stage.n8n.crash());

const BEN = '5511977776666';
/** Identifies the node that stored the data: node "1" of the workflow "before" in the n8n whose ID is "n8n". */
const OWNER = 'iuhT7Pqbyyt0YTDv';
/** Hashes that identify Ana's message with the text "TAKEN", keyed by the instance that received the message. */
const TAKEN = { demo: 'Qkpkbj6BnkYgERupfEnJT9', bakery: '3FzJlEcFj-yZx5eGLic_rR' };
const BENS_CHAT = 'BEIhG0gB';

const seconds = () => Math.floor(Date.now() / 1000);

const takenText = (instance: keyof typeof TAKEN) =>
	`[["${TAKEN[instance]}",${seconds() - 20 * 60}]]`;
/** Returns stored data for this case: a person answered Ben from an iPhone a minute ago, so the bot pauses for half an hour. */
const takeoversText = () => {
	const since = (seconds() - 60) * 1000;
	return `[[["${BENS_CHAT}"],[[${since},${since + 1_800_000},"human","ios"]]]]`;
};

function updatedWorkflow(stored: IDataObject, more = '') {
	stage.n8n.instanceId = 'n8n';
	const additionalInstances =
		more === '' ? undefined : { values: { include: 'byName', names: more } };
	const workflow = stage.n8n.workflow('before', {
		options: {
			...(additionalInstances && { additionalInstances }),
			humanTakeover: { values: { pause: 30 } },
		},
	});
	workflow.staticData = { 'node:WhatsApp': { owner: OWNER, ...stored } };
	return workflow;
}

const storedBy = ({ staticData }: TriggerWorkflow) => staticData['node:WhatsApp'] ?? {};

async function start(workflow: TriggerWorkflow): Promise<void> {
	await workflow.activate('init');
	stage.aheadMs += 10_000;
	await untilQuiet();
}

async function hear(
	{ url }: TriggerWorkflow,
	{
		id = 'NEW',
		from = ANA,
		instance = 'demo',
	}: Partial<Record<'id' | 'from' | 'instance', string>>,
): Promise<void> {
	const key = simulator.current.state.instances.get(instance)?.webhook?.headers?.jwt_key;
	const headers = {
		'content-type': 'application/json',
		authorization: bearer(String(key), Date.now()),
	};
	const data = {
		key: { id, remoteJid: `${from}@s.whatsapp.net`, fromMe: false },
		message: { conversation: `${id} at ${instance}` },
		messageTimestamp: seconds(),
	};
	const body = JSON.stringify({ event: 'messages.upsert', instance, data });
	await httpRequest(url, 'POST', headers, body);
	await untilQuiet();
}

describe('static data of a workflow with one instance, after an update of the package', () => {
	const single = () => {
		const workflow = updatedWorkflow({});
		// The instance received an event a minute ago, before the workflow became active.
		const activeSince = (seconds() - 5) * 1000;
		Object.assign(storedBy(workflow), {
			activeSince,
			lastEventAt: (seconds() - 60) * 1000,
			live: { url: workflow.url, instance: 'demo' },
			seen: takenText('demo'),
			takeovers: takeoversText(),
		});
		return workflow;
	};

	it.each(['seen', 'answers'])(
		'does not start the workflow again with events of 20 minutes before, nor after another kill (%s)',
		async (entry) => {
			const workflow = single();
			const { seen, ...stored } = storedBy(workflow);
			workflow.staticData = { 'node:WhatsApp': { ...stored, [entry]: seen } };
			await start(workflow);
			await hear(workflow, { id: 'TAKEN' });
			expect(workflow.texts).toEqual([]);
			await hear(workflow, {});
			await settled(() => Number(storedBy(workflow).lastEventAt) > Number(stored.lastEventAt));
			await stage.n8n.crash();
			await start(workflow);
			await hear(workflow, { id: 'TAKEN' });
			expect(workflow.texts).toEqual(['NEW at demo']);
		},
	);

	it('recovers what came during the update', async () => {
		const workflow = single();
		await receiveText(simulator.current, 'during the update');
		await start(workflow);
		expect(workflow.texts).toEqual(['during the update']);
	});

	it('keeps the pause of a chat that a person has taken over', async () => {
		const workflow = single();
		await start(workflow);
		await hear(workflow, { from: BEN });
		expect(workflow.texts).toEqual([]);
	});

	it('is stored under the same keys, and without the registration once the workflow is switched off', async () => {
		const workflow = single();
		const { lastEventAt } = storedBy(workflow);
		const before = Object.keys(storedBy(workflow)).sort();
		await start(workflow);
		await hear(workflow, {});
		await settled(() => Number(storedBy(workflow).lastEventAt) > Number(lastEventAt));
		const stored = storedBy(workflow);
		expect(Object.keys(stored).sort()).toEqual(before);
		expect(stored).toMatchObject({
			owner: OWNER,
			live: { url: workflow.url, instance: 'demo' },
			seen: expect.stringContaining(`["${TAKEN.demo}",`) as string,
			takeovers: expect.stringContaining(`[["${BENS_CHAT}"],[[`) as string,
		});
		await workflow.deactivate();
		expect(storedBy(workflow).live).toBeUndefined();
		expect(storedBy(workflow).seen).toBe(stored.seen);
	});
});

describe('static data of a workflow with more instances, after an update of the package', () => {
	beforeEach(() => {
		for (const name of ['bakery', 'garage']) addConnected(simulator.current, name);
	});

	const several = () => {
		const workflow = updatedWorkflow({}, 'bakery');
		Object.assign(storedBy(workflow), {
			activeSince: (seconds() - 5) * 1000,
			live: { url: workflow.url, instance: 'demo', more: ['bakery'], beforeOf: {} },
		});
		for (const name of ['demo', 'bakery', 'garage'] as const)
			Object.assign(storedBy(workflow), {
				[`lastEventAt/${name}`]: (seconds() - 60) * 1000,
				[`seen/${name}`]: name === 'garage' ? '[]' : takenText(name),
				[`takeovers/${name}`]: name === 'demo' ? '[]' : takeoversText(),
			});
		return workflow;
	};

	it('has for each instance its own events and paused chats', async () => {
		const workflow = several();
		await start(workflow);
		for (const instance of ['demo', 'bakery']) {
			await hear(workflow, { id: 'TAKEN', instance });
			await hear(workflow, { instance, from: BEN });
			await hear(workflow, { id: 'OTHER', instance });
		}
		expect(workflow.texts).toEqual(['NEW at demo', 'OTHER at demo', 'OTHER at bakery']);
	});

	it('drops the data of the instance that is no longer chosen, and of no other', async () => {
		const workflow = several();
		await start(workflow);
		const names = Object.keys(storedBy(workflow));
		expect(names.filter((name) => name.endsWith('/garage'))).toEqual([]);
		expect(names.sort()).toEqual([
			'activeSince',
			'lastEventAt/bakery',
			'lastEventAt/demo',
			'live',
			'owner',
			'seen/bakery',
			'seen/demo',
			'takeovers/bakery',
			'takeovers/demo',
		]);
	});
});

const ACTIVATION = {
	activeSince: 7,
	live: { url: 'u', instance: 'a', more: ['b'] },
	instances: ['a', 'b'],
};

it.each([
	['nothing', undefined],
	['a text', 'active'],
	['an empty object', {}],
	['values of other kinds', { ...ACTIVATION, instances: 'a' }],
	['a registration of other kinds', { ...ACTIVATION, live: { url: 7 } }],
])('static data: a registration of another process with %s is ignored', (_what, sent) => {
	expect(readActivation(sent)).toBeUndefined();
});

it('static data: of a registration of another process only the known keys are read', () => {
	expect(readActivation({ ...ACTIVATION, other: true })).toEqual(ACTIVATION);
	expect(readActivation({ live: {}, instances: [] })).toEqual({ live: {}, instances: [] });
});
