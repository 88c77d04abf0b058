import { bearer } from '../../../../../nodes/EvolutionApi/hub/token';
import { httpRequest } from '../../../../support/httpRequest';
import { untilQuiet } from '../../../../support/time';
import { addConnected, arrived, fail, forget, useSimulator } from '../../../../support/simulator';
import { ANA, keyOf, receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

const simulator = useSimulator();
const stage = useN8n(simulator);
const state = () => simulator.current.state;

const CUSTOMERS = ['bakery', 'garage'];
const ALL = { values: { include: 'all', names: '' } };
const named = (names: unknown = 'bakery, garage') => ({ values: { include: 'byName', names } });

const addInstance = (name: string) => addConnected(simulator.current, name);
beforeEach(() => CUSTOMERS.forEach(addInstance));

const workflow = (
	name: string,
	additionalInstances: unknown = named(),
	options = {},
	parameters = {},
) =>
	stage.n8n.workflow(name, {
		...parameters,
		options: { additionalInstances, ...options } as never,
	});

async function active(...given: Parameters<typeof workflow>) {
	const one = workflow(...given);
	await one.activate();
	await untilQuiet();
	return one;
}

async function say(instance: string, text: string, more: object = {}): Promise<void> {
	await write(instance, text, more);
	await untilQuiet();
}

/** Sends an answer from the instance's own phone, 10 s later: an immediate answer could be an automatic greeting. */
async function answer(instance: string): Promise<void> {
	stage.aheadMs += 10_000;
	await say(instance, 'I am here', { fromMe: true });
	stage.aheadMs += 1_000;
}

const write = async (instance: string, text: string, more: object = {}) =>
	await receiveText(simulator.current, text, more, instance);

const began = (name: string) =>
	stage.n8n.started
		.filter((one) => one.name === name)
		.map(({ json }) => `${String(json.instance)}: ${String(json.text)}`);

const webhookOf = (instance: string) => state().instances.get(instance)?.webhook;
const registered = () =>
	[...state().instances.keys()].filter((name) => {
		const { enabled, url = '' } = webhookOf(name) ?? {};
		return enabled === true && url.startsWith(stage.n8n.url);
	});

async function restart(happens = async () => {}): Promise<void> {
	for (const one of stage.n8n.all) {
		await one.end();
		one.hasWebhook = false;
	}
	await happens();
	for (const one of stage.n8n.all) await one.activate('init');
	stage.aheadMs += 10_000;
	await untilQuiet();
	// On a busy machine, the triggers may have looked for missed messages before the clock was moved.
	for (const one of stage.n8n.all) one.tick();
	await untilQuiet();
}

describe('Additional Instances: the names', () => {
	it('must not be empty', async () => {
		const one = workflow('one', named(' , '));
		await expect(one.activate()).rejects.toThrow('Names" is empty');
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('may be removed in the panel: with the empty option that is left, the trigger listens to the main instance only', async () => {
		await active('one', {});
		expect(registered()).toEqual(['demo']);
	});

	it('must exist: the error names the missing one, and the trigger unregisters from the others', async () => {
		const one = workflow('one', named('bakery, butcher'));
		await expect(one.activate()).rejects.toThrow('The server has no instance "butcher"');
		await untilQuiet();
		expect(registered()).toEqual([]);
	});

	it('of instances whose webhook the server refuses are in the error', async () => {
		fail(simulator.current, { method: 'POST', path: '/webhook/set/garage', times: 9, status: 400 });
		await expect(workflow('one').activate()).rejects.toThrow('"garage"');
	});

	it('may be a list, with a name twice and the main instance in it', async () => {
		await active('one', named(['bakery', 'demo', 'bakery']));
		expect(registered().sort()).toEqual(['bakery', 'demo']);
		await say('bakery', 'bread');
		await say('demo', 'hello');
		expect(began('one')).toEqual(['bakery: bread', 'demo: hello']);
	});
});

describe('Additional Instances: a trigger of several instances', () => {
	it('removes itself from the webhook of each when it is switched off', async () => {
		const one = await active('one');
		expect(registered()).toHaveLength(3);
		await one.deactivate();
		await untilQuiet();
		expect(registered()).toEqual([]);
		expect(one.staticData['node:WhatsApp']?.live).toBeUndefined();
	});

	it('removes itself from the webhook of an instance that is no longer chosen', async () => {
		const one = await active('one');
		await one.publish({ options: { additionalInstances: named('garage') } });
		await untilQuiet();
		expect(registered().sort()).toEqual(['demo', 'garage']);
		await say('bakery', 'bread');
		await say('garage', 'car');
		expect(began('one')).toEqual(['garage: car']);
	});

	it('and a workflow with a single instance both get every message once', async () => {
		await active('all');
		const single = stage.n8n.workflow('single', {
			instance: { __rl: true, mode: 'name', value: 'bakery' },
		});
		await single.activate();
		await untilQuiet();
		await say('bakery', 'bread');
		await say('garage', 'car');
		expect([began('all'), began('single')]).toEqual([
			['bakery: bread', 'garage: car'],
			['bakery: bread'],
		]);
		await stage.n8n.all[0].deactivate();
		await untilQuiet();
		await say('bakery', 'cake');
		expect(began('single')).toEqual(['bakery: bread', 'bakery: cake']);
	});

	it('accepts no event of an instance that is signed with the key of another', async () => {
		const one = await active('one');
		const key = String(webhookOf('bakery')?.headers?.jwt_key);
		expect(key).not.toBe(keyOf(simulator.current));
		const headers = {
			'content-type': 'application/json',
			authorization: bearer(key, Date.now()),
		};
		const body = (instance: string) =>
			JSON.stringify({
				event: 'messages.upsert',
				instance,
				data: { key: { id: 'X', remoteJid: `${ANA}@s.whatsapp.net`, fromMe: false }, message: {} },
			});
		const forged = await httpRequest(one.url, 'POST', headers, body('garage'));
		const stranger = await httpRequest(one.url, 'POST', headers, body('butcher'));
		expect([forged.status, stranger.status]).toEqual([401, 401]);
		expect(began('one')).toEqual([]);
	});

	it('downloads a file from the instance of its message', async () => {
		await active('one', named(), { downloadMedia: { values: { outputField: 'data' } } });
		forget(simulator.current);
		await say('garage', '', { kind: 'image', base64: Buffer.from('picture').toString('base64') });
		const asked = arrived(simulator.current).map(({ path }) => path);
		expect(asked.filter((path) => path.startsWith('/chat/getBase64'))).toEqual([
			'/chat/getBase64FromMediaMessage/garage',
		]);
	});

	it('pauses a chat (Human Takeover) only at the instance where a person answered', async () => {
		await active('one', named(), { humanTakeover: { values: { pause: 60 } } });
		await answer('bakery');
		await say('bakery', 'is it ready?');
		await say('garage', 'is it ready?');
		expect(began('one')).toEqual(['garage: is it ready?']);
		await restart();
		await say('bakery', 'and now?');
		await say('garage', 'and now?');
		expect(began('one')).toEqual(['garage: is it ready?', 'garage: and now?']);
	});
});

describe('Additional Instances: what is stored with the workflow', () => {
	const stored = () => stage.n8n.all[0].staticData['node:WhatsApp'] ?? {};

	it('has no instance name in its keys if the workflow listens to a single instance', async () => {
		const one = stage.n8n.workflow('one', {
			options: { humanTakeover: { values: { pause: 60 } } },
		});
		await one.activate();
		await answer('demo');
		await say('demo', 'hello');
		expect(Object.keys(stored()).sort()).toEqual([
			'activeSince',
			'lastEventAt',
			'live',
			'owner',
			'seen',
			'takeovers',
		]);
		expect(stored().live).toEqual({ instance: 'demo', url: one.url });
	});

	it('contains fewer events of each instance the more instances there are, so that the total stays small', async () => {
		for (let count = 0; count < 50; count++) addInstance(`customer-${count}`);
		await active('one', ALL);
		expect(registered()).toEqual(expect.arrayContaining(['customer-0', 'customer-49']));
		for (let count = 0; count < 60; count++) await write('demo', `${count}`);
		await untilQuiet();
		const of = (instance: string) => JSON.parse(String(stored()[`seen/${instance}`])) as unknown[];
		const most = Math.floor(2_000 / state().instances.size);
		expect(of('demo')).toHaveLength(most + 1);
	}, 60_000);

	it('is not used by a copy of the workflow', async () => {
		const one = await active('one');
		await say('bakery', 'before');
		const copy = workflow('copy');
		copy.staticData = structuredClone(one.staticData);
		await copy.activate();
		await untilQuiet();
		await say('bakery', 'bread');
		expect([began('one'), began('copy')]).toEqual([
			['bakery: before', 'bakery: bread'],
			['bakery: bread'],
		]);
		expect(registered()).toHaveLength(3);
	});
});

describe('Additional Instances: a restart', () => {
	it.each([
		['normal end', async () => {}],
		['kill', async () => await stage.n8n.crash()],
	])('after a %s loses nothing of any instance, and starts nothing twice', async (_how, end) => {
		await active('one');
		await say('bakery', 'before');
		await say('garage', 'before');
		await end();
		await restart(async () => {
			await say('bakery', 'bread');
			await say('garage', 'car');
			await say('demo', 'hello');
		});
		expect(began('one').sort()).toEqual(
			['bakery: before', 'garage: before', 'bakery: bread', 'demo: hello', 'garage: car'].sort(),
		);
	});
});

describe('Additional Instances: an instance that is deleted while the workflow is active', () => {
	it('does not affect the others', async () => {
		const one = await active('one');
		state().instances.delete('bakery');
		one.tick();
		await untilQuiet();
		await say('garage', 'car');
		expect(began('one')).toEqual(['garage: car']);
		await restart(async () => await say('garage', 'wheel'));
		expect(began('one')).toEqual(['garage: car', 'garage: wheel']);
	});
});

describe('Additional Instances All', () => {
	const EMPTY = { instance: { __rl: true, mode: 'list', value: '' } };
	const names = () => [...state().instances.keys()].sort();

	it('needs no choice in the Instance field', async () => {
		await active('one', ALL, {}, EMPTY);
		expect(registered().sort()).toEqual(names());
		await say('garage', 'car');
		expect(began('one')).toEqual(['garage: car']);
	});

	it('adds a new instance at the next check, with its messages since the check before', async () => {
		const one = await active('one', ALL, {}, EMPTY);
		stage.aheadMs += 1_000;
		addInstance('florist');
		await say('florist', 'early');
		stage.aheadMs += 1_000;
		one.tick();
		await settled(() => registered().includes('florist'));
		stage.aheadMs += 10_000;
		await settled(() => began('one').length > 0);
		await say('florist', 'late');
		expect(began('one')).toEqual(['florist: early', 'florist: late']);
		await restart(async () => await say('florist', 'while it was down'));
		expect(began('one')).toEqual(['florist: early', 'florist: late', 'florist: while it was down']);
		await one.deactivate();
		await untilQuiet();
		expect(registered()).toEqual([]);
	});

	it('drops an instance that is gone, with its stored data', async () => {
		const one = await active('one', ALL, {}, EMPTY);
		await say('bakery', 'bread');
		expect(Object.keys(one.staticData['node:WhatsApp'] ?? {})).toContain('seen/bakery');
		state().instances.delete('bakery');
		one.tick();
		await untilQuiet();
		await say('garage', 'car');
		expect(began('one')).toEqual(['bakery: bread', 'garage: car']);
		expect(Object.keys(one.staticData['node:WhatsApp'] ?? {})).not.toContain('seen/bakery');
		await one.deactivate();
		expect(registered()).toEqual([]);
	});

	it('still receives events of all instances while the server cannot list them', async () => {
		const one = await active('one', ALL, {}, EMPTY);
		fail(simulator.current, { path: '/instance/fetchInstances', times: 9, status: 500 });
		one.tick();
		await untilQuiet();
		await say('garage', 'car');
		await restart(async () => await say('bakery', 'bread'));
		await settled(() => began('one').includes('bakery: bread'));
		expect(began('one').sort()).toEqual(['bakery: bread', 'garage: car']);
	});

	it('still receives events of an instance that a starting server does not list yet', async () => {
		const one = await active('one', ALL, {}, EMPTY);
		const bakery = state().instances.get('bakery');
		state().instances.delete('bakery');
		await restart(async () => {
			if (bakery !== undefined) state().instances.set('bakery', bakery);
			await say('bakery', 'bread');
			fail(simulator.current, {
				path: '/instance/fetchInstances',
				times: 2,
				status: 200,
				body: [{ name: 'garage' }],
			});
		});
		await settled(() => began('one').length > 0);
		expect(began('one')).toEqual(['bakery: bread']);
		await one.deactivate();
	});

	it('receives events of the others if the webhook of one instance cannot be set, and of that one after the next check', async () => {
		fail(simulator.current, { method: 'POST', path: '/webhook/set/bakery', times: 9, status: 400 });
		const one = await active('one', ALL, {}, EMPTY);
		await say('garage', 'car');
		expect(began('one')).toEqual(['garage: car']);
		expect(JSON.stringify(stage.n8n.logged)).toContain('bakery');
		forget(simulator.current);
		one.tick();
		await untilQuiet();
		await say('bakery', 'bread');
		expect(began('one')).toEqual(['garage: car', 'bakery: bread']);
	});
});

describe('Additional Instances through WebSocket', () => {
	const SOCKET = { connection: { values: { method: 'webSocket' } } };
	const joined = async (...instances: string[]) => {
		for (const instance of instances) await write(instance, 'hello');
		await settled(() => instances.every((name) => began('one').includes(`${name}: hello`)));
	};

	it('the events of each start the workflow, until it is switched off', async () => {
		const one = workflow('one', named(), SOCKET);
		await one.activate();
		await joined('demo', 'bakery', 'garage');
		await write('garage', 'car');
		await settled(() => began('one').includes('garage: car'));
		expect(began('one').sort()).toEqual(
			['bakery: hello', 'demo: hello', 'garage: car', 'garage: hello'].sort(),
		);
		await one.deactivate();
		await settled(() => state().sockets?.list().length === 0);
		expect(state().sockets?.list()).toEqual([]);
	});
});

describe('Additional Instances: a test in the editor', () => {
	it('listens to all instances, and unregisters from all of them when it ends', async () => {
		const one = workflow('one');
		const end = await one.listen();
		expect(registered()).toHaveLength(3);
		await say('garage', 'car');
		expect(began('one')).toEqual(['garage: car']);
		await end();
		await untilQuiet();
		expect(registered()).toEqual([]);
	});
});

// This must be the last test, because it moves the clock far ahead.
describe('Additional Instances in a process that only takes webhooks', () => {
	it('accepts events of each instance that are signed with its own key', async () => {
		const one = await active('one');
		await one.end();
		stage.aheadMs += 120_000;
		await say('bakery', 'bread');
		await say('garage', 'car');
		expect(began('one')).toEqual(['bakery: bread', 'garage: car']);
	});
});
