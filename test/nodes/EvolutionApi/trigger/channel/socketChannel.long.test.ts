import { httpRequest } from '../../../../support/httpRequest';
import { untilQuiet } from '../../../../support/time';
import { arrived, forget, fail, useSimulator } from '../../../../support/simulator';
import { Receiver } from '../../hub/support/receiver';
import {
	listeners,
	receiveText,
	sendText,
	settled,
	subscribe,
	unsubscribe,
} from '../support/happenings';
import { useN8n } from '../support/useN8n';

// Tests a trigger that receives events through a WebSocket. The server doesn't have n8n's URL, and can't call it.

const simulator = useSimulator();
const stage = useN8n(simulator);
const SOCKET = { options: { connection: { values: { method: 'webSocket' } } } };
const path = '/socket.io/';

const state = () => simulator.current.state;
const setting = () => state().instances.get('demo')?.extras.websocket;
const joined = () => state().sockets?.list() ?? [];
const workflow = (name: string, parameters = {}) =>
	stage.n8n.workflow(name, { ...SOCKET, ...parameters });
const texts = (name: string) => stage.n8n.texts(name);
const say = async (...some: string[]) => {
	for (const text of some) await receiveText(simulator.current, text);
};

async function request(method: string, route: string, body?: object): Promise<void> {
	const { url, key } = simulator.current;
	const headers = { 'content-type': 'application/json', apikey: key };
	const { status } = await httpRequest(url + route, method, headers, body && JSON.stringify(body));
	expect(status).toBeLessThan(300);
}

async function active(name: string, parameters = {}) {
	const one = workflow(name, parameters);
	await one.activate();
	await say('hello');
	await settled(() => texts(name).includes('hello') && joined().length > 0);
	await untilQuiet();
	return one;
}

const logged = () => JSON.stringify(stage.n8n.logged);

describe('WebSocket: an event starts the workflow', () => {
	it('without an address at which the server reaches n8n', async () => {
		await active('one');
		await say('second');
		await settled(() => texts('one').includes('second'));
		expect(texts('one')).toEqual(['hello', 'second']);
		expect(state().deliveries.list()).toEqual([]);
		expect(state().instances.get('demo')?.webhook?.enabled).toBe(false);
	});

	it('and every other workflow that listens to it, over one connection', async () => {
		await active('one');
		await workflow('two', { events: ['SEND_MESSAGE'] }).activate();
		await workflow('three').activate();
		await sendText(simulator.current, 'sent');
		await say('received');
		await settled(() => texts('three').includes('received') && texts('two').length > 0);
		await settled(() => texts('one').includes('received'));
		expect(texts('one')).toEqual(['hello', 'received']);
		expect(texts('two')).toEqual(['sent']);
		expect(texts('three')).toEqual(['received']);
		expect(joined()).toHaveLength(1);
	});

	it('next to a workflow that receives through the webhook', async () => {
		await active('one');
		await stage.n8n.workflow('hook').activate();
		await say('both');
		await settled(() => texts('one').includes('both') && texts('hook').includes('both'));
		expect(texts('one')).toEqual(['hello', 'both']);
		expect(texts('hook')).toEqual(['both']);
	});

	it('only if its filters match, and with Simplify off as the raw event without the API key', async () => {
		await active('one');
		await workflow('raw', {
			options: { simplify: false },
			filters: { textMatching: 'contains', text: 'yes' },
		}).activate();
		await say('no', 'yes please');
		await settled(() => texts('one').includes('yes please'));
		await settled(() => stage.n8n.started.some(({ name }) => name === 'raw'));
		const raw = stage.n8n.started.filter(({ name }) => name === 'raw');
		expect(JSON.stringify(raw.at(-1)?.json)).toContain('yes please');
		expect(JSON.stringify(raw)).not.toContain('apikey');
	});

	it('once for each of hundreds of events, in their order', async () => {
		// Turns off the loop guard, which lets one chat start the workflow only 120 times in an hour.
		const { connection } = SOCKET.options;
		await active('one', { options: { connection, loopGuard: 0 } });
		const named = Array.from({ length: 300 }, (_, index) => `message ${index}`);
		await say(...named);
		await settled(() => texts('one').length > named.length, 100_000);
		expect(texts('one').slice(1)).toEqual(named);
	}, 120_000);
});

describe('WebSocket: the connection continues', () => {
	afterEach(() => {
		state().key = simulator.current.key;
	});

	it.each([
		['the server is started again', () => state().sockets?.forget()],
		['open polls break off', () => state().sockets?.cut()],
		[
			'a proxy answers with 502',
			() => fail(simulator.current, { path, status: 502, body: '<html>', times: 3 }),
		],
		[
			'there are too many requests',
			() =>
				fail(simulator.current, { path, status: 429, times: 2, headers: { 'retry-after': '0' } }),
		],
		['an answer is lost', () => fail(simulator.current, { path, drop: 'after', method: 'GET' })],
		['an answer is cut off', () => fail(simulator.current, { path, drop: 'mid', method: 'GET' })],
	])('when %s, and nothing is lost', async (_what, happen) => {
		await active('one');
		happen();
		await say('a', 'b');
		await settled(() => texts('one').includes('b'));
		await settled(() => joined().length > 0);
		await say('c');
		await settled(() => texts('one').includes('c'));
		expect([...texts('one')].sort()).toEqual(['a', 'b', 'c', 'hello']);
	});

	it('when the key is changed, first on the server and then in n8n, and nothing is lost', async () => {
		const one = await active('one');
		state().key = 'new key';
		state().sockets?.forget();
		await say('missed');
		await settled(() => logged().includes('refused the API key'));
		stage.n8n.credential = { ...stage.n8n.credential, apiKey: 'new key' };
		one.tick();
		await settled(() => texts('one').includes('missed'));
		await say('after');
		await settled(() => texts('one').includes('after'));
		expect(texts('one')).toEqual(['hello', 'missed', 'after']);
		expect(logged()).not.toContain('new key');
	});

	it('without reading the credential for each of its requests', async () => {
		await active('one');
		await settled(() => joined().length > 0);
		const { credentialReads } = stage.n8n;
		for (const text of ['a', 'b', 'c', 'd']) {
			await say(text);
			await settled(() => texts('one').includes(text));
		}
		expect(stage.n8n.credentialReads).toBe(credentialReads);
	});

	it('until the last workflow is switched off, and then ends, even if the server does not answer the disconnect', async () => {
		const one = await active('one');
		await settled(() => joined().length > 0);
		fail(simulator.current, { path, method: 'POST', delayMs: 5_000 });
		await one.deactivate();
		await settled(() => joined().length === 0);
		expect(joined()).toEqual([]);
	});

	it('when a user has changed the events in the WebSocket setting, and adds its own again', async () => {
		const one = await active('one');
		await settled(() => one.cron !== undefined);
		state().instances.get('demo')!.extras.websocket = { enabled: true, events: ['CALL'] };
		await say('missed');
		one.tick();
		await settled(() => texts('one').includes('missed'));
		await untilQuiet();
		expect(setting()).toMatchObject({ events: ['CALL', 'MESSAGES_EDITED', 'MESSAGES_UPSERT'] });
	});

	it('at the next repair after the instance was deleted and created again, and nothing is lost', async () => {
		const one = await active('one');
		// Events in the same second as the activation may count as later than it.
		stage.aheadMs += 3_000;
		const two = workflow('two');
		await two.activate();
		await request('DELETE', '/instance/delete/demo');
		await settled(() => !state().leaving.has('demo'));
		await request('POST', '/instance/create', {
			instanceName: 'demo',
			integration: 'WHATSAPP-BAILEYS',
		});
		await request('POST', '/_sim/instances/demo/scan');
		await say('missed');
		for (const each of [one, two]) each.tick();
		await settled(() => texts('one').includes('missed') && texts('two').includes('missed'));
		await say('after');
		await settled(() => texts('one').includes('after') && texts('two').includes('after'));
		expect([texts('one'), texts('two')]).toEqual([
			['hello', 'missed', 'after'],
			['missed', 'after'],
		]);
	});

	it('when the instance was created again and the workflow of another n8n noticed it first', async () => {
		const one = await active('one');
		await settled(() => one.cron !== undefined);
		const { url } = one.staticData['node:WhatsApp']?.live as { url: string };
		state().instances.get('demo')!.extras.websocket = { enabled: true, events: ['CALL'] };
		await say('missed');
		await unsubscribe(simulator.current, url);
		await subscribe(simulator.current, 'http://127.0.0.1:9/other', 'socket');
		const events = ['CALL', 'MESSAGES_EDITED', 'MESSAGES_UPSERT'];
		state().instances.get('demo')!.extras.websocket = { enabled: true, events };
		one.tick();
		await settled(() => texts('one').includes('missed'));
		expect(texts('one')).toEqual(['hello', 'missed']);
	});
});

describe('WebSocket: the WebSocket setting of the instance', () => {
	it('keeps the events chosen in it before, and those of a workflow that is switched off', async () => {
		state().instances.get('demo')!.extras.websocket = { enabled: true, events: ['CALL'] };
		const one = workflow('one');
		const two = workflow('two', { events: ['CALL', 'SEND_MESSAGE'] });
		await one.activate();
		await two.activate();
		const all = ['CALL', 'MESSAGES_EDITED', 'MESSAGES_UPSERT', 'SEND_MESSAGE'];
		await one.deactivate();
		await two.deactivate();
		expect(setting()).toMatchObject({ enabled: true, events: all });
		expect(await listeners(simulator.current)).toEqual([
			expect.objectContaining({ enabled: false }),
		]);
	});

	it('has one place on the list for a workflow whose n8n has moved to another address', async () => {
		const one = await active('one');
		await stage.n8n.crash();
		const moved = one.staticData['node:WhatsApp']?.live as { url: string };
		const { url } = moved;
		await unsubscribe(simulator.current, url);
		moved.url = url.replace('127.0.0.1', 'localhost');
		await subscribe(simulator.current, moved.url, 'socket');
		await one.activate('init');
		const sockets = (await listeners(simulator.current)).filter(({ kind }) => kind === 'socket');
		expect(sockets).toMatchObject([{ url }]);
	});

	it('does not affect the webhook of another application', async () => {
		const webhook = {
			url: 'http://127.0.0.1:9/hook',
			enabled: true,
			events: ['CALL'],
			headers: { a: 'b' },
		};
		const { instances } = state();
		Object.assign(instances.get('demo')!, {
			webhook: { ...webhook, webhookByEvents: false, webhookBase64: false },
		});
		const one = await active('one');
		expect(instances.get('demo')?.webhook).toMatchObject(webhook);
		await one.deactivate();
		expect(instances.get('demo')?.webhook).toMatchObject(webhook);
	});
});

describe('WebSocket: what the trigger stores in the static data', () => {
	it('does not change what other nodes of the workflow keep there', async () => {
		const one = await active('one');
		one.staticData.global = { count: 7 };
		await say('more');
		await settled(() => stage.n8n.stored.some(({ global }) => global?.count === 7));
		expect(one.staticData.global).toEqual({ count: 7 });
		expect(one.copy?.staticData.__dataChanged).not.toBe(true);
	});
});

describe('WebSocket: executions of Send and Wait', () => {
	const waits: Receiver[] = [];
	afterEach(async () => {
		for (const wait of waits.splice(0)) await wait.close();
	});

	async function ask(body: string): Promise<Receiver> {
		const wait = await Receiver.start();
		wait.answers = [{ body }, { body }, { body }];
		waits.push(wait);
		await subscribe(simulator.current, wait.waitUrl, 'wait');
		return wait;
	}

	it('get no messages of the account itself, and the server is not asked for those', async () => {
		await active('one', { filters: { includeMyOwnMessages: true } });
		const wait = await ask('{"evolutionHub":"taken"}');
		forget(simulator.current);
		await receiveText(simulator.current, 'from the phone', { fromMe: true });
		await settled(() => texts('one').includes('from the phone'));
		stage.aheadMs += 1_000;
		await say('the answer');
		await settled(() => wait.all.length > 0);
		expect(wait.all.map(({ body }) => body)).toEqual([expect.stringContaining('the answer')]);
		const asked = arrived(simulator.current).map((request) => request.path);
		expect(asked.filter((route) => route === '/webhook/find/demo')).toHaveLength(1);
	});
});

it('WebSocket: the key is in no output, no log and no stored data', async () => {
	const one = await active('one');
	fail(simulator.current, { path, status: 400, body: `bad ${simulator.current.key}`, times: 3 });
	await say('more');
	await settled(() => texts('one').includes('more'));
	forget(simulator.current);
	const all = logged() + JSON.stringify(stage.n8n.started) + JSON.stringify(one.staticData);
	expect(all).not.toContain(simulator.current.key);
});
