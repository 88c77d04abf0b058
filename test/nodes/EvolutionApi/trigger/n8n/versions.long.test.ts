import type { IDataObject } from 'n8n-workflow';

import { ok } from '../../../../../simulator/core/answers';
import { info } from '../../../../../simulator/routes/root/info';
import { setWebhook } from '../../../../../simulator/routes/webhook/record';
import { untilQuiet } from '../../../../support/quiet';
import { useSimulator } from '../../../../support/simulator';
import { Receiver } from '../../hub/support/receiver';
import { listeners, receiveText, settled, subscribe } from '../support/happenings';
import type { TriggerWorkflow } from '../support/triggerWorkflow';
import { useN8n } from '../support/useN8n';

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<
			typeof import('../../../../support/shortSleep')
		>('../../../../support/shortSleep')
		.withShortSleep(),
);

// Servers before 2.3.0 do not sign: they send the headers of the webhook as they are.

const OLD = '2.2.3';
const NEW = '2.3.7';
const KEY_NAME = 'x-evolution-hub-key';

const simulator = useSimulator();
const stage = useN8n(simulator);
const receivers: Receiver[] = [];
afterEach(async () => {
	for (const receiver of receivers.splice(0)) await receiver.close();
});

/** The server is of this version from now on. */
const update = (version: string) => Object.assign(simulator.current.config, { version });
const instance = () => simulator.current.state.instances.get('demo');
const headers = () => instance()?.webhook?.headers ?? {};
const statuses = () => simulator.current.state.deliveries.list().map(({ status }) => status);
/** A workflow has another name in each test: how often it asks the server is remembered by it. */
let run = 0;
beforeEach(() => void run++);
const nameOf = (name: string) => `${name}-${run}`;
const newWorkflow = (name: string, parameters: IDataObject = {}) =>
	stage.n8n.workflow(nameOf(name), parameters);
const texts = (...names: string[]) => names.map((name) => stage.n8n.texts(nameOf(name)));

/** A person writes, and the server has tried to tell. */
async function say(text: string): Promise<void> {
	const { length } = statuses();
	await receiveText(simulator.current, text);
	await settled(() => statuses().length > length);
}

async function receiver(): Promise<Receiver> {
	const started = await Receiver.start();
	receivers.push(started);
	return started;
}

/** The workflow has looked after its registration, which `holds` shows. */
async function look(workflow: TriggerWorkflow, holds: () => boolean): Promise<void> {
	workflow.tick();
	await settled(holds, 5_000);
	await untilQuiet();
}

describe.each([
	['2.2.0', true],
	[OLD, true],
	['2.3.0', false],
	[NEW, false],
	['2.4.0', false],
])('at a server of %s', (version, isRaw) => {
	beforeEach(() => update(version));

	it('a workflow gets its messages', async () => {
		await newWorkflow('one').activate();
		await say('hello');
		expect(statuses()).toEqual([200]);
		expect(texts('one')).toEqual([['hello']]);
		expect(Object.hasOwn(headers(), KEY_NAME)).toBe(isRaw);
	});

	it('so do several, also when the one that the server sends to leaves', async () => {
		const [one, two] = [newWorkflow('one'), newWorkflow('two')];
		await one.activate();
		await two.activate();
		await say('first');
		await one.deactivate();
		await say('second');
		expect(statuses()).toEqual([200, 200]);
		expect(texts('one', 'two')).toEqual([['first'], ['first', 'second']]);
		await two.deactivate();
		expect(instance()?.webhook).toMatchObject({ enabled: false, headers: {} });
	});

	it('so does one of another n8n, to which nothing of the key goes', async () => {
		await newWorkflow('one').activate();
		const other = await receiver();
		other.answers = [{ body: 'evolution-hub: taken' }];
		await subscribe(simulator.current, other.url);
		await say('hello');
		expect(other.all).toHaveLength(1);
		expect(JSON.stringify(other.all)).not.toContain(String(headers().jwt_key));
		expect(statuses()).toEqual([200]);
	});

	it('the webhook of another app goes on as if the server sent to it', async () => {
		const app = await receiver();
		const own = { jwt_key: 'theirs', 'x-app': 'a' };
		const before = { enabled: true, url: app.url, events: ['MESSAGES_UPSERT'], headers: own };
		if (instance()) setWebhook(instance()!, before);
		await say('before');
		const workflow = newWorkflow('one');
		await workflow.activate();
		await say('with the workflow');
		await workflow.deactivate();
		await say('after');
		expect(app.all).toHaveLength(3);
		const known = /key|auth|hub|^x-app/;
		const [first, ...rest] = app.all.map((one) =>
			Object.keys(one.headers)
				.filter((name) => known.test(name))
				.sort(),
		);
		expect(first).toEqual(isRaw ? ['jwt_key', 'x-app'] : ['authorization', 'x-app']);
		expect(rest).toEqual([first, first]);
		expect(app.all.map((one) => one.headers.jwt_key)).toEqual(
			Array(3).fill(isRaw ? 'theirs' : undefined),
		);
		expect(instance()?.webhook).toMatchObject(before);
	});

	it('a session gets its test event', async () => {
		const workflow = newWorkflow('one');
		const end = await workflow.listen();
		await say('tried out');
		expect(statuses()).toEqual([200]);
		expect(texts('one')).toEqual([['tried out']]);
		await end();
	});

	it('what came while n8n was down starts the workflow once', async () => {
		const workflow = newWorkflow('one');
		await workflow.activate();
		await say('before');
		await stage.n8n.crash();
		await say('meanwhile');
		await workflow.activate('init');
		stage.aheadMs += 10_000;
		await settled(() => texts('one')[0].length > 1);
		await say('after');
		await untilQuiet();
		expect(texts('one')).toEqual([['before', 'meanwhile', 'after']]);
	});

	it('the event that nobody can take at first comes again', async () => {
		simulator.current.config.webhookRetry.delaysMs = [100];
		await newWorkflow('one').activate();
		const late = await receiver();
		late.answers = [...Array<object>(4).fill({ status: 503 }), { body: 'evolution-hub: taken' }];
		await subscribe(simulator.current, late.url);
		await say('hello');
		await settled(() => statuses().length === 2);
		expect(statuses()).toEqual([503, 200]);
		expect(late.all).toHaveLength(5);
		expect(texts('one')).toEqual([['hello']]);
	});

	it('the key is in no item, no log and no answer', async () => {
		await newWorkflow('one', { simplify: false }).activate();
		await say('hello');
		const key = String(headers().jwt_key);
		expect(key).toHaveLength(32);
		await fetch(stage.n8n.all[0].url, { method: 'POST', body: '{}', headers: { [KEY_NAME]: 'x' } });
		const { started, logged, answers } = stage.n8n;
		expect(started).toHaveLength(1);
		expect(JSON.stringify([started, logged, answers])).not.toContain(key);
	});
});

it('an address that a server before 2.3.0 does not take is explained', async () => {
	update(OLD);
	const options = { webhookBaseUrl: 'http://my_n8n:5678' };
	await expect(newWorkflow('one', { options }).activate()).rejects.toThrow(
		/does not accept the address of this n8n for its webhook. Evolution API before 2.3.0 refuses names with an underscore.*Receive Through → WebSocket.*System → Check Set-Up/,
	);
	update(NEW);
	await newWorkflow('two', { options }).activate();
	expect(instance()?.webhook?.url).toContain('http://my_n8n:5678/webhook/');
});

describe('a server that is updated', () => {
	it('sends signed events at once, and the key no more after the next look', async () => {
		update(OLD);
		const [one, two] = [newWorkflow('one'), newWorkflow('two')];
		await one.activate();
		await two.activate();
		await say('old');
		const { jwt_key: key } = headers();
		update(NEW);
		await say('new');
		await look(two, () => headers()[KEY_NAME] === undefined);
		expect(Object.keys(headers())).toEqual(['jwt_key', 'x-evolution-hub']);
		expect(headers().jwt_key).toBe(key);
		await say('looked after');
		expect(statuses()).toEqual([200, 200, 200]);
		expect(texts('one', 'two')).toEqual(Array(2).fill(['old', 'new', 'looked after']));
		expect(await listeners(simulator.current)).toHaveLength(2);
	});

	it('and goes back to the older one costs no message either', async () => {
		update(NEW);
		const workflow = newWorkflow('one');
		await workflow.activate();
		await say('new');
		update(OLD);
		await say('old');
		await look(workflow, () => headers()[KEY_NAME] !== undefined);
		await say('looked after');
		expect(statuses()).toEqual([200, 200, 200]);
		expect(texts('one')).toEqual([['new', 'old', 'looked after']]);
	});

	it('nor where nginx drops the only header that has the key, once it is looked after', async () => {
		stage.n8n.isBehindNginx = true;
		update(NEW);
		const workflow = newWorkflow('one');
		await workflow.activate();
		await say('new');
		update(OLD);
		await say('old');
		expect(statuses()).toEqual([200, 401]);
		stage.aheadMs += 10_000;
		await look(workflow, () => texts('one')[0].length === 2);
		await say('looked after');
		expect(statuses()).toEqual([200, 401, 200]);
		expect(texts('one')).toEqual([['new', 'old', 'looked after']]);
	});

	it('while n8n is down costs no message', async () => {
		update(OLD);
		const workflow = newWorkflow('one');
		await workflow.activate();
		await say('old');
		await stage.n8n.crash();
		update(NEW);
		await say('meanwhile');
		await workflow.activate('init');
		expect(headers()).not.toHaveProperty(KEY_NAME);
		stage.aheadMs += 10_000;
		await settled(() => texts('one')[0].length === 2);
		expect(texts('one')).toEqual([['old', 'meanwhile']]);
	});

	it('leaves no header of ours in the webhook of another app', async () => {
		update(OLD);
		const app = {
			enabled: true,
			url: 'http://app.example/',
			events: ['CALL'],
			headers: { a: 'b' },
		};
		if (instance()) setWebhook(instance()!, app);
		const workflow = newWorkflow('one');
		await workflow.activate();
		// It sets its own again, without headers: so ours stay in it.
		if (instance()) setWebhook(instance()!, { ...app, headers: undefined });
		update(NEW);
		await workflow.deactivate();
		expect(headers()).toEqual({});
	});
});

describe('a server that does not say its version', () => {
	let silence: jest.SpyInstance;
	const beSilent = () => {
		silence = jest.spyOn(info, 'handler').mockReturnValue(ok({ status: 200 }));
	};

	it('is taken for one that signs', async () => {
		beSilent();
		update(NEW);
		const workflow = newWorkflow('one');
		await workflow.activate();
		await say('hello');
		expect(Object.keys(headers())).toEqual(['jwt_key', 'x-evolution-hub']);
		expect(texts('one')).toEqual([['hello']]);
	});

	it('is what it was when somebody knew it', async () => {
		update(OLD);
		const [one, two] = [newWorkflow('one'), newWorkflow('two')];
		await one.activate();
		beSilent();
		await two.activate();
		await one.deactivate();
		await say('hello');
		expect(headers()).toHaveProperty(KEY_NAME);
		expect(texts('one', 'two')).toEqual([[], ['hello']]);
	});

	it('gets its messages taken as soon as it says that it is old', async () => {
		beSilent();
		update(OLD);
		const workflow = newWorkflow('one');
		await workflow.activate();
		await say('not known');
		expect(statuses()).toEqual([401]);
		silence.mockRestore();
		stage.aheadMs += 10_000;
		await look(workflow, () => texts('one')[0].length === 1);
		await say('known');
		expect(texts('one')).toEqual([['not known', 'known']]);
	});
});
