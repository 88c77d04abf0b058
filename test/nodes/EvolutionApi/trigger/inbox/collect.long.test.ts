import type { IDataObject } from 'n8n-workflow';

import { untilQuiet } from '../../../../support/quiet';
import { useSimulator } from '../../../../support/simulator';
import { deliver, receiveText, sendText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// Batch Events (Seconds): what comes within so long starts the workflow once.

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<
			typeof import('../../../../support/shortSleep')
		>('../../../../support/shortSleep')
		.withShortSleep(),
);

/** Of the next event with this text no items can be made. */
let broken: string | undefined;

jest.mock('../../../../../nodes/EvolutionApi/events/eventItems', () => {
	type EventItems = typeof import('../../../../../nodes/EvolutionApi/events/eventItems');
	const actual = jest.requireActual<EventItems>(
		'../../../../../nodes/EvolutionApi/events/eventItems',
	);
	const eventToItems: EventItems['eventToItems'] = (delivery, options) => {
		if (broken === undefined || !JSON.stringify(delivery).includes(broken))
			return actual.eventToItems(delivery, options);
		broken = undefined;
		throw new Error('It is broken');
	};
	return { ...actual, eventToItems };
});

const simulator = useSimulator();
const stage = useN8n(simulator);

/** A sleep of more than ten seconds never ends here, so that nothing starts by itself. */
const FOREVER = 60;

const texts = (name = 'one') => stage.n8n.texts(name);
const sizes = () => stage.n8n.sizes;
const named = (from: number, to: number) =>
	Array.from({ length: to - from }, (_, index) => `message ${from + index}`);

/** How many tests have begun. */
let run = 0;
beforeEach(() => void run++);

async function active(name: string, batchEvents = FOREVER, parameters: IDataObject = {}) {
	const options = { batchEvents, ...(parameters.options as object) };
	const workflow = stage.n8n.workflow(name, { ...parameters, options });
	await workflow.activate();
	// What other tests took in the same second or later, of which some set the clock on by ten, may push events out of what is
	// stored, and then they start at once.
	stage.aheadMs += 20_000 * run;
	return workflow;
}

/** Until the server was answered. */
async function say(...some: string[]): Promise<void> {
	const { deliveries } = simulator.current.state;
	const answered = () => deliveries.list().filter(({ status }) => status !== undefined).length;
	const before = answered();
	for (const text of some) await receiveText(simulator.current, text);
	await settled(() => answered() >= before + some.length);
}

const refused = () =>
	simulator.current.state.deliveries.list().filter(({ status }) => status !== 200);

async function restart(): Promise<void> {
	for (const workflow of stage.n8n.all) await workflow.activate('init');
	// Nobody has come alive for a while.
	stage.aheadMs += 10_000;
}

/** The process remembers events, from one test to the next. */
let test = 0;
beforeEach(() => void test++);

/** Text messages, given to the workflow as the server would. */
async function flood(workflow: Awaited<ReturnType<typeof active>>, all: readonly string[]) {
	for (const text of all) {
		// What was taken in the same second may push events out of what is stored, and then they start at once.
		stage.aheadMs += 10;
		const key = {
			id: `FLOOD${test}${text}`,
			remoteJid: '5511988887777@s.whatsapp.net',
			fromMe: false,
		};
		const data = {
			key,
			message: { conversation: text },
			messageType: 'conversation',
			messageTimestamp: Math.floor(Date.now() / 1000),
		};
		const status = await deliver(simulator.current, workflow, { event: 'messages.upsert', data });
		if (status !== 200) throw new Error(`The server was told ${status}`);
	}
}

describe('Batch Events: n8n is killed while it collects', () => {
	it('the collected events start the workflow after the restart, each once', async () => {
		await active('one');
		// Else its first look might find what comes next, and start with it at once.
		await untilQuiet();
		await say('a', 'b');
		expect(texts()).toEqual([]);
		expect(refused()).toEqual([]);
		await stage.n8n.crash();
		await say('c');
		await restart();
		await settled(() => texts().length >= 3);
		await untilQuiet();
		expect(texts()).toEqual(['a', 'b', 'c']);
		expect(sizes()).toEqual([3]);
	});

	it('the collected events start only the collecting workflow, not again one that had them already', async () => {
		await active('one');
		await stage.n8n.workflow('two').activate();
		await say('a', 'b');
		await untilQuiet();
		expect(texts('two')).toEqual(['a', 'b']);
		await stage.n8n.crash();
		await restart();
		await settled(() => texts().length >= 2);
		await untilQuiet();
		expect(texts()).toEqual(['a', 'b']);
		expect(texts('two')).toEqual(['a', 'b']);
	});

	it('events that had started the workflow before do not start it again', async () => {
		const one = await active('one');
		await say(...named(0, 20));
		await one.deactivate();
		expect(texts()).toEqual(named(0, 20));
		await one.activate('update');
		await say('new');
		await untilQuiet();
		await stage.n8n.crash();
		await restart();
		await settled(() => texts().includes('new'));
		await untilQuiet();
		expect(texts()).toEqual([...named(0, 20), 'new']);
	});

	it('the collected events start the workflow, even if another one has accepted more events since than are stored', async () => {
		// A process of its own, which later tests do not share: its memory is full, and ahead of their time.
		await stage.n8n.crash();
		const two = stage.n8n.workflow('two');
		await active('one', FOREVER, { filters: { textMatching: 'contains', text: 'wanted' } });
		await two.activate();
		await say('wanted 1');
		stage.aheadMs += 2_000;
		await flood(two, named(0, 510));
		await untilQuiet();
		await say('wanted 2');
		await untilQuiet();
		await stage.n8n.crash();
		await restart();
		await settled(() => texts().length >= 2);
		await untilQuiet();
		expect(texts()).toEqual(['wanted 1', 'wanted 2']);
	}, 60_000);
});

describe('Batch Events: collected events start the workflow before their time', () => {
	it('when the workflow is switched off', async () => {
		const one = await active('one');
		await say('a', 'b');
		await one.deactivate();
		expect(texts()).toEqual(['a', 'b']);
		expect(sizes()).toEqual([2]);
	});

	it('when n8n ends', async () => {
		const one = await active('one');
		await say('a', 'b');
		await one.end();
		expect(texts()).toEqual(['a', 'b']);
		await stage.n8n.crash();
		await restart();
		await say('c');
		await untilQuiet();
		await one.deactivate();
		expect(texts()).toEqual(['a', 'b', 'c']);
	});

	it('when a new version is published', async () => {
		const one = await active('one');
		await say('a');
		await one.publish({ options: { batchEvents: FOREVER } }, async () => {
			await receiveText(simulator.current, 'b');
		});
		await say('c');
		await untilQuiet();
		await one.deactivate();
		expect([...texts()].sort()).toEqual(['a', 'b', 'c']);
	});

	it('or are recovered as missed messages if n8n refuses the execution', async () => {
		const one = await active('one');
		await say('a');
		stage.n8n.refusesStarts = true;
		await flood(one, named(0, 499));
		expect(texts()).toEqual([]);
		expect(JSON.stringify(stage.n8n.logged)).toContain('n8n is full');
		stage.n8n.refusesStarts = false;
		stage.aheadMs += 10_000;
		one.tick();
		await settled(() => texts().includes('a'));
		expect(texts()).toEqual(['a']);
	});
});

describe('Batch Events: a batch', () => {
	it('has at most 500 items, and the next event is in the next batch', async () => {
		const one = await active('one');
		await flood(one, named(0, 500));
		stage.aheadMs += 2_000;
		await flood(one, ['message 500']);
		expect(texts()).toEqual(named(0, 500));
		expect(sizes()).toEqual([500]);
		await one.deactivate();
		expect(sizes()).toEqual([500, 1]);
		expect(texts()).toEqual(named(0, 501));
	});

	it('has at most 10 MB', async () => {
		const one = await active('one');
		stage.aheadMs += 2_000;
		const large = named(0, 5).map((text) => text + 'x'.repeat(1024 * 1024));
		await flood(one, large);
		expect(sizes()).toEqual([3]);
		await one.deactivate();
		expect(sizes()).toEqual([3, 2]);
		expect(texts()).toEqual(large);
	});

	it('starts the workflow when its time is over, counted from its first event', async () => {
		// The longest time whose end is looked for here; of a slow machine, some of it really passes.
		await active('one', 10);
		await untilQuiet();
		await say('a', 'b');
		expect(texts()).toEqual([]);
		stage.aheadMs += 10_000;
		await settled(() => texts().length === 2);
		await untilQuiet();
		expect(sizes()).toEqual([2]);
		await say('c');
		stage.aheadMs += 1_000;
		await say('d');
		stage.aheadMs += 9_000;
		await settled(() => texts().length === 4);
		expect(sizes()).toEqual([2, 2]);
	});

	it('contains an event once, however often the server delivers it', async () => {
		const one = await active('one');
		await flood(one, ['a', 'a']);
		await one.deactivate();
		expect(texts()).toEqual(['a']);
	});

	it('with Separate Outputs puts each event on its own output', async () => {
		const one = await active('one', FOREVER, {
			options: { separateOutputs: true },
			events: ['SEND_MESSAGE', 'MESSAGES_UPSERT'],
			filters: { includeMyOwnMessages: true },
		});
		await say('received');
		await sendText(simulator.current, 'sent');
		await untilQuiet();
		await one.deactivate();
		const places = stage.n8n.started.map(({ json, output }) => [json.text, output]);
		expect(places).toEqual([
			['sent', 0],
			['received', 1],
		]);
		expect(sizes()).toEqual([2]);
	});

	it('leaves out an event that could not be turned into items, and the server delivers it again', async () => {
		const one = await active('one');
		await flood(one, ['a']);
		broken = 'b';
		await expect(flood(one, ['b'])).rejects.toThrow('500');
		await flood(one, ['c', 'b']);
		await one.deactivate();
		expect(texts()).toEqual(['a', 'c', 'b']);
	});
});

it('Batch Events: a test in the editor gets the first event at once', async () => {
	const one = await active('one');
	await one.listen();
	await say('a');
	await settled(() => texts().length > 0);
	expect(texts()).toEqual(['a']);
	await one.stopListening();
});

it('Batch Events: a process that only receives webhook calls starts the workflow at once', async () => {
	const one = await active('one');
	await one.end();
	stage.aheadMs += 61_000;
	await say('a', 'b');
	expect(sizes()).toEqual([1, 1]);
});

it('Batch Events: another workflow without the option is started at once', async () => {
	const one = await active('one');
	await stage.n8n.workflow('two').activate();
	await say('a', 'b');
	await untilQuiet();
	expect(texts('two')).toEqual(['a', 'b']);
	expect(texts()).toEqual([]);
	await one.deactivate();
	expect(texts()).toEqual(['a', 'b']);
});

describe('Batch Events and Missed Messages', () => {
	it('starts the workflow with 500 of the missed messages at a time', async () => {
		const one = await active('one');
		await say('before');
		await one.end();
		await stage.n8n.crash();
		for (const text of named(0, 620)) {
			stage.aheadMs += 10;
			await receiveText(simulator.current, text);
		}
		await restart();
		await settled(() => texts().length >= 621, 30_000);
		await untilQuiet();
		expect(texts()).toEqual(['before', ...named(0, 620)]);
		// The rest may start before its time, when the first ones are stored.
		const [before, most, ...rest] = sizes();
		expect([before, most, rest.reduce((sum, size) => sum + size, 0)]).toEqual([1, 500, 120]);
	}, 60_000);
});

describe('Batch Events through WebSocket', () => {
	const SOCKET = { options: { connection: { values: { method: 'webSocket' } } } };

	/** Joined: catching up has started it with the first message. */
	async function joined() {
		const one = await active('one', FOREVER, SOCKET);
		await receiveText(simulator.current, 'hello');
		await settled(() => texts().length > 0);
		return one;
	}

	it('a kill of n8n loses nothing, and starts nothing twice', async () => {
		await joined();
		for (const text of ['a', 'b']) await receiveText(simulator.current, text);
		await settled(() => false, 300);
		expect(texts()).toEqual(['hello']);
		await stage.n8n.crash();
		await receiveText(simulator.current, 'c');
		await restart();
		await settled(() => texts().length >= 4);
		await settled(() => false, 300);
		expect([...texts()].sort()).toEqual(['a', 'b', 'c', 'hello']);
	});

	it('a flood of events starts the workflow once for each 500', async () => {
		const one = await joined();
		for (const text of named(0, 600)) {
			stage.aheadMs += 10;
			await receiveText(simulator.current, text);
		}
		await settled(() => sizes().includes(500), 30_000);
		await untilQuiet(1_000);
		await one.deactivate();
		expect(texts()).toEqual(['hello', ...named(0, 600)]);
		expect(sizes()).toEqual([1, 500, 100]);
	}, 60_000);
});
