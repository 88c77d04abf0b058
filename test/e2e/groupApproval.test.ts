import { freePort } from '../../dev/ports';
import { by, Phones } from './phone/support';
import { describeInBrowser } from './support/chromium';
import { keepPicture } from './support/screenshot';
import { Server, slowly, Stage, until } from './support/triggerStage';
import { ANA, BRUNO, CARLA, createAsking, start } from './support/waitStage';

// A question to a group of 20, in which two of three approvers have to agree, and one to a person who does not answer. Both
// go to somebody else after a minute. n8n is killed before and after that.

const TEAM = '120363020202020202@g.us';
const MEMBER = '5511900000001';
const SILENT = '5511900000002';
const CHIEF = '5511900000003';
const OWNER = '5511900000004';
const ONLY = 'Only the board decides this.';
const REMINDER = 'The board still has to answer.';
const INSTEAD = 'Nobody has answered yet.';

const stage = new Stage();
let server: Server;

const escalateTo = (recipient: string) => ({
	escalateTo: { values: { recipient, amount: 1, unit: 'minutes', text: INSTEAD } },
});

beforeAll(async () => {
	await stage.start();
	// The address of an execution that waits must be the same after a restart.
	server = new Server({ port: await freePort() });
	await server.start();
	const members = stage.simulator.state.instances.get('demo')?.groups.get(TEAM)?.participants;
	const more = Array.from({ length: 16 }, (_one, index) => `55119000000${10 + index}`);
	for (const number of [MEMBER, ...more].slice(0, 20 - (members?.length ?? 0)))
		members?.push({ id: `${number}@s.whatsapp.net`, admin: null });
	expect(members).toHaveLength(20);
	await server.n8n.client.activate(await server.create(stage, 'all'));
	await createAsking(stage, server, 'board', {
		responseType: 'approval',
		askWith: 'numbers',
		options: {
			whoMayAnswer: {
				values: { who: 'listed', people: [ANA, BRUNO, CARLA].join(), textForOthers: ONLY },
			},
			howManyMustAgree: { values: { howMany: 'number', number: 2, aNo: 'counts' } },
			remindAfter: { values: { amount: 1, unit: 'minutes', maxTimes: 1, text: REMINDER } },
			...escalateTo(OWNER),
		},
	});
	await createAsking(stage, server, 'refund', {
		responseType: 'approval',
		askWith: 'numbers',
		options: escalateTo(CHIEF),
	});
});
afterAll(async () => {
	await server?.end();
	await stage.end();
});

const says = async (from: string, text: string) =>
	await slowly(stage.simulator, async () => {
		await stage.receive({ from, chat: TEAM, kind: 'text', text });
	});

/** How often the account has sent a text to a chat. */
async function sent(text: string, chat = TEAM): Promise<number> {
	const all = (await stage.ask('GET', `/_sim/instances/demo/messages?chat=${chat}`)) as object[];
	return all.map((message) => JSON.stringify(message)).filter((one) => one.includes(text)).length;
}
const sentTo = async (number: string, text: string) => await sent(text, `${number}@s.whatsapp.net`);

async function ask(name: string, to: string, message: string): Promise<void> {
	await start(server, name, { to, message });
	const [id] = (await server.n8n.client.workflows()).flatMap((one) =>
		one.name === name ? [one.id] : [],
	);
	await until(`${name} waits`, async () => {
		const [newest] = await server.n8n.client.executions(String(id));
		return newest?.status === 'waiting';
	});
}

async function restart(): Promise<void> {
	await server.n8n.stop(0);
	await server.start();
}

/** A person looks at the phone, and answers what is there. `PHONE_FOLDER=<folder>` keeps a picture. @returns what is read */
async function answerOnPhone(phones: Phones, number: string, text: string): Promise<string> {
	const { url } = stage.simulator;
	const page = await phones.open(url, `#instance=demo&chat=${number}@s.whatsapp.net`);
	await page.getByText(INSTEAD).last().waitFor();
	const read = await page.locator('body').innerText();
	await slowly(stage.simulator, async () => {
		await by(page, 'composer').fill(text);
		await by(page, 'composer').press('Enter');
		await page.getByText(text, { exact: true }).last().waitFor();
	});
	await keepPicture(page, process.env.PHONE_FOLDER, 'escalated');
	return read;
}

describeInBrowser('a group of 20, and somebody who does not answer', () => {
	const phones = new Phones();
	afterAll(async () => await phones.close());

	it('two of three decide, others are told once, one reminder comes, and others are asked once, although n8n is killed twice', async () => {
		await ask('board', TEAM, 'Shall we buy the oven?');
		await ask('refund', SILENT, 'Shall we pay it back?');
		await says(MEMBER, 'Yes');
		await says(MEMBER, 'Yes!');
		await says(ANA, 'Yes');
		await restart();
		await says(ANA, 'yes');
		await until('they are reminded', async () => (await sent(REMINDER)) > 0, 150_000);
		await until('the owner is asked', async () => (await sentTo(OWNER, INSTEAD)) > 0, 60_000);
		await until('the chief is asked', async () => (await sentTo(CHIEF, INSTEAD)) > 0, 60_000);
		await restart();
		await says(BRUNO, 'No');
		expect(stage.collector.at('/board')).toEqual([]);
		await says(CARLA, 'Yes');
		const read = await answerOnPhone(phones, CHIEF, 'No');
		expect(read).toContain('Shall we pay it back?');
		const [decided, ...others] = await stage.collector.settled('/board', 1);
		expect(others).toEqual([]);
		expect(decided).toMatchObject({
			approved: true,
			responder: { name: 'Carla' },
			votes: [
				{ approved: true, responder: { number: ANA } },
				{ approved: false, responder: { number: BRUNO } },
				{ approved: true, responder: { number: CARLA } },
			],
		});
		expect(await stage.collector.settled('/refund', 1)).toMatchObject([
			{ approved: false, responder: { number: CHIEF } },
		]);
		expect([await sent(ONLY), await sent(REMINDER)]).toEqual([1, 1]);
		expect([await sentTo(OWNER, INSTEAD), await sentTo(CHIEF, INSTEAD)]).toEqual([1, 1]);
	}, 400_000);
});
