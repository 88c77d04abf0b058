import { isTaking, screenshot } from '../support/screenshot';
import { keepShownWords, readShownWords, wordsOn } from '../support/shownWords';
import { Demo } from './demo';
import { PICTURE, TONE } from './samples';
import { expect, test, type Page } from './phoneTest';
import { by } from './support';
import { ANA, BRUNO, CARLA, TEAM } from './views';

const HERE = `#instance=demo&chat=${ANA}`;

let demo: Demo;
let page: Page;

test.beforeEach(async ({ demo: started, phones }) => {
	demo = started;
	page = await phones.open(demo.url, HERE);
	await by(page, 'composer').waitFor();
});

const receive = async (body: object) =>
	await demo.call('/_sim/instances/demo/receive', { from: ANA, pushName: 'Ana', ...body });
const shown = (id: string) => by(page, `message-${id}`);

test('phone page of the simulator: shows a text in place of media that cannot be shown, instead of a broken frame', async () => {
	await receive({ kind: 'image', base64: 'AAAA', mimetype: 'image/png', fileName: 'broken.png' });
	await page.locator('.media-missing', { hasText: 'broken.png' }).waitFor();
	await receive({ kind: 'audio', base64: 'AAAA', mimetype: 'audio/ogg' });
	await page.getByText('This browser cannot play it: audio/ogg · 3 B').waitFor();
});

test('phone page of the simulator: a file at an address on the network is shown from there, or said to be missing', async () => {
	const files = 'https://files.example.com';
	await page.route(`${files}/*`, async (route) => await route.abort());
	await page.route(`${files}/cake.png`, async (route) => await route.fulfill({ body: PICTURE }));
	await demo.send('sendMedia', { mediatype: 'image', media: `${files}/gone.png` });
	await page.getByText('Photo cannot be shown: image/jpeg · files.example.com/gone.png').waitFor();
	await demo.send('sendMedia', { mediatype: 'video', media: `${files}/film.mp4` });
	await page.getByText('Video cannot be shown: video/mp4 · files.example.com/film').waitFor();
	const cake = await demo.send('sendMedia', { mediatype: 'image', media: `${files}/cake.png` });
	const img = shown(cake).locator('img');
	await img.waitFor();
	expect(await img.getAttribute('src')).toBe(`${files}/cake.png`);
	await demo.send('sendWhatsAppAudio', { audio: `${files}/song.mp3` });
	await page.getByText('This browser cannot play it: audio/mpeg · files.example.com').waitFor();
});

test('phone page of the simulator: a message of an unknown type is shown as such', async () => {
	await receive({
		kind: 'raw',
		messageType: 'newThingMessage',
		message: { newThingMessage: { a: 1 } },
	});
	await page.locator('[data-kind="unknown"]').waitFor();
});

test('phone page of the simulator: shows places, contacts and documents', async () => {
	const place = await demo.send('sendLocation', {
		latitude: -23.56,
		longitude: -46.65,
		name: 'Flower Shop',
		address: 'Av. Paulista 1578',
	});
	const href = await shown(place)
		.getByRole('link', { name: 'Open Flower Shop on a map' })
		.getAttribute('href');
	expect(href).toContain('mlat=-23.56&mlon=-46.65');
	const card = await demo.send('sendContact', {
		contact: [
			{ fullName: 'Bruno Delivery', wuid: '5511977776666', phoneNumber: '+55 11 97777-6666' },
		],
	});
	await shown(card).getByText('+55 11 97777-6666').waitFor();
	const paper = await demo.send('sendMedia', {
		mediatype: 'document',
		media: Buffer.from('%PDF-1.4').toString('base64'),
		fileName: 'invoice-118.pdf',
		caption: 'Your invoice',
	});
	const link = shown(paper).getByRole('link', { name: 'Download invoice-118.pdf' });
	expect(await link.getAttribute('download')).toBe('invoice-118.pdf');
});

test('phone page of the simulator: a voice note plays', async () => {
	const id = await demo.send('sendWhatsAppAudio', { audio: TONE.toString('base64') });
	await shown(id).getByText('1:00').waitFor();
	await shown(id).getByRole('button', { name: 'Play' }).click();
	await shown(id).getByRole('button', { name: 'Pause' }).waitFor();
});

test('phone page of the simulator: a picture opens large and closes with Escape', async () => {
	const id = await demo.send('sendMedia', {
		mediatype: 'image',
		media: PICTURE.toString('base64'),
		caption: '*Sunset*',
	});
	await shown(id)
		.getByRole('button', { name: /show large/ })
		.click();
	await page.getByRole('dialog').locator('img').waitFor();
	await page.keyboard.press('Escape');
	await page.getByRole('dialog').waitFor({ state: 'detached' });
});

test('phone page of the simulator: shows stickers, video notes that cannot be played, and cards', async () => {
	const sticker = await demo.send('sendSticker', { sticker: PICTURE.toString('base64') });
	await shown(sticker).getByRole('button', { name: 'Sticker: show large' }).waitFor();
	const note = await demo.send('sendPtv', { video: 'AAAA' });
	await shown(note).getByText('Video note cannot be shown').waitFor();
	const buttons = [{ type: 'reply', displayText: 'Add roses', id: 'roses' }];
	const cards = ['Roses', 'Tulips'].map((title) => ({
		title,
		body: `A dozen of ${title}`,
		footer: 'R$ 49',
		buttons,
	}));
	await demo.send('sendCarousel', { body: 'You may also like', cards });
	await by(page, 'button-roses').first().click();
	await demo.arrived(({ text, fromMe }) => !fromMe && text === 'Add roses');
});

test('phone page of the simulator: shows buttons that copy, open and call', async () => {
	const copy = { type: 'copy', displayText: 'Copy the code', copyCode: 'SUN10' };
	const open = { type: 'url', displayText: 'Open the shop', url: 'https://example.com/' };
	const call = { type: 'call', displayText: 'Call us', phoneNumber: '+5511900000001' };
	const texts = { title: 'Summer', description: '10 % off', footer: 'Shop' };
	// Evolution API 2.4 accepts at most two buttons that copy, open or call in a message.
	const [first, second] = [
		await demo.send('sendButtons', { ...texts, buttons: [copy, open] }),
		await demo.send('sendButtons', { ...texts, buttons: [call] }),
	];
	expect(await shown(first).getByRole('link', { name: 'Open the shop' }).getAttribute('href')).toBe(
		'https://example.com/',
	);
	await shown(second).getByRole('button', { name: 'Call us' }).click();
	await by(page, 'toast').getByText('Would call +5511900000001').waitFor();
	await shown(first).getByRole('button', { name: 'Copy the code' }).click();
	await by(page, 'toast')
		.getByText(/Copied|SUN10/)
		.waitFor();
});

test('phone page of the simulator: has the words of its pictures in the docs, light and dark', async () => {
	await demo.call('/_sim/reset', { seed: true });
	await page.setViewportSize({ width: 1030, height: 894 });
	await page.reload();
	await receive({
		from: CARLA,
		pushName: 'Carla',
		kind: 'image',
		base64: PICTURE.toString('base64'),
		mimetype: 'image/png',
		caption: 'the new sign',
	});
	await receive({
		from: BRUNO,
		pushName: 'Bruno',
		chat: TEAM,
		kind: 'text',
		text: 'I take the late shift',
	});
	await demo.send('sendText', { number: BRUNO, text: 'The van leaves at *14:00*' });
	await receive({ kind: 'text', text: 'Hi! Do you have sunflowers today? 🌻' });
	const offer = await demo.send('sendMedia', {
		mediatype: 'image',
		media: PICTURE.toString('base64'),
		caption: 'Good morning! Yes, _fresh_ today: ~R$ 39~ *R$ 29*',
	});
	await receive({ kind: 'text', text: 'Lovely, one bunch please', quotedId: offer });
	await receive({ kind: 'reaction', targetId: offer, emoji: '🔥' });
	const poll = await demo.send('sendPoll', {
		name: 'Which card shall we add?',
		selectableCount: 1,
		values: ['Happy birthday', 'Thank you'],
	});
	await by(page, 'vote-Happy birthday').click();
	await page.locator('[data-testid="vote-Happy birthday"][aria-pressed="true"]').waitFor();
	await shown(poll).getByRole('img', { name: 'Read' }).waitFor();
	await page.mouse.move(0, 0);
	// Voting in the poll may have scrolled the chat, so this scrolls to its end again.
	await page.evaluate("document.querySelector('.stream').scrollTo(0, 1e6)");
	await page.getByText('New messages').waitFor({ state: 'detached' });
	const words = await wordsOn(page);
	await screenshot(page, 'phone-light');
	await page.emulateMedia({ colorScheme: 'dark' });
	expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(236, 235, 247)');
	await screenshot(page, 'phone-dark');
	for (const picture of ['phone-dark.png', 'phone-light.png']) {
		if (isTaking()) keepShownWords(picture, words);
		else expect(readShownWords()[picture]).toEqual(words);
	}
});
