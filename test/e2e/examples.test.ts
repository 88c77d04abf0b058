import { checkPromises } from './support/examplePromises';
import { ANA, BRUNO, CARLA, ExampleStage } from './support/exampleStage';
import { isNight } from './support/night';
import { eachTestOn } from './support/sharedStage';
import { until } from './support/triggerStage';

// Imports each workflow in examples/ into a real n8n, and checks that it does what its note promises.

const stage = eachTestOn(new ExampleStage());
const { writes, gets } = stage;

checkPromises(stage, {
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
		// A second run finds nothing to send. If a run crashes before it writes the sheet, the next one doesn't repeat the message.
		await stage.execute('evolutionBroadcastSheet');
		sheet.rows[1][2] = '';
		await stage.execute('evolutionBroadcastSheet');
		expect(sheet.column('status')).toEqual(['alreadySent', 'sent', 'notOnWhatsApp', 'sent']);
		const menu = (chat: string) => stage.sentTo(chat).filter((text) => text.includes('new menu'));
		expect(menu(ANA)).toEqual(['Hi Ana, our new menu starts on Friday.']);
		expect(menu(BRUNO)).toEqual(['Hi Bruno, our new menu starts on Friday.']);
		expect(menu('34612345678')).toEqual([]);
	},

	async evolutionNotDelivered() {
		const id = 'evolutionNotDelivered';
		await stage.publish(id);
		await stage.sim('/_sim/config', { delivery: { refuses: 'everybody' } });
		for (const number of [ANA, BRUNO]) {
			await stage.ask('POST', '/message/sendText/demo', { number, text: 'Only today!' });
		}
		const { mails } = stage.mail;
		await until('the e-mails have come', () => mails.length > 1);
		await stage.sim('/_sim/config', { delivery: { refuses: 'nobody' } });
		await stage.ask('POST', '/message/sendText/demo', { number: ANA, text: 'Delivered' });
		await stage.sim('/_sim/config', { delivery: { refuses: 'everybody' } });
		await stage.ask('POST', '/message/sendText/demo', { number: CARLA, text: 'Refused' });
		await until('another e-mail has come', () => mails.length > 2);
		expect(mails).toHaveLength(3);
		for (const number of [ANA, BRUNO, CARLA])
			expect(mails.join()).toContain(`Subject: WhatsApp refused your message to ${number}`);
		expect(mails[0]).toContain('WhatsApp rejected this message');
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
		// The example pauses for 70 s. n8n stores executions that pause for so long, and resumes them later.
		const shorten = (nodes: string) => nodes.replace('"amount":70', '"amount":1');
		if (!isNight) await stage.change('evolutionBroadcastAnySize', shorten);
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
		// Counts in all executions, because the example's schedule may start one at any time.
		const countOf = async (text: string) => {
			const all = await stage.outputs('evolutionCatchUp', 'Handle the message');
			return all.flat().filter((item) => item.text === text).length;
		};
		await until('it was handled', async () => (await countOf('seen at once')) > 0);
		await stage.unpublish();
		await writes(ANA, 'missed');
		const { client } = stage.server.n8n;
		for (let runs = 0; runs < 2; runs++)
			await client.finished(await stage.runFrom('evolutionCatchUp', 'Every ten minutes'));
		expect([await countOf('missed'), await countOf('seen at once')]).toEqual([1, 1]);
	},

	async evolutionFollowUp() {
		await fetch(`${stage.simulator.url}/message/sendText/demo`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', apikey: stage.simulator.key },
			body: JSON.stringify({ number: BRUNO, text: 'Our offer: a cake for 20 €' }),
		});
		const { messages } = stage.simulator.state.instances.get('demo') ?? {};
		const offer = messages?.chat(`${BRUNO}@s.whatsapp.net`)?.messages.at(-1);
		const at = Date.now() - 30 * 3_600_000;
		Object.assign(offer ?? {}, { at, messageTimestamp: Math.floor(at / 1000) });
		await stage.execute('evolutionFollowUp');
		await gets(BRUNO, /do you have a question about our offer/);
		const before = stage.sentTo(BRUNO).length;
		// The example's next run must not send a second reminder.
		const { client } = stage.server.n8n;
		await client.finished(await stage.runFrom('evolutionFollowUp', 'Every hour of the day'));
		expect(stage.sentTo(BRUNO)).toHaveLength(before);
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
});
