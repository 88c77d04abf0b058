import { ANA, BRUNO, CARLA, ExampleStage, nextSecond } from './support/exampleStage';
import { eachTestOn } from './support/sharedStage';
import { letMessagesAge, slowly, until } from './support/triggerStage';

// Every workflow in examples/ is imported into a real n8n and does what it promises.

const stage = eachTestOn(new ExampleStage());

const writes = async (from: string, text: string) =>
	await stage.receive({ from, kind: 'text', text });

/** Waits for a text to somebody. */
const gets = async (chat: string, text: string | RegExp) =>
	await until(`${chat} gets ${String(text)}`, () =>
		stage.sentTo(chat).some((sent) => sent.match(text) !== null),
	);

/** The bot that hands over to Chatwoot finds it. */
async function connectChatwoot(): Promise<void> {
	const { chatwoot } = stage;
	await stage.change('evolutionChatwootHandOver', (nodes) =>
		nodes.replaceAll('https://chatwoot.example.com', chatwoot.url),
	);
	await chatwoot.connect();
}

/** By the id of the example: how it is started, and what must come out. */
const PROMISES: Record<string, () => Promise<void>> = {
	async evolutionConnectPhone() {
		const { client } = stage.server.n8n;
		const id = await stage.run('evolutionConnectPhone');
		const phone = () => stage.simulator.state.instances.get('my-phone');
		await until('there is a code to scan', () => phone()?.qr?.base64 !== undefined);
		await stage.sim('/_sim/instances/my-phone/scan', {});
		await client.finished(id);
		const [{ qrCode }] = await stage.newest('evolutionConnectPhone', 'Get QR code');
		expect(qrCode).toMatch(/^2@/);
		expect(stage.sentTo(ANA, 'my-phone')).toEqual(['This phone is connected to n8n.']);
	},

	async evolutionSendText() {
		await stage.execute('evolutionSendText');
		await gets(ANA, 'Hello Ana');
	},

	async evolutionAutoReply() {
		await stage.publish('evolutionAutoReply');
		await writes(ANA, 'What is the PRICE of a cake?');
		await gets(ANA, 'A cake is 20 €');
		await writes(ANA, 'when do you open');
		await gets(ANA, 'from Monday to Friday');
		await writes(ANA, 'Hi');
		await gets(ANA, /^Hello Ana! Write "price" or "open"/);
	},

	async evolutionThreeCustomers() {
		await stage.prepareCustomers();
		const rows = await stage.execute('evolutionThreeCustomers', 'Result');
		expect(rows.map(({ customer, error }) => [customer, error])).toEqual([
			['Bakery', ''],
			['Garage', ''],
			['Florist', ''],
		]);
		expect(stage.sentTo(ANA, 'bakery')).toEqual(['Your cake is ready.']);
		expect(stage.sentTo(BRUNO, 'garage')).toEqual(['Your car is ready.']);
		expect(stage.sentTo(ANA, 'florist')).toEqual(['Your flowers are on their way.']);
	},

	async evolutionTwoOrders() {
		await stage.publish('evolutionTwoOrders', 'evolutionTwoArchive');
		await writes(BRUNO, 'Order: 2 cakes');
		await gets(BRUNO, 'Thank you for your order!');
		await until('the order and the answer are in the archive', async () => {
			const lines = (await stage.outputs('evolutionTwoArchive', 'Line for the archive')).flat();
			const texts = lines.map(({ from, text }) => `${String(from)}: ${String(text)}`);
			return (
				texts.includes('Bruno: Order: 2 cakes') &&
				texts.some((text) => text.startsWith('us: Thank'))
			);
		});
	},

	async evolutionTwoArchive() {
		await stage.publish('evolutionTwoArchive');
		await writes(BRUNO, 'No order this time');
		await until('it is in the archive', async () => {
			const [line] = await stage.newest('evolutionTwoArchive', 'Line for the archive');
			return line?.text === 'No order this time' && line.from === 'Bruno';
		});
	},

	async evolutionCheckNumbers() {
		expect(await stage.execute('evolutionCheckNumbers', 'Clean list')).toEqual([
			{ name: 'Ana', number: ANA },
			{ name: 'Bruno', number: BRUNO },
		]);
		expect(await stage.newest('evolutionCheckNumbers', 'To correct')).toEqual([
			{ name: 'Dora, not on WhatsApp', number: '5511933330000', reason: 'Not on WhatsApp' },
			{ name: 'Enzo, too short', number: '98888', reason: expect.stringContaining('digits') },
		]);
	},

	async evolutionBroadcastTable() {
		const rows = await stage.execute('evolutionBroadcastTable', 'Result');
		expect(rows.map(({ phone, status }) => [phone, status])).toEqual([
			['+55 11 98888-7777', 'sent'],
			['+55 11 97777-6666', 'sent'],
			['+34 612 345 678', 'sent'],
			['5511988887777', 'duplicate'],
		]);
	},

	async evolutionBroadcastSheet() {
		const { sheet } = stage;
		sheet.rows = [
			['name', 'number', 'status'],
			['Ana', Number(ANA)],
			['Bruno', '+55 11 97777-6666', ''],
			['Dora', '5511933330000', ''],
			['Carla', '+34 612 345 678', 'sent'],
		];
		await stage.execute('evolutionBroadcastSheet');
		expect(sheet.column('status')).toEqual(['sent', 'sent', 'notOnWhatsApp', 'sent']);
		// The next run has nothing to do; after one that died before it could note anything, nobody is written to again.
		await stage.execute('evolutionBroadcastSheet');
		sheet.rows[1][2] = '';
		await stage.execute('evolutionBroadcastSheet');
		expect(sheet.column('status')).toEqual(['alreadySent', 'sent', 'notOnWhatsApp', 'sent']);
		const menu = (chat: string) => stage.sentTo(chat).filter((text) => text.includes('new menu'));
		expect(menu(ANA)).toEqual(['Hi Ana, our new menu starts on Friday.']);
		expect(menu(BRUNO)).toEqual(['Hi Bruno, our new menu starts on Friday.']);
		expect(menu('34612345678')).toEqual([]);
	},

	async evolutionThreeQuestions() {
		const id = 'evolutionThreeQuestions';
		const { client } = stage.server.n8n;
		const order = async (...answers: Array<[asked: RegExp, answer: string]>) => {
			const before = stage.sentTo(ANA).length;
			await writes(ANA, 'Order');
			for (const [asked, answer] of answers) {
				const isAsked = () =>
					stage
						.sentTo(ANA)
						.slice(before)
						.some((text) => asked.test(text));
				await until(`she is asked ${asked}`, isAsked);
				const waits = async () => (await client.executions(id))[0]?.status === 'waiting';
				await until('it waits', waits);
				await writes(ANA, answer);
			}
		};
		// n8n looks once a minute for waits whose time is over.
		const ended = async (count: number) =>
			await until(`${count} have ended`, async () => {
				const all = await client.executions(id);
				return all.filter(({ status }) => status === 'success').length === count;
			});
		await stage.publish(id);
		await order([/written/, 'Happy birthday'], [/How big/, '3'], [/bake it/, 'Yes']);
		await gets(ANA, /^Thank you! Your order: a large cake, on it: Happy birthday\./);
		await gets(BRUNO, 'New order of Ana: a large cake, on it: Happy birthday.');
		await ended(1);
		await order([/written/, 'Ana'], [/How big/, 'small'], [/bake it/, 'No']);
		await gets(ANA, 'No cake, then.');
		await ended(2);
		// Without an answer it ends, too, and asks nothing more.
		await stage.unpublish();
		await stage.change(id, (nodes) =>
			nodes.replaceAll(
				'"resumeAmount":12,"resumeUnit":"hours"',
				'"resumeAmount":0.1,"resumeUnit":"minutes"',
			),
		);
		await stage.publish(id);
		const asked = stage.sentTo(ANA).length;
		await order();
		await ended(3);
		expect(stage.sentTo(ANA)).toHaveLength(asked + 1);
		expect(await client.executions(id)).toHaveLength(3);
	},

	async evolutionNotDelivered() {
		const id = 'evolutionNotDelivered';
		await stage.change(id, (nodes) => nodes.replace('"batchEvents":60', '"batchEvents":10'));
		await stage.publish(id);
		await stage.sim('/_sim/config', { delivery: { refuses: 'everybody' } });
		for (const number of [ANA, BRUNO]) {
			await stage.ask('POST', '/message/sendText/demo', { number, text: 'Only today!' });
		}
		const { mails } = stage.mail;
		await until('an e-mail has come', () => mails.length > 0);
		await stage.sim('/_sim/config', { delivery: { refuses: 'nobody' } });
		await stage.ask('POST', '/message/sendText/demo', { number: ANA, text: 'Delivered' });
		// The next e-mail says nothing of what was delivered.
		await stage.sim('/_sim/config', { delivery: { refuses: 'everybody' } });
		await stage.ask('POST', '/message/sendText/demo', { number: CARLA, text: 'Refused' });
		await until('another e-mail has come', () => mails.length > 1);
		expect(mails).toHaveLength(2);
		expect(mails[1]).toContain('Subject: WhatsApp refused 1 of your messages');
		expect(mails[0]).toContain('Subject: WhatsApp refused 2 of your messages');
		expect(mails[0]).toContain('WhatsApp rejected this message');
		// Servers tell of each message on its own, in any order.
		expect(mails[0]).toMatch(new RegExp(`To: (${ANA}, ${BRUNO}|${BRUNO}, ${ANA})`));
	},

	async evolutionWhatsAppDown() {
		const { mails } = stage.mail;
		await stage.publish('evolutionWhatsAppDown');
		await stage.sim('/_sim/instances/demo/close', { reason: 401 });
		await until('an e-mail has come', () => mails.length > 0);
		expect(mails[0]).toContain('Subject: WhatsApp demo: loggedOut');
		expect(mails[0]).toContain('Logged out on the phone');
		await stage.sim('/_sim/instances/demo/scan', {});
		await until('it is over', () => mails.length > 1);
		expect(mails[1]).toContain('Subject: WhatsApp demo: it works again');
		await stage.settled();
		expect(mails).toHaveLength(2);
	},

	async evolutionMenuTable() {
		await stage.publish('evolutionMenuTable');
		await writes(ANA, 'Menu');
		await gets(ANA, /\*Bread\*\n1\. Baguette – 2\.00 €[^]*\*Tea\*\n31\. [^]*40\. Rooibos/);
		await writes(ANA, '40');
		await gets(ANA, 'Rooibos is 4.00 €');
		await writes(ANA, 'Hello');
		await gets(ANA, 'Write "menu" to see what we have.');
	},

	async evolutionBroadcastAnySize() {
		await stage.ask('DELETE', `/_sim/instances/demo/chats/${ANA}@s.whatsapp.net`);
		await stage.sim('/_sim/instances/demo/close', { reason: 408 });
		const stopped = await stage.execute('evolutionBroadcastAnySize', 'Why it stopped');
		expect(stopped).toEqual([{ reason: expect.stringContaining('is not connected'), skipped: 2 }]);
		await stage.sim('/_sim/instances/demo/scan', {});
		const { client } = stage.server.n8n;
		await client.finished(await stage.run('evolutionBroadcastAnySize'), 130_000);
		const [summary] = await stage.newest('evolutionBroadcastAnySize', 'All batches');
		expect(Number(summary.sent) + Number(summary.alreadySent)).toBe(3);
		await gets(ANA, 'our shop is open again');
	},

	async evolutionGroupOnboarding() {
		await stage.publish('evolutionGroupOnboarding');
		const [{ groupJid }] = await stage.execute('evolutionGroupOnboarding', 'Create the group');
		await gets(BRUNO, /group of Ana: https:\/\/chat.whatsapp.com\//);
		await stage.ask('POST', `/group/updateParticipant/demo?groupJid=${String(groupJid)}`, {
			action: 'add',
			participants: [BRUNO],
		});
		await gets(String(groupJid), `Welcome, @${BRUNO}!`);
	},

	async evolutionSetUpChatbot() {
		const bots = await stage.execute('evolutionSetUpChatbot');
		expect(bots).toMatchObject([{ triggerType: 'keyword', triggerValue: 'help' }]);
		expect(await stage.execute('evolutionSetUpChatbot')).toHaveLength(1);
	},

	async evolutionHealthCheck() {
		await stage.sim('/_sim/instances/demo/close', { reason: 408 });
		await stage.execute('evolutionHealthCheck');
		await gets(BRUNO, /^Not connected, please scan the QR code: .*new-phone/);
		expect(stage.simulator.state.instances.get('demo')?.state).toBe('open');
	},

	async evolutionCatchUp() {
		await stage.publish('evolutionCatchUp');
		await writes(ANA, 'seen at once');
		const handled = async () =>
			(await stage.newest('evolutionCatchUp', 'Handle the message')).map(({ text }) => text);
		await until('it was handled', async () => (await handled()).includes('seen at once'));
		await stage.unpublish();
		await writes(ANA, 'missed');
		const { client } = stage.server.n8n;
		await client.finished(await stage.runFrom('evolutionCatchUp', 'Every ten minutes'));
		expect(await handled()).toContain('missed');
		expect(await handled()).not.toContain('seen at once');
		await client.finished(await stage.runFrom('evolutionCatchUp', 'Every ten minutes'));
		expect(await handled()).toEqual([]);
	},

	async evolutionOrderApproval() {
		for (const [answer, outcome] of [
			['Yes', 'is on its way'],
			['2', 'We are sorry'],
		]) {
			const { client } = stage.server.n8n;
			const questions = stage.sentTo(BRUNO).length;
			const id = await stage.run('evolutionOrderApproval');
			await until('Bruno is asked', () => stage.sentTo(BRUNO).length > questions);
			await until('it waits', async () => (await client.execution(id)).status === 'waiting');
			await writes(BRUNO, answer);
			await gets(ANA, outcome);
			await until('it is over', async () => (await client.execution(id)).status === 'success');
		}
	},

	async evolutionAskSeveral() {
		await stage.publish('evolutionAskSeveral');
		await stage.run('evolutionAskSeveral');
		await gets(ANA, 'Hello Ana, will you come');
		await gets(BRUNO, 'Hello Bruno, will you come');
		await writes(BRUNO, 'no');
		await gets(CARLA, 'Bruno: No');
		await writes(ANA, 'perhaps');
		await writes(ANA, 'Yes');
		await gets(CARLA, 'Ana: Yes');
	},

	async evolutionEscalate() {
		const id = 'evolutionEscalate';
		await stage.change(id, (nodes) =>
			nodes.replaceAll(
				'"resumeAmount":4,"resumeUnit":"hours"',
				'"resumeAmount":0.1,"resumeUnit":"minutes"',
			),
		);
		await stage.run(id);
		await gets(ANA, /^The oven is broken/);
		// n8n looks once a minute for waits whose time is over.
		await gets(ANA, /^We still need your answer/);
		await gets(BRUNO, /^Nobody has answered/);
		await writes(ANA, 'No');
		await writes(BRUNO, 'Yes');
		await gets(CARLA, /900 €\? Yes$/);
	},

	async evolutionAiAgent() {
		stage.model.script.push('Of course! Two cakes.');
		await stage.publish('evolutionAiAgent');
		const base64 = Buffer.from('not really a file').toString('base64');
		await stage.receiveAll([
			{ from: ANA, kind: 'text', text: 'Hello' },
			{ from: ANA, kind: 'audio', ptt: true, base64, mimetype: 'audio/ogg' },
			{ from: ANA, kind: 'image', base64, mimetype: 'image/jpeg' },
			{ from: ANA, kind: 'text', text: 'two of these, please' },
		]);
		await gets(ANA, 'Of course! Two cakes.');
		expect(stage.model.told).toContain('Hello\\na spoken order\\n[picture]\\ntwo of these, please');
		expect(stage.model.told).toContain(`data:image/jpeg;base64,${base64}`);
		expect(stage.model.asked).toHaveLength(1);
		stage.model.script.push('You wanted two.');
		await writes(ANA, 'How many did I want?');
		await gets(ANA, 'You wanted two.');
		expect(stage.model.told).toContain('a spoken order');
	},

	async evolutionAiAgentHistory() {
		await writes(ANA, 'My name is Ana');
		await letMessagesAge(stage);
		await stage.publish('evolutionAiAgentHistory');
		stage.model.script.push('You are Ana.');
		await writes(ANA, 'Who am I?');
		await gets(ANA, 'You are Ana.');
		expect(stage.model.told).toContain('user: My name is Ana');
	},

	async evolutionSupportBot() {
		const { model } = stage;
		await stage.publish('evolutionSupportBot');
		const answers = async (text: string) =>
			await slowly(stage.simulator, async () => {
				await stage.receive({ from: ANA, fromMe: true, kind: 'text', text });
			});
		model.script.push('We open at seven.');
		await writes(ANA, 'When do you open?');
		await gets(ANA, 'We open at seven.');
		// Somebody answers on the phone while the agent thinks.
		model.script.push('It costs nothing!');
		let thought = () => {};
		model.thinking = new Promise((resolve) => (thought = resolve));
		await writes(ANA, 'And the price?');
		await until('the agent thinks', () => model.asked.length === 2);
		await answers('20 €');
		thought();
		await writes(ANA, 'Thanks!');
		await until('the agent has nothing to say', async () => {
			const ran = await stage.newest('evolutionSupportBot', 'Is a person there?');
			return ran[0]?.by === 'human';
		});
		await answers('/bot');
		const summary = 'Wants a cake.';
		model.script.push({ call: 'Hand_over', with: { summary } }, 'Somebody will answer soon.');
		await writes(ANA, 'Can I talk to a person?');
		await gets(ANA, 'Somebody will answer soon.');
		expect(stage.sentTo(BRUNO).at(-1)).toMatch(
			/Ana\nhttps:\/\/wa\.me\/5511988887777\n\n> Can I talk to a person\?\n\nWants a cake\.$/,
		);
		await writes(ANA, 'Hello?');
		await writes(BRUNO, 'Is it open?');
		await gets(BRUNO, 'Done.');
		expect(stage.sentTo(ANA).join()).not.toContain('nothing');
		expect(JSON.stringify(model.asked)).not.toMatch(/Thanks!|Hello\?/);
	},

	async evolutionChatwootHandOver() {
		const { chatwoot, model } = stage;
		await connectChatwoot();
		await stage.publish('evolutionChatwootHandOver');
		await writes(ANA, 'My cake is late');
		await gets(ANA, 'I am a bot.');
		model.script.push('Her cake is late.');
		await writes(ANA, 'Can I talk to a person?');
		await gets(ANA, 'Somebody will answer you here soon.');
		expect(chatwoot.of(ANA)).toMatchObject({
			notes: [{ content: 'Her cake is late.', isPrivate: true }],
			labels: ['bot-hand-over'],
			team: 1,
		});
		expect(model.told).toContain('Ana: My cake is late');
		await writes(ANA, 'Hello?');
		await writes(BRUNO, 'Hi');
		await gets(BRUNO, 'I am a bot.');
		expect(stage.sentTo(ANA).filter((text) => text.startsWith('I am a bot'))).toHaveLength(1);
	},

	async evolutionChatwootAgents() {
		const { chatwoot } = stage;
		const answers = (chat: string) =>
			stage.sentTo(chat).filter((text) => text.startsWith('I am a bot')).length;
		await connectChatwoot();
		// The bot of the other example.
		await stage.publish('evolutionChatwootHandOver', 'evolutionChatwootAgents');
		await writes(BRUNO, 'Hi');
		await gets(BRUNO, 'I am a bot.');
		chatwoot.webhook = `${stage.server.n8n.url}/webhook/chatwoot-5b1f0c9e7a4d`;
		const ran = async (count: number) =>
			await until(`it ran ${count} times`, async () => {
				const all = await stage.server.n8n.client.executions('evolutionChatwootAgents');
				return all.filter(({ status }) => status === 'success').length === count;
			});
		const begins = [chatwoot.agentWrites, chatwoot.assign];
		for (const [round, begin] of begins.entries()) {
			await begin.call(chatwoot, BRUNO, 'I am Bia');
			await ran(round * 2 + 1);
			const before = answers(BRUNO);
			await writes(BRUNO, 'Thank you');
			await stage.settled();
			expect(answers(BRUNO)).toBe(before);
			await chatwoot.resolve(BRUNO);
			await ran(round * 2 + 2);
			await nextSecond();
			await writes(BRUNO, 'One more thing');
			await until('the bot answers', () => answers(BRUNO) === before + 1);
		}
	},

	async evolutionDailySummary() {
		stage.model.script.push('**Decided**: carrot cake');
		const chat = '120363020202020202@g.us';
		await stage.receive({ from: ANA, chat, kind: 'text', text: 'Which cake?' });
		await stage.receive({ from: BRUNO, chat, kind: 'text', text: 'Carrot' });
		await stage.execute('evolutionDailySummary');
		await gets(ANA, /^\*Decided\*: carrot cake/);
		expect(stage.model.told).toMatch(/\d\d:\d\d Ana: Which cake\?\\n\d\d:\d\d Bruno: Carrot"/);
	},
};

it('every example workflow is tested here, or in a test of its own (mcp.test.ts)', () => {
	const kept = [...Object.keys(PROMISES), 'evolutionMcp'];
	expect(kept.sort()).toEqual(stage.examples.map(({ id }) => id).sort());
});

describe.each(Object.entries(PROMISES))('%s', (id, holds) => {
	it('sends and answers what its note promises, and every node of it runs', async () => {
		await holds();
		// The last of its messages may start it a moment after what it promises is there.
		await until(
			'every node has run',
			async () => (await stage.faultsOf(id)).neverRan.length === 0,
		).catch(() => undefined);
		expect(await stage.faultsOf(id)).toEqual({ failed: [], neverRan: [] });
	}, 240_000);
});
