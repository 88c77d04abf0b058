import type { IDataObject } from 'n8n-workflow';

import { useSimulator } from '../../../../support/simulator';
import { useGoSimulator } from '../../server/evolutionGo/support/goSimulator';
import { ANA, deliver } from '../support/happenings';
import { useN8n } from '../support/useN8n';
import { usePausing } from '../support/usePausing';

// Tests own messages: those that programs send don't pause the bot, those that a person sends do.

const GREETING = 'Welcome to ACME! We answer soon.';
/** A text that people send so often that it must not count as automatic. */
const USUAL = 'Of course, I am looking into it.';
const MINUTE = 60_000;
const BRUNO = '5511977776666';

const SERVERS = [
	{ name: 'Evolution API', use: () => useSimulator() },
	{ name: 'Evolution Go', use: () => useGoSimulator('0.7.2') },
] as const;

describe.each(SERVERS)('Human Takeover at $name', ({ name, use }) => {
	const simulator = use();
	const isGo = name === 'Evolution Go';
	const stage = useN8n(simulator, isGo ? 'evolutionGo' : undefined);
	const { active: activate, answer, autoReply, say, texts: textsOf } = usePausing(simulator, stage);
	// A separate name for each server, because the process remembers the pauses of a workflow by its name.
	const workflow = isGo ? 'go' : 'api';
	const active = async (options: IDataObject = {}, more: IDataObject = {}) =>
		await activate(options, more, workflow);
	const texts = () => textsOf(workflow);
	const items = (): IDataObject[] => stage.n8n.started.map(({ json }) => json);

	it("doesn't pause the bot for the greeting of the WhatsApp Business app", async () => {
		await active();
		await say('Hi, what does it cost?');
		await autoReply(GREETING);
		await say('are you there?');
		expect(texts()).toEqual(['Hi, what does it cost?', 'are you there?']);
	});

	it("doesn't pause the bot for a greeting and an away message that come together", async () => {
		await active();
		await say('Hi');
		await autoReply(GREETING);
		await autoReply('We are closed until Monday.');
		await say('are you there?');
		expect(texts()).toEqual(['Hi', 'are you there?']);
	});

	it("pauses the bot for a person's usual sentence, though it came fast in another chat", async () => {
		await active();
		await say('Hi', { from: BRUNO });
		await autoReply(USUAL, { from: BRUNO });
		await say('Hello');
		await answer(USUAL);
		await say('thanks');
		expect(texts()).toEqual(['Hi', 'Hello']);
	});

	it("doesn't pause the bot for the same away message six hours later", async () => {
		await active();
		for (const text of ['Hi', 'again']) {
			await say(text);
			await autoReply(GREETING);
			stage.aheadMs += 6 * 60 * MINUTE;
		}
		await say('are you there?');
		expect(texts()).toEqual(['Hi', 'again', 'are you there?']);
	});

	it('pauses the bot for a greeting, with Automatic Replies → Pause Bot', async () => {
		await active({ humanTakeover: { values: { pause: 30, automaticReplies: 'pause' } } });
		await say('Hi');
		await autoReply(GREETING);
		await say('are you there?');
		expect(texts()).toEqual(['Hi']);
	});

	it('pauses the bot for a person who answers after a few seconds', async () => {
		await active();
		await say('Hi');
		await answer('I am here');
		await say('thanks');
		expect(texts()).toEqual(['Hi']);
	});

	it('pauses the bot for a person who writes after the greeting, however fast', async () => {
		await active();
		await say('Hi');
		await autoReply(GREETING);
		stage.aheadMs += MINUTE;
		await say('are you there?');
		await autoReply('yes');
		await say('thanks');
		expect(texts()).toEqual(['Hi', 'are you there?']);
	});

	it('prolongs the pause for a fast answer of a person who is at the chat', async () => {
		await active();
		await answer('May I help?');
		stage.aheadMs += 20 * MINUTE;
		await say('yes');
		await autoReply('how?');
		stage.aheadMs += 20 * MINUTE;
		await say('thanks');
		expect(texts()).toEqual([]);
	});

	it('pauses the bot for a fast answer that quotes the message', async () => {
		await active();
		await say('Hi');
		await autoReply('this one?', { quotedId: items()[0]?.messageId });
		await say('thanks');
		expect(texts()).toEqual(['Hi']);
	});

	it('pauses the bot for a greeting in a group', async () => {
		await active();
		const group = { chat: '120363020202020202@g.us' };
		await say('Hi', group);
		await autoReply(GREETING, group);
		await say('thanks', group);
		expect(texts()).toEqual(['Hi']);
	});

	it('gives a greeting the role of the assistant, and the message of a person that of a human', async () => {
		await active({}, { filters: { includeMyOwnMessages: true } });
		await say('Hi');
		await autoReply(GREETING);
		await answer('I am here');
		expect(items().map(({ role }) => role)).toEqual(['user', 'assistant', 'human']);
	});
});

describe('Human Takeover at Evolution API', () => {
	const simulator = useSimulator();
	const stage = useN8n(simulator);
	const { active, answer, say, texts } = usePausing(simulator, stage);

	const data = (fromMe: boolean, text: string, more: IDataObject = {}) => ({
		key: {
			remoteJid: `${ANA}@s.whatsapp.net`,
			fromMe,
			id: `3EB0${text.length}C0FFEE1234567890`,
		},
		pushName: fromMe ? 'Você' : 'Ana',
		status: fromMe ? 'SERVER_ACK' : 'DELIVERY_ACK',
		message: { conversation: text },
		messageType: 'conversation',
		messageTimestamp: Math.floor(Date.now() / 1000),
		source: 'android',
		...more,
	});

	it("doesn't pause the bot for the server's text to a call that it rejects", async () => {
		const workflow = await active();
		const rejection = data(true, 'I do not take calls', { status: 'PENDING', source: 'web' });
		await deliver(simulator.current, workflow, { event: 'messages.upsert', data: rejection });
		await deliver(simulator.current, workflow, {
			event: 'messages.upsert',
			data: data(false, 'please'),
		});
		expect(texts()).toEqual(['please']);
	});

	it('pauses the bot for a message from WhatsApp Web', async () => {
		const workflow = await active();
		const own = data(true, 'I am here', { source: 'web' });
		await deliver(simulator.current, workflow, { event: 'messages.upsert', data: own });
		await deliver(simulator.current, workflow, {
			event: 'messages.upsert',
			data: data(false, 'thanks'),
		});
		expect(texts()).toEqual([]);
	});

	it('counts the greeting of an advertisement only in the chat of the customer who came by it', async () => {
		const workflow = await active();
		const ad = data(false, 'From the ad', {
			key: { remoteJid: `${BRUNO}@s.whatsapp.net`, fromMe: false, id: '3EB0ADC0FFEE1234567890' },
			contextInfo: { externalAdReply: { sourceType: 'ad', greetingMessageBody: USUAL } },
		});
		await deliver(simulator.current, workflow, { event: 'messages.upsert', data: ad });
		await answer(USUAL, { from: BRUNO });
		await say('are you there?', { from: BRUNO });
		await say('Hello');
		await answer(USUAL);
		await say('thanks');
		expect(texts()).toEqual(['From the ad', 'are you there?', 'Hello']);
	});

	it("doesn't end the pause when the customer claims afterwards that the reply was an advertisement's greeting", async () => {
		const workflow = await active();
		await say('Hello');
		await answer(USUAL);
		stage.aheadMs += 2_000;
		const ad = data(false, 'thanks', {
			contextInfo: { externalAdReply: { sourceType: 'ad', greetingMessageBody: USUAL } },
		});
		await deliver(simulator.current, workflow, { event: 'messages.upsert', data: ad });
		expect(texts()).toEqual(['Hello']);
	});

	it("doesn't pause the bot for a greeting that is delivered before the message that it answers", async () => {
		const workflow = await active();
		const asked = data(false, 'Hi');
		const greeting = data(true, GREETING, {
			messageTimestamp: Number(asked.messageTimestamp) + 1,
		});
		stage.aheadMs += 2_000;
		await deliver(simulator.current, workflow, { event: 'messages.upsert', data: greeting });
		await deliver(simulator.current, workflow, { event: 'messages.upsert', data: asked });
		stage.aheadMs += 2_000;
		await deliver(simulator.current, workflow, {
			event: 'messages.upsert',
			data: data(false, 'are you there?'),
		});
		expect(texts()).toEqual(['Hi', 'are you there?']);
	});
});
