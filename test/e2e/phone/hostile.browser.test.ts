import { StubSimulator, type View } from './stubSimulator';
import { expect, test as base, type Page } from './phoneTest';
import { by } from './support';
import { ANA, CHAT, DEMO, fromAna, fromInstance, OWN } from './views';

const EVIL = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
const SCRIPT = 'javascript:window.hacked=1';
const HERE = `#instance=demo&chat=${ANA}`;

const evil: View[] = [
	fromAna('e1', { text: `${EVIL} *${EVIL}* ${SCRIPT} https://a.b/"onmouseover="window.hacked=1` }),
	fromAna('e2', {
		kind: 'image',
		text: EVIL,
		media: { mimetype: 'image/png', fileName: EVIL, url: SCRIPT },
	}),
	fromAna('e3', { kind: 'document', media: { mimetype: EVIL, fileName: EVIL, url: SCRIPT } }),
	fromAna('e4', {
		kind: 'location',
		location: { latitude: SCRIPT, longitude: EVIL, name: EVIL, address: EVIL },
	}),
	fromAna('e5', { kind: 'contact', contacts: [{ fullName: EVIL, phones: [EVIL] }] }),
	fromInstance('e6', {
		kind: 'buttons',
		title: EVIL,
		footer: EVIL,
		buttons: [
			{ id: 'u', type: 'url', label: EVIL, url: SCRIPT },
			{ id: 'd', type: 'url', label: 'data', url: 'data:text/html,<script>1</script>' },
			{ id: 'c', type: 'call', label: EVIL, phoneNumber: SCRIPT },
		],
	}),
	fromInstance('e7', {
		kind: 'poll',
		poll: { name: EVIL, selectableCount: 1, options: [{ name: EVIL, votes: [EVIL] }] },
	}),
	fromInstance('e8', {
		kind: 'carousel',
		cards: [{ title: EVIL, text: EVIL, footer: EVIL, imageUrl: SCRIPT }],
	}),
	fromInstance('e9', {
		kind: 'sticker',
		media: { mimetype: 'image/svg+xml', url: 'data:text/html,<script>window.hacked=1</script>' },
	}),
	fromAna('e10', {
		text: 'x',
		sender: { jid: EVIL, name: EVIL },
		quoted: { id: EVIL, text: EVIL, sender: EVIL },
	}),
	fromAna('e11', { text: 'x', reactions: [{ emoji: EVIL, sender: EVIL }] }),
];

/** Malformed messages that no simulator should send. The page must still show the other ones. */
const nonsense = [
	fromAna('n1', { kind: 'poll', poll: { options: 5 } }),
	fromAna('n2', { kind: 'toString', reactions: null, sender: null }),
	fromAna('n3', { kind: 'list', list: { sections: [null] } }),
	fromAna('n4', { text: { not: 'a text' } }),
	fromAna('n5', { text: 'the last one' }),
];

type Show = (messages: View[], hash?: string, chat?: object) => Promise<Page>;

let stub: StubSimulator;

const test = base.extend<{ show: Show }>({
	show: async ({ phones }, use) => {
		await use(async (messages, hash = HERE, chat = CHAT) => {
			stub = await new StubSimulator({
				instances: [DEMO],
				chats: [{ ...chat, lastMessage: messages.at(-1) }],
				messages,
			}).start();
			return await phones.open(stub.url, hash);
		});
		await stub.close();
	},
});

test('phone page of the simulator: HTML in a message never becomes part of the page', async ({
	show,
}) => {
	const page = await show(evil, HERE, { ...CHAT, name: EVIL });
	await by(page, 'message-e11').waitFor();
	expect(await page.locator('img[src="x"], ol script, [onerror], [onmouseover]').count()).toBe(0);
	const links = await page
		.locator('a')
		.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
	expect(links.filter((href) => href && !/^https?:/.test(href))).toEqual([]);
	const sources = await page
		.locator('ol img, ol video, ol audio')
		.evaluateAll((all) => all.map((one) => one.getAttribute('src') ?? ''));
	expect(sources.filter((source) => source && !/^https?:/.test(source))).toEqual([]);
	await by(page, 'button-u').click();
	await by(page, 'toast').waitFor();
	expect(await page.evaluate('window.hacked')).toBeUndefined();
	expect(await page.getByText(EVIL).count()).toBeGreaterThan(5);
});

test('phone page of the simulator: shows every message, even when some have malformed content', async ({
	show,
}) => {
	const page = await show(nonsense);
	await by(page, 'message-n5').waitFor();
	expect(await page.locator('[data-testid^="message-n"]').count()).toBe(5);
});

test('phone page of the simulator: loads 200 of 10,000 messages, and makes few requests when very many events come', async ({
	show,
}) => {
	const page = await show(
		Array.from({ length: 10_000 }, (_, at) => fromAna(`m${at}`, { text: `number ${at}` })),
	);
	await by(page, 'message-m9999').waitFor();
	expect(await page.locator('li.row').count()).toBe(200);
	expect(stub.fetches).toBe(1);

	for (let at = 0; at < 1000; at++)
		stub.tell({ type: 'message', instance: 'demo', chat: ANA, id: `s${at}` });
	stub.data.messages.push(fromAna('storm', { text: 'after the storm' }));
	stub.tell({ type: 'message', instance: 'demo', chat: ANA, id: 'storm' });
	await by(page, 'message-storm').waitFor();
	expect(stub.fetches).toBeLessThan(6);

	await by(page, 'earlier').click();
	await by(page, 'message-m9700').waitFor();
	expect(await page.locator('li.row').count()).toBe(400);
});

test('phone page of the simulator: sends what the person taps to the documented routes of the simulator', async ({
	show,
}) => {
	const page = await show([
		fromInstance('b', {
			kind: 'buttons',
			text: 'Sure?',
			buttons: [{ id: 'yes', label: 'Yes', type: 'reply' }],
		}),
		fromInstance('l', {
			kind: 'list',
			list: {
				buttonText: 'Open',
				sections: [{ title: 'A', rows: [{ rowId: 'r1', title: 'One' }] }],
			},
		}),
		fromInstance('p', {
			kind: 'poll',
			poll: {
				name: 'Which?',
				selectableCount: 0,
				options: [
					{ name: 'A', votes: [ANA] },
					{ name: 'B', votes: [] },
				],
			},
		}),
	]);
	await by(page, 'button-yes').click();
	await by(page, 'list-open').click();
	await by(page, 'row-r1').click();
	await by(page, 'vote-B').click();
	await stub.waitFor('receive', 3);
	const who = { from: ANA, pushName: 'Ana' };
	expect(stub.asked.filter(({ action }) => action === 'receive').map(({ body }) => body)).toEqual([
		{ ...who, kind: 'buttonReply', targetId: 'b', buttonId: 'yes' },
		{ ...who, kind: 'listReply', targetId: 'l', rowId: 'r1' },
		{ ...who, kind: 'pollVote', targetId: 'p', options: ['A', 'B'] },
	]);
});

test('phone page of the simulator: explains an instance that is gone, and shows another on request', async ({
	show,
}) => {
	const page = await show([], '#instance=gone');
	await page.getByText('There is no instance gone').waitFor();
	await page.getByRole('button', { name: 'Show demo' }).click();
	await by(page, `chat-${ANA}`).waitFor();
	expect(await page.getByText(OWN.split('@')[0]).count()).toBe(1);
});

test('phone page of the simulator: continues by itself when the simulator was stopped and is back', async ({
	show,
}) => {
	const page = await show([fromAna('before', { text: 'before' })]);
	await by(page, 'message-before').waitFor();
	const { data, url } = stub;
	await stub.close();
	await page.getByText('Simulator not reachable').waitFor();
	data.messages.push(fromAna('after', { text: 'after' }));
	stub = await new StubSimulator(data).start(Number(new URL(url).port));
	await by(page, 'message-after').waitFor();
	expect(await page.getByText('Simulator not reachable').count()).toBe(0);
});
