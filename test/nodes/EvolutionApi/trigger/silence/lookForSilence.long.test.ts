import type { IDataObject } from 'n8n-workflow';

import { httpRequest } from '../../../../support/httpRequest';
import { untilQuiet } from '../../../../support/quiet';
import { runOperation } from '../../../../support/run';
import { arrived, fail, forget, useSimulator } from '../../../../support/simulator';
import { ANA, receiveText, settled } from '../support/happenings';
import type { TriggerWorkflow } from '../support/triggerWorkflow';
import { useN8n } from '../support/useN8n';

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<
			typeof import('../../../../support/shortSleep')
		>('../../../../support/shortSleep')
		.withShortSleep(),
);

// The event *No Reply*: which silences are told, when, and how often.

const simulator = useSimulator();
const stage = useN8n(simulator);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BRUNO = '5511977776666';

const told = (): IDataObject[] =>
	stage.n8n.started.filter(({ json }) => json.kind === 'noReply').map(({ json }) => json);
const stages = () => told().map((json) => json.stage);

/** The clock goes on. Then n8n has the workflow look after itself. */
async function pass(ms: number, workflow: TriggerWorkflow): Promise<void> {
	await untilQuiet();
	stage.aheadMs += ms;
	workflow.tick();
	await untilQuiet();
	// For what stores itself a moment later.
	stage.aheadMs += 1_000;
}

/** So many hours, with a few looks in between. */
async function passHours(hours: number, workflow: TriggerWorkflow): Promise<void> {
	const looks = Math.ceil(hours / 10) + 1;
	for (let look = 0; look < looks; look++) await pass((hours / looks) * HOUR, workflow);
}

async function activate(more: IDataObject = {}): Promise<TriggerWorkflow> {
	const workflow = stage.n8n.workflow(`one${test}`, {
		events: ['NO_REPLY'],
		hoursWithoutReply: '2, 24, 72',
		...more,
	});
	await workflow.activate();
	await pass(6 * MINUTE, workflow);
	return workflow;
}

async function send(number: string, text: string): Promise<void> {
	const { url, key } = simulator.current;
	const headers = { 'content-type': 'application/json', apikey: key };
	const body = JSON.stringify({ number, text });
	await httpRequest(`${url}/message/sendText/demo`, 'POST', headers, body);
	stage.aheadMs += 1_000;
}

/** The messages of a chat in the store, newest first. */
function newest(number: string) {
	const demo = simulator.current.state.instances.get('demo');
	return [...(demo?.messages.chat(`${number}@s.whatsapp.net`)?.messages ?? [])].reverse();
}

/** n8n is killed, is away for so long, and starts again. */
async function restart(workflow: TriggerWorkflow, awayMs = 10_000): Promise<void> {
	await stage.n8n.crash();
	stage.aheadMs += awayMs;
	for (const one of stage.n8n.all) await one.activate('init');
	await pass(6 * MINUTE, workflow);
}

/** The process remembers workflows from one test to the next. */
let test = 0;
beforeEach(() => void test++);

describe('No Reply (the contact does not answer us) does not start the workflow', () => {
	it('for a chat that was silent before the workflow was switched on', async () => {
		await send(ANA, 'an offer');
		stage.aheadMs += 3 * HOUR;
		const workflow = await activate();
		await passHours(3, workflow);
		expect(told()).toEqual([]);
	});

	it('after an answer, even one from a moment ago', async () => {
		const workflow = await activate();
		await send(ANA, 'an offer');
		await pass(HOUR, workflow);
		await receiveText(simulator.current, 'I take it');
		await passHours(30, workflow);
		expect(told()).toEqual([]);
	});

	it('if the contact wrote last', async () => {
		const workflow = await activate();
		await receiveText(simulator.current, 'hello?');
		await passHours(4, workflow);
		expect(told()).toEqual([]);
	});

	it.each(['on the phone', 'in WhatsApp Web'])('after a person wrote %s', async (where) => {
		const workflow = await activate();
		await send(ANA, 'an offer');
		await receiveText(simulator.current, 'I look after you', { fromMe: true });
		await untilQuiet();
		// In the store it looks like what the API has sent.
		if (where === 'in WhatsApp Web') {
			const [own] = newest(ANA);
			Object.assign(own, { source: 'web', key: { ...own.key, id: '3EB0A1B2C3D4E5F6A7B8C9' } });
		}
		await passHours(20, workflow);
		await restart(workflow);
		await passHours(10, workflow);
		expect(told()).toEqual([]);
	});

	it.each(['pauseBot', 'resumeBot'])(
		'after another workflow has run the operation %s for the chat',
		async (operation) => {
			const workflow = await activate();
			const bot = stage.n8n.workflow(`bot${test}`, {
				options: { humanTakeover: { values: { pause: 0 } } },
			});
			await bot.activate();
			await send(ANA, 'an offer');
			await pass(HOUR, workflow);
			const { error } = await runOperation(simulator.current, {
				resource: 'conversation',
				operation,
				values: { chatSource: 'specific', recipient: ANA, pauseMinutes: 30 },
			});
			expect(error).toBeUndefined();
			if (operation === 'pauseBot') await send(ANA, 'somebody will answer soon');
			await send(BRUNO, 'another offer');
			await passHours(5, workflow);
			await restart(workflow);
			await passHours(30, workflow);
			expect(told().map(({ phoneNumber }) => phoneNumber)).toEqual([BRUNO, BRUNO]);
		},
	);

	it('for groups, and for chats that a filter leaves out', async () => {
		const workflow = await activate({
			filters: { chats: { values: { mode: 'exclude', chats: ANA } } },
		});
		await send(ANA, 'an offer');
		await send('120363040000000001@g.us', 'an offer');
		await passHours(4, workflow);
		expect(told()).toEqual([]);
	});

	it('for messages that WhatsApp has rejected', async () => {
		const workflow = await activate();
		await send(ANA, 'an offer');
		const { updates } = newest(ANA)[0];
		await settled(() => updates.includes('DELIVERY_ACK'));
		updates.splice(0, updates.length, 'ERROR');
		await passHours(4, workflow);
		expect(told()).toEqual([]);
	});

	it('on a server that stores no messages, and the log says so', async () => {
		simulator.current.config.version = '2.3.7';
		simulator.current.config.storesMessages = false;
		// What was there before is too old.
		stage.aheadMs += 1_000 * HOUR;
		await activate();
		const warned = () =>
			stage.n8n.logged.flat().filter((text) => String(text).startsWith('No Reply'));
		await settled(() => warned().length > 0);
		expect(warned()).toEqual([
			expect.stringContaining('No Reply finds nothing: the server stores no messages'),
		]);
	});

	it('if the trigger does not listen to No Reply, and the server is not asked for messages', async () => {
		const workflow = stage.n8n.workflow(`one${test}`);
		await workflow.activate();
		await send(ANA, 'an offer');
		forget(simulator.current);
		await passHours(4, workflow);
		expect(arrived(simulator.current).filter(({ path }) => path.includes('find'))).not.toContain(
			'/chat/findMessages/demo',
		);
		expect(told()).toEqual([]);
	});
});

describe('No Reply starts the workflow once for each stage', () => {
	it('with the keys that Reply, an AI agent and its memory need', async () => {
		const workflow = await activate();
		await receiveText(simulator.current, 'how much?', { name: 'Ana' });
		await send(ANA, 'an offer');
		await passHours(4, workflow);
		expect(told()).toEqual([
			{
				text: null,
				senderName: expect.any(String),
				chat: `${ANA}@s.whatsapp.net`,
				chatType: 'private',
				isGroup: false,
				phoneNumber: ANA,
				kind: 'noReply',
				timestamp: expect.any(String),
				messageId: expect.stringMatching(/^3EB0/),
				fromMe: true,
				stage: 1,
				isLastStage: false,
				hours: 2,
				silentSince: expect.any(String),
				lastMessage: expect.objectContaining({ kind: 'text', text: 'an offer' }),
				lastWrittenAt: expect.any(String),
				chatInput: '[no reply for 2 hours]',
				sessionId: expect.stringMatching(/^demo\/\d+$/),
				personId: '551188887777',
				event: 'noReply',
				instance: 'demo',
				eventId: expect.stringMatching(/^noReply\/3EB0\w+\/1$/),
			},
		]);
	});

	it('and a Reply node after it writes to the customer with only the text filled in', async () => {
		const workflow = await activate();
		await send(BRUNO, 'an offer');
		await passHours(3, workflow);
		const { error, items } = await runOperation(simulator.current, {
			resource: 'conversation',
			operation: 'reply',
			values: { text: 'are you still there?' },
			items: told().map((json) => ({ json })),
		});
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
		const sent = arrived(simulator.current).filter(({ path }) => path.includes('/sendText/'));
		expect(sent.at(-1)?.body).toMatchObject({ number: BRUNO, text: 'are you still there?' });
	});

	it('also across restarts of n8n with follow-ups in between, and never again after the last stage', async () => {
		const workflow = await activate();
		await send(ANA, 'an offer');
		stage.n8n.onStart = () => void send(ANA, 'are you still there?');
		await passHours(5, workflow);
		expect(stages()).toEqual([1]);
		await restart(workflow);
		await passHours(21, workflow);
		expect(stages()).toEqual([1, 2]);
		await restart(workflow);
		await passHours(50, workflow);
		expect(stages()).toEqual([1, 2, 3]);
		await restart(workflow);
		for (let day = 0; day < 4; day++) await pass(24 * HOUR, workflow);
		expect(stages()).toEqual([1, 2, 3]);
		expect(new Set(told().map(({ silentSince }) => silentSince)).size).toBe(1);
	});

	it('also in versions of n8n before 2.20, which have no deduplication keys', async () => {
		stage.n8n.isBeforeKeys = true;
		const workflow = await activate();
		await send(ANA, 'an offer');
		await passHours(3, workflow);
		await restart(workflow);
		await restart(workflow);
		await passHours(23, workflow);
		expect(stages()).toEqual([1, 2]);
	});

	it('even if n8n was killed before it had stored that the stage started the workflow', async () => {
		const workflow = await activate();
		await send(ANA, 'an offer');
		const before = structuredClone(workflow.staticData);
		await passHours(3, workflow);
		workflow.staticData = before;
		await restart(workflow);
		expect(stages()).toEqual([1]);
	});

	it('and if n8n was away, only for the latest stage that is due', async () => {
		const workflow = await activate();
		await send(ANA, 'an offer');
		await restart(workflow, 26 * HOUR);
		expect(stages()).toEqual([2]);
	});

	it('but not for a stage that was due more than a day ago', async () => {
		const workflow = await activate({ hoursWithoutReply: '2' });
		await send(ANA, 'an offer');
		await restart(workflow, 30 * HOUR);
		expect(stages()).toEqual([]);
	});

	it('and again after an answer of the contact and another message of ours', async () => {
		const workflow = await activate();
		await send(ANA, 'an offer');
		await passHours(3, workflow);
		await receiveText(simulator.current, 'hm');
		stage.aheadMs += 1_000;
		await send(ANA, 'a better offer');
		await passHours(3, workflow);
		expect(stages()).toEqual([1, 1]);
	});

	it.each(['edit', 'delete'])(
		'although the contact changed an earlier message (%s), which is no answer',
		async (kind) => {
			await receiveText(simulator.current, 'hello?');
			const [{ key }] = newest(ANA);
			stage.aheadMs += MINUTE;
			const workflow = await activate();
			await send(ANA, 'an offer');
			await pass(HOUR, workflow);
			await receiveText(simulator.current, 'good day', { kind, targetId: key.id });
			await restart(workflow);
			await passHours(3, workflow);
			expect(stages()).toEqual([1]);
		},
	);

	it('although the contact reacted, which is no answer', async () => {
		const workflow = await activate();
		await send(ANA, 'an offer');
		const targetId = newest(ANA)[0].key.id;
		await receiveText(simulator.current, '', { kind: 'reaction', emoji: '👍', targetId });
		await passHours(3, workflow);
		expect(stages()).toEqual([1]);
	});

	it('as soon as the server answers again', async () => {
		const workflow = await activate();
		await send(ANA, 'an offer');
		await send(BRUNO, 'an offer');
		fail(simulator.current, { drop: 'before', times: Infinity });
		await passHours(3, workflow);
		expect(told()).toEqual([]);
		simulator.current.state.faults.length = 0;
		await passHours(1, workflow);
		await restart(workflow);
		expect(stages()).toEqual([1, 1]);
	});
});

describe('No Reply within Active Hours', () => {
	it('starts in the morning for what is due at night', async () => {
		// The engine of the tests runs in UTC or elsewhere: the workflow says.
		const at = new Date(Date.now());
		const from = new Date(at.getTime() + 8 * HOUR);
		const to = new Date(at.getTime() + HOUR);
		const zone = 'America/New_York';
		const time = (date: Date) =>
			date.toLocaleTimeString('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
		const workflow = await activate({
			options: { activeHours: { values: { from: time(from), to: time(to) } } },
		});
		await send(ANA, 'an offer');
		await passHours(6, workflow);
		expect(stages()).toEqual([]);
		await passHours(4, workflow);
		expect(stages()).toEqual([1]);
	});
});

it('No Reply: each check makes one request to the server, and one more for each chat', async () => {
	const workflow = await activate();
	await send(ANA, 'an offer');
	await send(BRUNO, 'an offer');
	forget(simulator.current);
	await pass(2 * HOUR, workflow);
	const looks = arrived(simulator.current).filter(({ path }) => path.startsWith('/chat/find'));
	expect(stages()).toEqual([1, 1]);
	expect(looks.length).toBeLessThanOrEqual(5);
	forget(simulator.current);
	await pass(5 * MINUTE, workflow);
	expect(
		arrived(simulator.current).filter(({ path }) => path.startsWith('/chat/find')),
	).toHaveLength(1);
});
