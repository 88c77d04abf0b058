import { Demo } from './demo';
import { PICTURE } from './samples';
import { expect, test, type Page } from './phoneTest';
import { by } from './support';
import { ANA, TEAM } from './views';

const HERE = `#instance=demo&chat=${ANA}`;

let demo: Demo;
let page: Page;

test.beforeEach(async ({ demo: started, phones }) => {
	demo = started;
	page = await phones.open(demo.url, HERE);
	await by(page, 'composer').waitFor();
	// Screen readers aren't told of messages that arrive before the chat is loaded.
	await page.locator('[data-testid^="message-"]').first().waitFor();
});

const write = async (text: string) => {
	await by(page, 'composer').fill(text);
	await by(page, 'composer').press('Enter');
};
const choose = async (id: unknown, action: string) => {
	const message = by(page, `message-${String(id)}`);
	await message.hover();
	await message.locator('[data-testid="message-menu"]').click();
	await message.getByRole('button', { name: action, exact: true }).click();
};

test('phone page of the simulator: what n8n sends appears without a reload, and is marked as read in the open chat', async () => {
	const id = await demo.send('sendText', { text: 'Good *morning*' });
	const message = by(page, `message-${id}`);
	await message.locator('strong', { hasText: 'morning' }).waitFor();
	await message.getByRole('img', { name: 'Read' }).waitFor();
	expect(await by(page, 'announcer').textContent()).toContain('Good morning');
});

test('phone page of the simulator: shows Failed on a message that WhatsApp rejects, and Read on one sent afterwards', async () => {
	const choose = async (way: string) => {
		const isSet = page.waitForResponse(
			(answer) => answer.url().endsWith('/_sim/config') && answer.request().method() === 'POST',
		);
		await by(page, `delivery-${way}`).click();
		await isSet;
	};
	await by(page, 'delivery').click();
	await choose('everybody');
	const refused = await demo.send('sendText', { text: 'Only today!' });
	const mark = by(page, `message-${refused}`).getByRole('img', { name: 'Failed' });
	await mark.waitFor();
	await by(page, 'delivery').click();
	await page.locator('[data-testid="delivery-everybody"][aria-current="true"]').waitFor();
	await choose('delivered');
	const arrived = await demo.send('sendText', { text: 'Tomorrow, too!' });
	await by(page, `message-${arrived}`).getByRole('img', { name: 'Read' }).waitFor();
	await mark.waitFor();
});

test('phone page of the simulator: Enter sends as the person, Shift+Enter is a new line, blanks are not sent', async () => {
	await write('   ');
	await by(page, 'composer').fill('one');
	await by(page, 'composer').press('Shift+Enter');
	await page.keyboard.type('two');
	await by(page, 'composer').press('Enter');
	const stored = await demo.arrived(({ text }) => text === 'one\ntwo');
	expect(stored).toMatchObject({ fromMe: false, chat: ANA, sender: { jid: ANA, name: 'Ana' } });
	await by(page, `message-${String(stored.id)}`).waitFor();
	expect((await demo.messages()).some(({ text }) => String(text).trim() === '')).toBe(false);
	expect(await by(page, 'composer').inputValue()).toBe('');
});

test('phone page of the simulator: shows the error of a message that was refused', async () => {
	await page.route(
		'**/receive',
		async (route) => await route.fulfill({ status: 500, body: '{"error":"full"}' }),
	);
	await write('never');
	await by(page, 'toast').getByText('Not sent: full').waitFor();
	await page.unroute('**/receive');
});

test('phone page of the simulator: the person quotes, reacts, takes the reaction back, edits and deletes', async () => {
	const id = await demo.send('sendText', { text: 'Which day?' });
	await choose(id, 'Reply');
	await write('Friday');
	const answer = await demo.arrived(({ text }) => text === 'Friday');
	expect(answer.quoted).toMatchObject({ id, text: 'Which day?' });

	await choose(id, 'React with 👍');
	await by(page, `message-${id}`).locator('.reaction').click();
	await by(page, `message-${id}`).locator('.reaction').waitFor({ state: 'detached' });

	await choose(answer.id, 'Edit');
	await write('Saturday');
	await by(page, `message-${String(answer.id)}`)
		.getByText('Edited')
		.waitFor();
	await choose(answer.id, 'Delete for everyone');
	await by(page, `message-${String(answer.id)}`)
		.getByText('This message was deleted')
		.waitFor();
});

test('phone page of the simulator: the person presses a button, picks from a list and votes', async () => {
	const buttons = [{ type: 'reply', displayText: 'Yes, please', id: 'yes' }];
	await demo.send('sendButtons', {
		title: 'Flowers?',
		description: 'Fresh',
		footer: 'Shop',
		buttons,
	});
	await by(page, 'button-yes').click();
	await demo.arrived(({ text, fromMe }) => !fromMe && text === 'Yes, please');

	const rows = [{ title: 'At noon', description: '12:00', rowId: 'noon' }];
	await demo.send('sendList', {
		title: 'When',
		description: 'Choose',
		buttonText: 'Times',
		footerText: 'Shop',
		sections: [{ title: 'Today', rows }],
	});
	await by(page, 'list-open').click();
	await by(page, 'row-noon').click();
	await demo.arrived(({ text, fromMe }) => !fromMe && text === 'At noon');

	await demo.send('sendPoll', { name: 'Colour?', selectableCount: 1, values: ['Red', 'Blue'] });
	await by(page, 'vote-Red').click();
	await page.locator('[data-testid="vote-Red"][aria-pressed="true"]').waitFor();
	await by(page, 'vote-Blue').click();
	await page.locator('[data-testid="vote-Red"][aria-pressed="false"]').waitFor();
	await page.locator('[data-testid="vote-Blue"][aria-pressed="true"]').waitFor();
});

test('phone page of the simulator: the person sends a picture with a caption, byte for byte', async () => {
	await by(page, 'file').setInputFiles({
		name: 'sun.png',
		mimeType: 'image/png',
		buffer: PICTURE,
	});
	await by(page, 'tray').waitFor();
	await write('my garden');
	const stored = await demo.arrived(({ kind, text }) => kind === 'image' && text === 'my garden');
	const picture = by(page, `message-${String(stored.id)}`).locator('img');
	await picture.waitFor();
	const { url } = stored.media as { url: string };
	const bytes = Buffer.from(await (await fetch(`${demo.url}${url}`)).arrayBuffer());
	expect(bytes.equals(PICTURE)).toBe(true);
});

test('phone page of the simulator: recording a voice note without a microphone shows a message that there is none', async () => {
	await by(page, 'record').click();
	await by(page, 'toast').getByText('No microphone').waitFor();
});

test('phone page of the simulator: somebody unknown writes first: a bad number is explained, a good one opens the chat', async () => {
	await by(page, 'new-chat').click();
	const form = page.getByRole('dialog', { name: 'New chat' });
	await form.getByLabel('Phone number').fill('12');
	await form.getByRole('button', { name: 'Open chat' }).click();
	await form.getByText('This is not a valid phone number').waitFor();
	await form.getByLabel('Phone number').fill('+34 600 11 22 33');
	await form.getByLabel('Name').fill('Daniela');
	await form.getByRole('button', { name: 'Open chat' }).click();
	await write('Hello, are you open?');
	const chat = '34600112233@s.whatsapp.net';
	const stored = await demo.arrived(({ text }) => text === 'Hello, are you open?', chat);
	expect(stored.sender).toEqual({ jid: chat, name: 'Daniela' });
	await by(page, `chat-${chat}`).getByText('Daniela').waitFor();
});

test("phone page of the simulator: in a group one can write as a member or as the instance's own phone, not as others", async () => {
	// Daniela has a chat with the instance, but isn't a member of the group.
	await demo.call('/_sim/instances/demo/receive', {
		from: '34600112233@s.whatsapp.net',
		pushName: 'Daniela',
		kind: 'text',
		text: 'Hello',
	});
	await by(page, 'chat-34600112233@s.whatsapp.net').waitFor();
	await page.goto(`${demo.url}/phone#instance=demo&chat=${TEAM}`);
	await page.getByRole('heading', { name: 'Team' }).waitFor();
	const daniela = by(page, 'speaker').locator('option', { hasText: 'Daniela' });
	await daniela.waitFor({ state: 'detached' });
	await by(page, 'speaker').selectOption(ANA);
	await write('Lunch?');
	const stored = await demo.arrived(({ text }) => text === 'Lunch?', TEAM);
	expect(stored).toMatchObject({ chat: TEAM, sender: { jid: ANA } });
	await page.locator(`.row.mine[data-testid="message-${String(stored.id)}"]`).waitFor();
	await by(page, 'speaker').selectOption('own-phone');
	await page.locator(`.row.theirs[data-testid="message-${String(stored.id)}"]`).waitFor();
	await write('I pay');
	expect(await demo.arrived(({ text }) => text === 'I pay', TEAM)).toMatchObject({
		fromMe: true,
		chat: TEAM,
	});
});

test('phone page of the simulator: shows above the chat who writes to whom', async () => {
	const reads = async (text: string) =>
		await by(page, 'whoami').filter({ hasText: text }).waitFor();
	await page.goto(`${demo.url}/phone#instance=demo&chat=${TEAM}`);
	await page.getByRole('heading', { name: 'Team' }).waitFor();
	await by(page, 'speaker').selectOption('own-phone');
	await reads('You are the phone of demo, writing to Team');
	await by(page, 'speaker').selectOption(ANA);
	await reads('You are Ana (+5511988887777), in a group with demo');
	await page.goto(`${demo.url}/phone${HERE}`);
	await reads('You are Ana (+5511988887777), writing to demo');
	await by(page, 'speaker').selectOption('own-phone');
	await reads('You are the phone of demo, writing to Ana');
	await by(page, 'speaker').selectOption(ANA);
});

test('phone page of the simulator: shows either the chat or the list of chats on a narrow screen', async () => {
	await page.setViewportSize({ width: 400, height: 800 });
	await page.getByRole('button', { name: 'Back to the chats' }).click();
	await by(page, `chat-${ANA}`).click();
	await by(page, 'composer').waitFor();
	expect(await by(page, `chat-${ANA}`).isVisible()).toBe(false);
	expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400);
	await page.setViewportSize({ width: 1200, height: 800 });
});
