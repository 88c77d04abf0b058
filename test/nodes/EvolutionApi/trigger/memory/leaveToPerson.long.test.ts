import { findTakeovers } from '../../../../../nodes/EvolutionApi/trigger/memory/takeovers';
import { untilQuiet } from '../../../../support/time';
import { fail, useSimulator } from '../../../../support/simulator';
import { ANA, deliver, listeners, receiveText, sendText, settled } from '../support/happenings';
import { LONG_RUNNING_MS } from '../support/longRunning';
import { useN8n } from '../support/useN8n';
import { usePausing } from '../support/usePausing';

const simulator = useSimulator();
const stage = useN8n(simulator);
const MINUTE = 60_000;
const BRUNO = '5511977776666';

const { active, answer, nameOf, say, texts } = usePausing(simulator, stage);

async function restart(): Promise<void> {
	for (const workflow of stage.n8n.all) await workflow.activate('init');
	// After a workflow becomes active, the trigger waits 5 s before it looks for missed messages.
	stage.aheadMs += 10_000;
	await untilQuiet();
}

describe('Human Takeover: the workflow is not paused', () => {
	it('without the option', async () => {
		await active({ humanTakeover: undefined });
		await answer('I am here');
		await say('thanks');
		expect(texts()).toEqual(['thanks']);
	});

	it('by what the server sends, for n8n or another client', async () => {
		await active({}, { events: ['MESSAGES_UPSERT', 'SEND_MESSAGE'] });
		await sendText(simulator.current, 'I am a bot');
		await say('thanks');
		expect(texts()).toEqual(['I am a bot', 'thanks']);
	});

	it('by a reaction', async () => {
		await active();
		await say('hello');
		const id = stage.n8n.started[0].json.messageId;
		await answer('', { kind: 'reaction', emoji: '👍', targetId: id });
		await say('thanks');
		expect(texts()).toEqual(['hello', 'thanks']);
	});

	it('by own messages if 0 minutes are chosen', async () => {
		await active({ humanTakeover: { values: { pause: 0 } } });
		await answer('I am here');
		await say('thanks');
		expect(texts()).toEqual(['thanks']);
	});

	it('in other chats', async () => {
		await active();
		await answer('I am here');
		await say('hello', { from: BRUNO });
		expect(texts()).toEqual(['hello']);
	});

	it('by a status of the account', async () => {
		const workflow = await active();
		const key = { remoteJid: 'status@broadcast', fromMe: true, id: '3A0102030405060708FF' };
		const message = { conversation: 'holidays' };
		const data = { key, message, messageType: 'conversation', messageTimestamp: 1_800_000_000 };
		await deliver(simulator.current, workflow, { event: 'messages.upsert', data });
		expect(workflow.staticData['node:WhatsApp']?.takeovers).toBeUndefined();
	});
});

it('Human Takeover: a message in a chat that a person answers starts nothing', async () => {
	await active();
	await say('hello');
	await answer('I am here');
	await say('thanks');
	expect(texts()).toEqual(['hello']);
});

it('Human Takeover: own messages start the workflow if Include My Own Messages is on, and still pause the chat', async () => {
	await active({}, { filters: { includeMyOwnMessages: true } });
	await answer('I am here');
	await say('thanks');
	expect(texts()).toEqual(['I am here']);
});

it('Human Takeover: each own message restarts the pause, and after it the workflow starts again', async () => {
	await active();
	await answer('I am here');
	stage.aheadMs += 20 * MINUTE;
	await answer('still here');
	stage.aheadMs += 20 * MINUTE;
	await say('thanks');
	stage.aheadMs += 11 * MINUTE;
	await say('anybody?');
	expect(texts()).toEqual(['anybody?']);
});

it('Human Takeover: a message during the pause does not start the workflow when it is delivered again later', async () => {
	const workflow = await active();
	await answer('I am here');
	const data = {
		key: { id: '3A0102030405060708FF', remoteJid: `${ANA}@s.whatsapp.net`, fromMe: false },
		message: { conversation: 'thanks' },
		messageType: 'conversation',
		messageTimestamp: Math.floor(Date.now() / 1000),
	};
	await deliver(simulator.current, workflow, { event: 'messages.upsert', data });
	stage.aheadMs += 8 * 60 * MINUTE;
	for (let chat = 0; chat < 1_000; chat++) {
		findTakeovers({ nodeId: `${nameOf('one')}/1` }).pause([`chat ${chat}`], {
			at: Date.now(),
			until: Date.now() + MINUTE,
			by: 'workflow',
			device: null,
		});
	}
	await deliver(simulator.current, workflow, { event: 'messages.upsert', data });
	expect(texts()).toEqual([]);
});

it.each(['/bot', '/BOT', '  /bot\n', '\u200e/bot\u200b'])(
	'Human Takeover: the Resume Keyword ends the pause: %j',
	async (word) => {
		await active({ humanTakeover: { values: { pause: 30, resumeKeyword: '/bot' } } });
		await answer('I am here');
		await answer(word);
		await say('thanks');
		expect(texts()).toEqual(['thanks']);
	},
);

it('Human Takeover: the Resume Keyword ends the pause only as the whole text of an own message', async () => {
	await active({ humanTakeover: { values: { pause: 30, resumeKeyword: '/bot' } } });
	await answer('I am here, not /bot');
	await say('/bot');
	await say('thanks');
	expect(texts()).toEqual([]);
});

it('Human Takeover: an own message in a group pauses that group, and no other chat', async () => {
	const chat = '120363020202020202@g.us';
	await active();
	await answer('I am here', { chat });
	await say('thanks', { chat });
	await say('hello');
	expect(texts()).toEqual(['hello']);
});

it('Human Takeover: the pause applies to a person under each address that the server uses', async () => {
	const workflow = await active();
	const seconds = () => Math.floor(Date.now() / 1000);
	const hear = async (id: string, key: object) =>
		await deliver(simulator.current, workflow, {
			event: 'messages.upsert',
			data: {
				key: { id, ...key },
				message: { conversation: id },
				messageType: 'conversation',
				messageTimestamp: seconds(),
				source: 'web',
			},
		});
	const lid = '123456789012345@lid';
	const phone = `${ANA}@s.whatsapp.net`;
	await hear('3EB0OWN', { remoteJid: lid, remoteJidAlt: phone, fromMe: true });
	await hear('number', { remoteJid: phone, fromMe: false });
	await hear('lid', { remoteJid: lid, fromMe: false });
	await hear('other spelling', { remoteJid: '551188887777@s.whatsapp.net', fromMe: false });
	await hear('other', { remoteJid: `${BRUNO}@s.whatsapp.net`, fromMe: false });
	expect(texts()).toEqual(['other']);
});

it('Human Takeover: a trigger for edits also listens to messages for the pause, but only edits outside the pause start it', async () => {
	const workflow = await active({}, { events: ['MESSAGES_EDITED'] });
	expect(await listeners(simulator.current)).toMatchObject([
		{ events: ['MESSAGES_EDITED', 'MESSAGES_UPSERT'] },
	]);
	const edit = (id: string) => ({
		event: 'messages.edited',
		data: {
			key: { remoteJid: `${ANA}@s.whatsapp.net`, fromMe: false, id },
			type: 14,
			editedMessage: { conversation: id },
			timestampMs: String(Date.now()),
		},
	});
	await deliver(simulator.current, workflow, edit('first'));
	await answer('I am here');
	await deliver(simulator.current, workflow, edit('second'));
	await say('new messages do not start it');
	expect(texts()).toEqual(['first']);
});

describe('Human Takeover: n8n is killed', () => {
	it('the chat is still paused after the restart, for all workflows', async () => {
		await active();
		await active({}, {}, 'two');
		await answer('I am here');
		await stage.n8n.crash();
		await restart();
		await say('thanks');
		await say('hello', { from: BRUNO });
		expect([texts(), texts('two')]).toEqual([['hello'], ['hello']]);
	});

	it('the paused chat is stored without its phone number', async () => {
		const workflow = await active();
		await answer('I am here');
		const stored = JSON.stringify(workflow.staticData);
		expect(stored).toContain('takeovers');
		expect(stored).not.toContain('8888');
	});

	it('an answer on the phone while n8n was down pauses the chat from then on, and not before', async () => {
		await active();
		await say('hello');
		await stage.n8n.crash();
		await say('is it open?');
		await answer('I am here');
		await say('thanks');
		await restart();
		await say('bye');
		expect(texts()).toEqual(['hello', 'is it open?']);
	});

	it('a pause that ended before the restart does not keep the workflow from starting', async () => {
		await active({ humanTakeover: { values: { pause: 30, resumeKeyword: '/bot' } } });
		await say('hello');
		await stage.n8n.crash();
		await answer('I am here');
		await say('thanks');
		await answer('/bot');
		await say('and the price?');
		await restart();
		await settled(() => texts().includes('and the price?'));
		expect(texts()).toEqual(['hello', 'and the price?']);
	});

	it('a message right after the restart starts nothing if an answer on the phone paused the chat in the meantime', async () => {
		await active();
		await say('hello');
		await stage.n8n.crash();
		await answer('I am here');
		for (const workflow of stage.n8n.all) await workflow.activate('init');
		await receiveText(simulator.current, 'thanks');
		stage.aheadMs += 10_000;
		await untilQuiet();
		expect(texts()).toEqual(['hello']);
	});
});

it('Human Takeover through WebSocket: the bot stays silent after a person has answered, also after a restart of n8n', async () => {
	const workflow = await active({ connection: { values: { method: 'webSocket' } } });
	/** Receives a message, and then one in another chat. When the second one starts the workflow, the first has been handled. */
	const hear = async (text: string, more: object = {}) => {
		await receiveText(simulator.current, text, more);
		await receiveText(simulator.current, `after: ${text}`, { from: BRUNO });
		await settled(() => texts().includes(`after: ${text}`));
		stage.aheadMs += 1_000;
	};
	await hear('hello');
	stage.aheadMs += 4_000;
	await hear('I am here', { fromMe: true });
	await settled(() => workflow.staticData['node:WhatsApp']?.takeovers !== undefined);
	await hear('thanks');
	await stage.n8n.crash();
	await workflow.activate('init');
	stage.aheadMs += 10_000;
	await hear('are you there?');
	expect(texts().filter((text) => !String(text).startsWith('after'))).toEqual(['hello']);
});

it('Human Takeover through WebSocket: an answer on the phone while n8n was away pauses the chat before the next message', async () => {
	const workflow = await active({ connection: { values: { method: 'webSocket' } } });
	await receiveText(simulator.current, 'hello');
	await settled(() => texts().includes('hello'));
	await stage.n8n.crash();
	stage.aheadMs += 10_000;
	await receiveText(simulator.current, 'I am here', { fromMe: true });
	stage.aheadMs += 10_000;
	fail(simulator.current, { path: '/chat/findMessages/demo', delayMs: 500 });
	await workflow.activate('init');
	await receiveText(simulator.current, 'thanks');
	await receiveText(simulator.current, 'and I?', { from: BRUNO });
	await settled(() => texts().includes('and I?'));
	expect(texts()).toEqual(['hello', 'and I?']);
});

describe('Human Takeover in a process without triggers, such as a webhook processor', () => {
	it('reads from the static data which chats other processes have paused', async () => {
		const workflow = await active();
		await stage.n8n.crash();
		workflow.hasWebhook = true;
		stage.aheadMs += LONG_RUNNING_MS;
		await answer('I am here');
		await stage.n8n.crash();
		workflow.hasWebhook = true;
		stage.aheadMs += LONG_RUNNING_MS;
		await say('thanks');
		await say('hello', { from: BRUNO });
		expect(texts()).toEqual(['hello']);
	});
});
