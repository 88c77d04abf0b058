import type { IDataObject } from 'n8n-workflow';

import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

import { comparable } from '../../../../../nodes/EvolutionApi/core/values/addresses';
import { turns, untilQuiet } from '../../../../support/time';
import { addConnected, useSimulator } from '../../../../support/simulator';
import { FakeN8n } from '../support/fakeN8n';
import {
	ANA,
	listeners,
	receiveText,
	settled,
	subscribe,
	unsubscribe,
} from '../support/happenings';
import { LONG_RUNNING_MS } from '../support/longRunning';
import { useN8n } from '../support/useN8n';

// Tests *Answers to Pending Questions*: a message that a waiting execution accepts starts only workflows that want answers.

const simulator = useSimulator();
const stage = useN8n(simulator);
const TAKEN = { body: '{"evolutionHub":"taken"}' };
const DECLINED = { body: '{"evolutionHub":"declined"}' };
/** The waiting execution accepts the message, but still waits for an answer. */
const HEARD = { body: '{"evolutionHub":"taken","isOpen":true}' };
const BUSY = { status: 409, body: { message: 'The execution "1" is running already.' } };
const GONE = { status: 409, body: { message: 'The execution "1" has finished already.' } };
const BUSY_FIRST = Array<object>(4).fill(BUSY);
const START = { options: { answersToPendingQuestions: 'triggerWorkflow' } };
let waits: Wait[];
let others: FakeN8n[];
beforeEach(() => {
	waits = [];
	others = [];
});
afterEach(async () => {
	for (const other of others) await other.close();
	for (const wait of waits) await wait.close();
});

/** HTTP responses to a message, by its text. The last response repeats. Any other text gets `DECLINED`. */
type Says = Record<string, readonly object[]>;

class Wait {
	readonly heard: string[] = [];
	/** Until this promise is settled, n8n doesn't answer. */
	held?: Promise<void>;
	private readonly server = http.createServer(
		(request, response) => void this.reply(request, response),
	);

	constructor(private readonly says: Says) {}

	async open(): Promise<string> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/webhook-waiting/1#${randomUUID()}`;
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise<void>((resolve) => this.server.close(() => resolve()));
	}

	private async reply(request: http.IncomingMessage, response: http.ServerResponse) {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const { data } = JSON.parse(String(Buffer.concat(chunks))) as {
			data?: { message?: { conversation?: string } };
		};
		const text = data?.message?.conversation ?? '';
		const all: ReadonlyArray<{ status?: number; body?: unknown }> = this.says[text] ?? [DECLINED];
		const { status = 200, body } =
			all[Math.min(this.heard.filter((one) => one === text).length, all.length - 1)];
		this.heard.push(text);
		await this.held;
		response.writeHead(status, {
			'content-type': typeof body === 'string' ? 'text/plain' : 'application/json',
		});
		response.end(typeof body === 'string' ? body : JSON.stringify(body));
	}
}

async function ask(says: Says, instance = 'demo', chat?: string): Promise<Wait> {
	const wait = new Wait(says);
	waits.push(wait);
	await subscribe(simulator.current, await wait.open(), 'wait', false, instance, chat);
	// No person answers a question in less than half a second.
	stage.aheadMs += 500;
	return wait;
}

async function anotherN8n(): Promise<FakeN8n> {
	const other = await FakeN8n.start(simulator.current);
	await other.crash();
	others.push(other);
	return other;
}

const say = async (...texts: string[]) => {
	for (const text of texts) await receiveText(simulator.current, text);
};
const sayTo = async (instance: string, text: string) =>
	await receiveText(simulator.current, text, {}, instance);
const texts = (name: string, n8n = stage.n8n) => n8n.texts(name);
const untilAllHave = async (text: string, ...names: string[]) =>
	await settled(() => names.every((name) => texts(name).includes(text)));

describe.each([
	['webhook', {}],
	['WebSocket', { connection: { values: { method: 'webSocket' } } }],
])('Answers to Pending Questions, through %s', (_how, through) => {
	async function activate(parameters: Record<string, IDataObject> = { one: {} }) {
		for (const [name, more] of Object.entries(parameters)) {
			const options = { ...through, ...(more.options as object) };
			await stage.n8n.workflow(name, { ...more, options }).activate();
		}
		await say('hello');
		await untilAllHave('hello', ...Object.keys(parameters));
		stage.n8n.started.length = 0;
	}

	it('an answer starts only workflows that ask for answers; another message starts all', async () => {
		await activate({ one: {}, two: {}, three: START });
		const wait = await ask({ yes: [TAKEN] });
		await say('yes');
		await settled(() => wait.heard.includes('yes') && texts('three').includes('yes'));
		await say('thanks');
		await untilAllHave('thanks', 'one', 'two', 'three');
		expect(texts('one')).toEqual(['thanks']);
		expect(texts('two')).toEqual(['thanks']);
		expect(texts('three')).toEqual(['yes', 'thanks']);
		expect(wait.heard.filter((text) => text === 'yes')).toHaveLength(1);
	});

	it('an invalid answer, after which the question is repeated, starts nothing, but a message that is no answer does', async () => {
		await activate();
		await ask({ perhaps: [HEARD] });
		await say('perhaps', 'by the way');
		await untilAllHave('by the way', 'one');
		expect(texts('one')).toEqual(['by the way']);
	});

	it('a message that is no answer goes to the question only, as long as that is open in a private chat', async () => {
		await activate({ one: {}, two: {}, three: START });
		const chat = `${ANA}@s.whatsapp.net`;
		const says = { 'before that': [DECLINED], 'by the way': [HEARD], yes: [TAKEN] };
		const wait = await ask(says, 'demo', comparable(chat));
		await say('before that', 'by the way', 'yes', 'thanks');
		await untilAllHave('thanks', 'one', 'two', 'three');
		expect(wait.heard).toEqual(['before that', 'by the way', 'yes']);
		for (const name of ['one', 'two']) expect(texts(name)).toEqual(['before that', 'thanks']);
		expect(texts('three')).toEqual(['before that', 'by the way', 'yes', 'thanks']);
	});

	it('a message starts the workflows again as soon as the execution that asked is gone', async () => {
		await activate();
		await ask({ hello: [GONE] }, 'demo', comparable(`${ANA}@s.whatsapp.net`));
		await say('hello');
		await untilAllHave('hello', 'one');
		expect(texts('one')).toEqual(['hello']);
	});

	it('own messages of the account start workflows that want them, and are no answers', async () => {
		await activate({ one: { filters: { includeMyOwnMessages: true } } });
		const wait = await ask({ mine: [TAKEN] });
		await receiveText(simulator.current, 'mine', { fromMe: true });
		await untilAllHave('mine', 'one');
		expect(wait.heard).toEqual([]);
	});

	it('a recovered answer from while n8n was down starts nothing', async () => {
		await activate({ one: {}, two: {}, three: START });
		await ask({ yes: [TAKEN] });
		await stage.n8n.crash();
		await say('yes', 'thanks');
		for (const workflow of stage.n8n.all) await workflow.activate('init');
		stage.aheadMs += 10_000;
		await untilAllHave('thanks', 'one', 'two', 'three');
		expect(texts('one')).toEqual(['thanks']);
		expect(texts('two')).toEqual(['thanks']);
		expect(texts('three')).toEqual(['yes', 'thanks']);
	});
});

it('Answers to Pending Questions: an answer that is still being handled while its workflow is activated again starts nothing', async () => {
	const workflow = stage.n8n.workflow('one');
	await workflow.activate();
	const wait = await ask({ yes: [TAKEN] });
	await stage.n8n.crash();
	workflow.hasWebhook = true;
	stage.aheadMs += LONG_RUNNING_MS;
	let answer = () => {};
	wait.held = new Promise<void>((resolve) => (answer = resolve));
	await say('yes');
	await settled(() => wait.heard.includes('yes'));
	await workflow.activate('init');
	answer();
	await untilQuiet();
	for (const { kind, url } of await listeners(simulator.current))
		if (kind === 'wait') await unsubscribe(simulator.current, url);
	stage.aheadMs += 10_000;
	await say('thanks');
	await untilAllHave('thanks', 'one');
	workflow.tick();
	await untilQuiet();
	expect(texts('one')).toEqual(['thanks']);
});

describe('Answers to Pending Questions: while a waiting execution cannot decide whether a message is its answer', () => {
	it('no workflow starts, and the server delivers the message again', async () => {
		simulator.current.config.webhookRetry = { delaysMs: [50], timeoutMs: 30_000 };
		await stage.n8n.workflow('one').activate();
		await stage.n8n.workflow('two', START).activate();
		const wait = await ask({ yes: [...BUSY_FIRST, TAKEN] });
		await say('yes');
		await settled(() => wait.heard.length === 5);
		await untilQuiet();
		expect(texts('one')).toEqual([]);
		expect(texts('two')).toEqual(['yes']);
	});

	it('and then decides that it is none, the workflow starts once', async () => {
		simulator.current.config.webhookRetry = { delaysMs: [50], timeoutMs: 30_000 };
		await stage.n8n.workflow('one').activate();
		await ask({ hello: [...BUSY_FIRST, DECLINED] });
		await say('hello');
		await untilAllHave('hello', 'one');
		await untilQuiet();
		expect(texts('one')).toEqual(['hello']);
	});

	it('new messages are held up for three minutes at most, and then start the workflow', async () => {
		await stage.n8n.workflow('one').activate();
		const wait = await ask({ first: [BUSY], second: [BUSY] });
		await say('first');
		await settled(() => wait.heard.length === 4);
		await untilQuiet();
		expect(texts('one')).toEqual([]);
		stage.aheadMs += 3 * 60_000;
		await say('second');
		await untilAllHave('second', 'one');
		expect(texts('one')).toEqual(['second']);
	});

	it('through WebSocket, a message that turns out to be no answer starts the workflow at the next search', async () => {
		const workflow = stage.n8n.workflow('one', {
			options: { connection: { values: { method: 'webSocket' } } },
		});
		await workflow.activate();
		await say('hello');
		await untilAllHave('hello', 'one');
		const wait = await ask({ yes: [...BUSY_FIRST, TAKEN], maybe: [BUSY, DECLINED] });
		await say('yes', 'maybe', 'thanks');
		await untilAllHave('thanks', 'one');
		expect(wait.heard).toHaveLength(6);
		workflow.tick();
		await untilAllHave('maybe', 'one');
		expect(texts('one')).toEqual(['hello', 'thanks', 'maybe']);
	});
});

describe('Answers to Pending Questions: with two n8n on one instance', () => {
	it('an answer starts no workflow in the other n8n', async () => {
		await stage.n8n.workflow('one').activate();
		const other = await anotherN8n();
		await other.workflow('two').activate();
		await other.workflow('three', START).activate();
		await ask({ yes: [TAKEN] });
		await say('yes');
		await settled(() => texts('three', other).length > 0);
		await say('thanks');
		const names = ['two', 'three'];
		await settled(() => names.every((name) => texts(name, other).includes('thanks')));
		expect([texts('one'), texts('two', other)]).toEqual([['thanks'], ['thanks']]);
		expect(texts('three', other)).toEqual(['yes', 'thanks']);
	});

	it('a recovered answer starts no workflow in the other n8n, which was down', async () => {
		await stage.n8n.workflow('one').activate();
		const other = await anotherN8n();
		const two = other.workflow('two');
		await two.activate();
		await ask({ yes: [TAKEN] });
		await other.crash();
		await say('yes', 'thanks');
		await untilAllHave('thanks', 'one');
		await two.activate('init');
		stage.aheadMs += 10_000;
		await settled(() => texts('two', other).length > 0);
		expect(texts('two', other)).toEqual(['thanks']);
	});
});

it.each([
	['webhook', {}],
	['WebSocket', { connection: { values: { method: 'webSocket' } } }],
])(
	'Answers to Pending Questions: an answer that came through %s before n8n was killed starts nothing, whichever workflow is active first',
	async (_how, options) => {
		const one = stage.n8n.workflow('one', { options });
		const two = stage.n8n.workflow('two', { options });
		for (const workflow of [one, two]) await workflow.activate();
		await say('hello');
		await untilAllHave('hello', 'one', 'two');
		// The execution continues in another process, and this process isn't told.
		const wait = await ask({ yes: [TAKEN, GONE] });
		await say('yes');
		await settled(() => wait.heard.includes('yes'));
		await turns();
		await stage.n8n.crash();
		await say('thanks');
		await two.activate('init');
		await one.activate('init');
		stage.aheadMs += 10_000;
		await untilAllHave('thanks', 'one', 'two');
		expect([texts('one'), texts('two')]).toEqual([
			['hello', 'thanks'],
			['hello', 'thanks'],
		]);
	},
);

describe.each([
	['webhook', {}],
	['WebSocket', { connection: { values: { method: 'webSocket' } } }],
])('Answers to Pending Questions: with Additional Instances, through %s', (_how, through) => {
	const more = { additionalInstances: { values: { include: 'byName', names: 'bakery' } } };

	async function activate(parameters: Record<string, object>) {
		addConnected(simulator.current, 'bakery');
		for (const [name, options] of Object.entries(parameters))
			await stage.n8n.workflow(name, { options: { ...through, ...more, ...options } }).activate();
		await say('hello');
		await sayTo('bakery', 'bread');
		await settled(() => Object.keys(parameters).every((name) => began(name).length > 1));
		stage.n8n.started.length = 0;
	}

	const began = (name: string) =>
		stage.n8n.started
			.filter((one) => one.name === name)
			.map(({ json }) => `${String(json.instance)}: ${String(json.text)}`);
	const untilAllBegan = async (text: string, ...names: string[]) =>
		await settled(() => names.every((name) => began(name).includes(text)));

	it('an answer at one of them starts no workflow; the same text at another instance starts all', async () => {
		await activate({ one: {}, two: { answersToPendingQuestions: 'triggerWorkflow' } });
		const wait = await ask({ yes: [TAKEN] }, 'bakery');
		await sayTo('bakery', 'yes');
		await say('yes');
		await sayTo('bakery', 'thanks');
		await untilAllBegan('bakery: thanks', 'one', 'two');
		await untilAllBegan('demo: yes', 'one', 'two');
		expect(began('one').sort()).toEqual(['bakery: thanks', 'demo: yes']);
		expect(began('two').sort()).toEqual(['bakery: thanks', 'bakery: yes', 'demo: yes']);
		expect(wait.heard.filter((text) => text === 'yes')).toHaveLength(1);
	});

	it('a recovered answer at one of them from while n8n was down starts nothing', async () => {
		await activate({ one: {}, two: { answersToPendingQuestions: 'triggerWorkflow' } });
		await ask({ yes: [TAKEN] }, 'bakery');
		await stage.n8n.crash();
		await sayTo('bakery', 'yes');
		await say('yes');
		await sayTo('bakery', 'thanks');
		for (const workflow of stage.n8n.all) await workflow.activate('init');
		stage.aheadMs += 10_000;
		await untilAllBegan('bakery: thanks', 'one', 'two');
		await untilAllBegan('demo: yes', 'one', 'two');
		expect(began('one').sort()).toEqual(['bakery: thanks', 'demo: yes']);
		expect(began('two').sort()).toEqual(['bakery: thanks', 'bakery: yes', 'demo: yes']);
	});
});
