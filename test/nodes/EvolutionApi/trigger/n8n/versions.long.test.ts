import type { IDataObject } from 'n8n-workflow';

import { ok } from '../../../../../simulator/core/answers';
import { serverInfo } from '../../../../../simulator/routes/root/info';
import { setWebhook } from '../../../../../simulator/routes/webhook/record';
import { untilQuiet } from '../../../../support/time';
import { useSimulator } from '../../../../support/simulator';
import { Receiver } from '../../hub/support/receiver';
import { listeners, receiveText, settled, subscribe } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// Tests the trigger with versions of Evolution API that sign their deliveries (2.3.0 or newer), and with an older version.

const OLD = '2.2.3';

const simulator = useSimulator();
const stage = useN8n(simulator);
const receivers: Receiver[] = [];
afterEach(async () => {
	for (const receiver of receivers.splice(0)) await receiver.close();
});

const update = (version: string) => Object.assign(simulator.current.config, { version });
const instance = () => simulator.current.state.instances.get('demo');
const headers = () => instance()?.webhook?.headers ?? {};
const statuses = () => simulator.current.state.deliveries.list().map(({ status }) => status);
/** Gives the workflows new names in each test, because the trigger limits how often each workflow asks the server. */
let run = 0;
beforeEach(() => void run++);
const nameOf = (name: string) => `${name}-${run}`;
const newWorkflow = (name: string, parameters: IDataObject = {}) =>
	stage.n8n.workflow(nameOf(name), parameters);
const texts = (...names: string[]) => names.map((name) => stage.n8n.texts(nameOf(name)));

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

describe.each(['2.3.0', '2.3.7', '2.4.0'])('trigger at a server of %s', (version) => {
	beforeEach(() => update(version));

	it('gets its messages', async () => {
		await newWorkflow('one').activate();
		await say('hello');
		expect(statuses()).toEqual([200]);
		expect(texts('one')).toEqual([['hello']]);
		expect(Object.keys(headers())).toEqual(['jwt_key', 'x-evolution-hub']);
	});

	it('shares its messages with another n8n, which never gets the key', async () => {
		await newWorkflow('one').activate();
		const other = await receiver();
		other.answers = [{ body: '{"evolutionHub":"taken"}' }];
		await subscribe(simulator.current, other.url);
		await say('hello');
		expect(other.all).toHaveLength(1);
		expect(JSON.stringify(other.all)).not.toContain(String(headers().jwt_key));
		expect(statuses()).toEqual([200]);
	});

	it('forwards events to another app that had the webhook', async () => {
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
		expect(first).toEqual(['authorization', 'x-app']);
		expect(rest).toEqual([first, first]);
		expect(instance()?.webhook).toMatchObject(before);
	});

	it('starts the workflow once with each message from while n8n was down', async () => {
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
});

describe('trigger at a server before 2.3.0', () => {
	beforeEach(() => update(OLD));

	it.each<[string, IDataObject]>([
		['through the webhook', {}],
		['through WebSocket', { options: { connection: { values: { method: 'webSocket' } } } }],
	])('is refused as too old before anything is registered, %s', async (_how, parameters) => {
		await expect(newWorkflow('one', parameters).activate()).rejects.toThrow(
			/The trigger needs Evolution API 2\.3 or newer; the server is 2\.2\.3.*do not sign.*Update the server/,
		);
		expect(instance()?.webhook).toBeNull();
		expect(await listeners(simulator.current)).toEqual([]);
	});
});

it('trigger at a server that hides its version: a signed message starts the workflow', async () => {
	jest.spyOn(serverInfo, 'handler').mockReturnValue(ok({ status: 200 }));
	await newWorkflow('one').activate();
	await say('hello');
	expect(texts('one')).toEqual([['hello']]);
});
