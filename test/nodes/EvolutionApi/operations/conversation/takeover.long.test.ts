import type { IDataObject } from 'n8n-workflow';

import { TAKEOVER_EVENT } from '../../../../../nodes/EvolutionApi/trigger/inbox/takeoverRequest';
import { untilQuiet } from '../../../../support/time';
import { until } from '../../../../simulator/support/client';
import { runOperation } from '../../../../support/run';
import { arrived, fail, forget, useSimulator } from '../../../../support/simulator';
import { Receiver } from '../../hub/support/receiver';
import { ANA, deliver, receiveText, settled, subscribe } from '../../trigger/support/happenings';
import { useN8n } from '../../trigger/support/useN8n';
import { LONG_RUNNING_MS } from '../../trigger/support/longRunning';
import { usePausing } from '../../trigger/support/usePausing';

const simulator = useSimulator();
const stage = useN8n(simulator);

const { active, answer, say, texts } = usePausing(simulator, stage);

const run = async (operation: string, values: IDataObject = {}) =>
	await runOperation(simulator.current, {
		resource: 'conversation',
		operation,
		values: { chatSource: 'specific', recipient: ANA, ...values },
	});

async function ask(operation: string, values: IDataObject = {}): Promise<IDataObject> {
	const { error, items } = await run(operation, values);
	expect(error).toBeUndefined();
	expect(items).toHaveLength(1);
	return items[0].json;
}

const OPERATIONS = ['getTakeoverStatus', 'pauseBot', 'resumeBot'];

describe('Get Takeover Status, Pause Bot and Resume Bot give an error where the result is uncertain:', () => {
	it.each(OPERATIONS)('%s, without a workflow that starts with messages', async (operation) => {
		await active({ humanTakeover: undefined }, { events: ['CONNECTION_UPDATE'] });
		const { error } = await run(operation);
		expect(error?.message).toContain('No published workflow');
		expect(error?.description).toContain('Publish the workflow');
	});

	it.each(OPERATIONS)(
		'%s, where a workflow in another process does not answer',
		async (operation) => {
			await active();
			await subscribe(simulator.current, 'http://127.0.0.1:1/webhook/dead');
			const { error } = await run(operation);
			expect(error?.message).toContain('A workflow of this instance did not answer');
		},
	);

	it.each(OPERATIONS)(
		'%s, where something other than n8n answers at the address of a workflow',
		async (operation) => {
			const other = await Receiver.start();
			other.answers = [{ body: '{"evolutionHub":"taken"}' }];
			await subscribe(simulator.current, other.url);
			const { error } = await run(operation);
			expect(error?.message).toContain('did not answer');
			await other.close();
		},
	);

	it.each(OPERATIONS)(
		'%s, with WebSocket, where another process receives the webhook calls',
		async (operation) => {
			const workflow = await active({ connection: { values: { method: 'webSocket' } } });
			await stage.n8n.crash();
			workflow.hasWebhook = true;
			const { error } = await run(operation);
			expect(error?.message).toContain('another process of n8n');
		},
	);

	it.each(OPERATIONS)(
		'%s, where the server refuses to return the webhook of the instance',
		async (operation) => {
			await active();
			fail(simulator.current, { path: '/webhook/find/demo', status: 401, times: 5 });
			const { error } = await run(operation);
			expect(error).toBeDefined();
		},
	);
});

describe('Pause Bot', () => {
	it('refuses an empty chat, and a chat from the trigger when no message started the workflow', async () => {
		await active();
		expect((await run('pauseBot', { recipient: '={{ "" }}' })).error?.message).toContain('Chat');
		const noMessage = await run('pauseBot', { chatSource: 'trigger' });
		expect(noMessage.error?.message).toContain('No message started this workflow');
	});

	it.each([0, 10_081, 'x'])(
		'refuses %j as Pause Bot For (Minutes) before any request',
		async (minutes) => {
			await active();
			forget(simulator.current);
			const { error } = await run('pauseBot', { pauseMinutes: minutes });
			expect(error?.message).toContain('Pause Bot For (Minutes)');
			expect(arrived(simulator.current)).toEqual([]);
		},
	);
});

it('Get Takeover Status ignores workflows on the list that do not exist any more', async () => {
	await active();
	const gone = await Receiver.start();
	gone.answers = [{ status: 404, body: '{"code":404,"message":"not registered"}' }];
	await subscribe(simulator.current, gone.url);
	expect(await ask('getTakeoverStatus')).toMatchObject({ takenOver: false, workflows: 1 });
	await gone.close();
});

it('Get Takeover Status gives the device, start and end of a human takeover', async () => {
	await active();
	const before = Math.floor(Date.now() / 1000) * 1000;
	await answer('I am here');
	const { since, until, ...rest } = await ask('getTakeoverStatus');
	expect(rest).toEqual({
		chat: `${ANA}@s.whatsapp.net`,
		personId: '551188887777',
		takenOver: true,
		by: 'human',
		device: 'ios',
		workflows: 1,
	});
	expect(Date.parse(String(since))).toBeGreaterThanOrEqual(before);
	expect(Date.parse(String(until)) - Date.parse(String(since))).toBe(30 * 60_000);
});

it('Get Takeover Status: a chat in which only the workflow has written is not taken over', async () => {
	await active();
	await say('hello');
	expect(await ask('getTakeoverStatus')).toEqual({
		chat: `${ANA}@s.whatsapp.net`,
		personId: '551188887777',
		takenOver: false,
		by: null,
		device: null,
		since: null,
		until: null,
		workflows: 1,
	});
});

/** Runs the same tests with the trigger in this process, and in another process that can only be reached at its webhook. */
describe.each(['this process', 'another process'])(
	'Human Takeover with the trigger in %s',
	(where) => {
		async function begin(options: IDataObject = {}, more: IDataObject = {}): Promise<void> {
			await active(options, more);
			if (where === 'this process') return;
			await stage.n8n.crash();
			for (const workflow of stage.n8n.all) await workflow.activate('init');
			stage.aheadMs += 10_000;
			await untilQuiet();
		}

		it('Pause Bot stops the bot in this chat, and Resume Bot starts it again', async () => {
			await begin();
			await say('hello');
			expect(await ask('pauseBot', { pauseMinutes: 90 })).toMatchObject({
				takenOver: true,
				by: 'workflow',
				device: null,
			});
			await say('thanks');
			expect(await ask('getTakeoverStatus')).toMatchObject({ takenOver: true, by: 'workflow' });
			expect(await ask('resumeBot')).toMatchObject({ takenOver: false, by: null, workflows: 1 });
			await say('and the price?');
			expect(texts()).toEqual(['hello', 'and the price?']);
		});

		it('a pause that a person has begun is ended by Resume Bot, too', async () => {
			await begin();
			await receiveText(simulator.current, 'I am here', { fromMe: true });
			await untilQuiet();
			expect(await ask('getTakeoverStatus')).toMatchObject({ takenOver: true, by: 'human' });
			expect(await ask('resumeBot')).toMatchObject({ takenOver: false });
			await say('thanks');
			expect(texts()).toEqual(['thanks']);
		});

		it('the pause set with Pause Bot ends after the number of minutes that was given', async () => {
			await begin({ humanTakeover: { values: { pause: 0 } } });
			await ask('pauseBot', { pauseMinutes: 5 });
			await say('hello');
			stage.aheadMs += 5 * 60_000;
			await say('anybody?');
			expect(texts()).toEqual(['anybody?']);
		});

		it('the pause survives a restart of n8n', async () => {
			await begin();
			await ask('pauseBot', { pauseMinutes: 90 });
			await untilQuiet();
			await stage.n8n.crash();
			for (const workflow of stage.n8n.all) await workflow.activate('init');
			stage.aheadMs += 10_000;
			await say('hello');
			await say('hi', { from: '5511977776666' });
			await until(() => texts().length > 0);
			expect(texts()).toEqual(['hi']);
		});
	},
);

it('Pause Bot: a process without triggers stores the pause for all processes that receive webhook calls', async () => {
	const workflow = await active();
	await stage.n8n.crash();
	workflow.hasWebhook = true;
	await ask('pauseBot', { pauseMinutes: 90 });
	await stage.n8n.crash();
	workflow.hasWebhook = true;
	expect(await ask('getTakeoverStatus')).toMatchObject({ takenOver: true, by: 'workflow' });
	stage.aheadMs += LONG_RUNNING_MS;
	await say('hello');
	await say('hi', { from: '5511977776666' });
	expect(texts()).toEqual(['hi']);
});

it('Pause Bot pauses a workflow whose trigger uses WebSocket', async () => {
	await active({ connection: { values: { method: 'webSocket' } } });
	await receiveText(simulator.current, 'hello');
	await settled(() => texts().includes('hello'));
	stage.aheadMs += 1_000;
	await ask('pauseBot', { pauseMinutes: 90 });
	await receiveText(simulator.current, 'thanks');
	await receiveText(simulator.current, 'hi', { from: '5511977776666' });
	await settled(() => texts().includes('hi'));
	expect(texts()).toEqual(['hello', 'hi']);
});

it('Pause Bot pauses all workflows of the instance, also those without Human Takeover', async () => {
	await active();
	await active({}, {}, 'two');
	await active({ humanTakeover: undefined }, {}, 'three');
	await active({ humanTakeover: undefined }, { events: ['CONNECTION_UPDATE'] }, 'connection');
	expect(await ask('pauseBot')).toMatchObject({ workflows: 3 });
	await say('hello');
	expect([texts('one'), texts('two'), texts('three')]).toEqual([[], [], []]);
	await ask('resumeBot');
	await say('again');
	expect([texts('one'), texts('two'), texts('three')]).toEqual([['again'], ['again'], ['again']]);
});

it('Get Takeover Status gives the longest pause of several workflows', async () => {
	await active({ humanTakeover: { values: { pause: 10 } } });
	await active({ humanTakeover: { values: { pause: 60 } } }, {}, 'two');
	await answer('I am here');
	stage.aheadMs += 20 * 60_000;
	expect(await ask('getTakeoverStatus')).toMatchObject({ takenOver: true, workflows: 2 });
	await say('thanks');
	expect([texts('one'), texts('two')]).toEqual([['thanks'], []]);
});

it('Get Takeover Status uses the chat and the instance of the message that started the workflow', async () => {
	await active();
	const lid = '123456789012345@lid';
	await answer('I am here');
	const { error, items } = await runOperation(simulator.current, {
		resource: 'conversation',
		operation: 'getTakeoverStatus',
		instance: '',
		values: { chatSource: 'trigger' },
		items: [{ json: { messageId: '1', chat: lid, lid, phoneNumber: ANA, instance: 'demo' } }],
	});
	expect(error).toBeUndefined();
	expect(items[0].json).toMatchObject({ chat: lid, takenOver: true });
});

it('Pause Bot pauses the chat at once, even if one message was dated an hour ahead', async () => {
	await active();
	await say('hello', { from: '5511977776666' });
	simulator.current.config.whatsappClockMs = 3_600_000;
	await say('from the future');
	simulator.current.config.whatsappClockMs = 0;
	await ask('pauseBot', { pauseMinutes: 5 });
	await say('thanks');
	expect(texts()).toEqual(['hello', 'from the future']);
	stage.aheadMs += 6 * 60_000;
	await say('anybody?');
	expect(texts()).toEqual(['hello', 'from the future', 'anybody?']);
});

it('Pause Bot: an unsigned request to the webhook of a workflow is refused, and pauses nothing', async () => {
	const { url } = await active();
	const question = { do: 'pause', chats: [ANA], minutes: 90 };
	const { status } = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ event: TAKEOVER_EVENT, instance: 'demo', question }),
	});
	expect(status).toBe(401);
	await say('hello');
	expect(texts()).toEqual(['hello']);
});

describe.each([
	['an hour ago', -3_600],
	['ten seconds ago', -10],
	['ten seconds ahead', 10],
	['an hour ahead', 3_600],
	['a year ahead', 365 * 86_400],
])(
	'Human Takeover has paused a chat by a message of the account whose timestamp is %s:',
	(_when, ahead) => {
		const ownMessage = async () => {
			const workflow = await active();
			await say('hello');
			const data = {
				key: { id: '3A0102030405060708FF', remoteJid: `${ANA}@s.whatsapp.net`, fromMe: true },
				message: { conversation: 'I am here' },
				messageType: 'conversation',
				messageTimestamp: Math.floor(Date.now() / 1000) + ahead,
			};
			await deliver(simulator.current, workflow, { event: 'messages.upsert', data });
			await untilQuiet();
			stage.aheadMs += 1_000;
		};
		const isTakenOver = async () => (await ask('getTakeoverStatus')).takenOver;

		it('the operation Pause Bot still sets a pause of its own length, as Get Takeover Status shows', async () => {
			await ownMessage();
			const { until } = await ask('pauseBot', { minutes: 5 });
			expect(new Date(String(until)).getTime()).toBeGreaterThanOrEqual(
				Date.now() + 5 * 60_000 - 2_000,
			);
			expect(await isTakenOver()).toBe(true);
			await say('thanks');
			expect(texts()).toEqual(['hello']);
		});

		it('the operation Resume Bot still ends the pause, as Get Takeover Status shows', async () => {
			await ownMessage();
			await ask('pauseBot', { minutes: 5 });
			await ask('resumeBot');
			expect(await isTakenOver()).toBe(false);
			await say('thanks');
			stage.aheadMs += 3_600_000;
			await say('and now?');
			expect(texts()).toEqual(['hello', 'thanks', 'and now?']);
		});

		it('Get Takeover Status says correctly whether the next message will start the workflow', async () => {
			await ownMessage();
			const takenOver = await isTakenOver();
			await say('thanks');
			expect(texts()).toEqual(takenOver === true ? ['hello'] : ['hello', 'thanks']);
			expect(takenOver).toBe(ahead > -1_800);
		});

		it('45 minutes later the takeover is over, and a message starts the workflow again', async () => {
			await ownMessage();
			stage.aheadMs += 45 * 60_000;
			expect(await isTakenOver()).toBe(false);
			await say('thanks');
			expect(texts()).toEqual(['hello', 'thanks']);
		});

		it('Pause Bot still pauses another chat as usual', async () => {
			await ownMessage();
			await say('hello', { from: '5511977776666' });
			await ask('pauseBot', { minutes: 5, recipient: '5511977776666' });
			await say('thanks', { from: '5511977776666' });
			expect(texts()).toEqual(['hello', 'hello']);
		});
	},
);
