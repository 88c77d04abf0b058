import { untilQuiet } from '../../../../support/time';
import { arrived, fail, useSimulator } from '../../../../support/simulator';
import { receiveText, settled } from '../support/happenings';
import { LONG_RUNNING_MS } from '../support/longRunning';
import { useN8n } from '../support/useN8n';

// Tests *Filters → Mentions*. "me" is the account itself, by its number or, in groups that hide numbers, by its LID.

const simulator = useSimulator();
const stage = useN8n(simulator);
const TEAM = '120363020202020202@g.us';
const FAMILY = '120363030303030303@g.us';
const OTHER = '777@lid';
const HIDDEN = '/group/participants';

/** Time after which the trigger repeats a request for the account's number, or for details that the server lacked. */
const LATER_MS = 11 * 60_000;

/** Number of the test. Each test has another account, because the process remembers LIDs. */
let test = 0;
const own = () => ({ jid: `55119000010${10 + test}@s.whatsapp.net`, lid: `9990${10 + test}@lid` });

beforeEach(() => {
	test++;
	const demo = simulator.current.state.instances.get('demo');
	if (demo !== undefined) demo.ownerJid = own().jid;
});

/** Prepares the answer that servers from 2.3.5 on give for a group that hides numbers. */
const tellMembers = (...members: object[]) =>
	fail(simulator.current, {
		path: HIDDEN,
		status: 200,
		body: { participants: [{ id: OTHER, phoneNumber: '1234567890@s.whatsapp.net' }, ...members] },
	});
const tellOwn = () => tellMembers({ id: own().lid, phoneNumber: own().jid, admin: 'admin' });

async function active(options: object = {}, more: object = {}) {
	const workflow = stage.n8n.workflow(`me${test}`, {
		...more,
		filters: { mentions: 'me' },
		options,
	});
	await workflow.activate();
	return workflow;
}

async function say(text: string, ...mentions: string[]): Promise<void> {
	await receiveText(simulator.current, text, { chat: TEAM, mentions });
	await untilQuiet();
}

const texts = () => stage.n8n.texts(`me${test}`);
const asked = () => arrived(simulator.current).filter(({ path }) => path.startsWith(HIDDEN));

it('mention of the account by LID: starts nothing where the server does not know the LID, which is requested once', async () => {
	await active();
	tellMembers({ id: '888@lid' });
	await say('hi', own().lid);
	await say('hi again', own().lid);
	expect(texts()).toEqual([]);
	expect(asked()).toHaveLength(1);
	stage.aheadMs = LATER_MS;
	tellOwn();
	await say('and now', own().lid);
	expect(texts()).toEqual(['and now']);
});

it('mention of the account by LID: starts the workflow in one group although the server refuses the LID for another group', async () => {
	await active();
	fail(simulator.current, { path: HIDDEN, status: 404 });
	await say('hi', own().lid);
	tellOwn();
	await receiveText(simulator.current, 'elsewhere', { chat: FAMILY, mentions: [own().lid] });
	await untilQuiet();
	expect(texts()).toEqual(['elsewhere']);
	await say('now here, too', own().lid);
	expect(texts()).toEqual(['elsewhere', 'now here, too']);
	expect(asked()).toHaveLength(2);
});

it('mention of the account by LID: the LID is requested again a minute after the server refused, and not before', async () => {
	await active();
	fail(simulator.current, { path: HIDDEN, status: 404 });
	await say('hi', own().lid);
	stage.aheadMs += 50_000;
	await say('too soon', own().lid);
	expect(asked()).toHaveLength(1);
	stage.aheadMs += 15_000;
	tellOwn();
	await say('and now', own().lid);
	expect(texts()).toEqual(['and now']);
});

it('mention of the account by LID: a hundred groups for which the server refuses the LID cause few requests', async () => {
	await active();
	fail(simulator.current, { path: HIDDEN, status: 404, times: 999 });
	for (let group = 100; group < 200; group++) {
		const chat = `120363020202020${group}@g.us`;
		await receiveText(simulator.current, 'hi', { chat, mentions: [own().lid] });
	}
	await untilQuiet();
	expect(asked()).toHaveLength(10);
	simulator.current.state.faults.splice(0);
});

it('mention of the account by LID: starts nothing where the server refuses to give the LID', async () => {
	await active();
	fail(simulator.current, { path: HIDDEN, status: 404 });
	await say('hi', own().lid);
	expect(texts()).toEqual([]);
});

it('mention of the account by LID: after a server error the event is delivered again, and starts the workflow then', async () => {
	simulator.current.config.webhookRetry = { delaysMs: [200], timeoutMs: 30_000 };
	await active();
	fail(simulator.current, { path: HIDDEN, status: 502, times: 3 });
	tellOwn();
	await say('hi', own().lid);
	await settled(() => texts().length === 1);
	expect(texts()).toEqual(['hi']);
});

it('mention of another person starts nothing', async () => {
	await active();
	tellOwn();
	await say('hi', OTHER);
	await say('hello', '1234567890@s.whatsapp.net');
	await say('everybody');
	expect(texts()).toEqual([]);
});

it('mention of the account by number starts the workflow, and the server is asked nothing', async () => {
	await active();
	await say('hi', own().jid);
	expect(texts()).toEqual(['hi']);
	expect(asked()).toEqual([]);
});

it('mention of the account by LID starts the workflow, and the server is asked only once for that LID', async () => {
	await active();
	tellOwn();
	await say('hi', own().lid);
	await say('you', OTHER);
	await say('again', own().lid);
	expect(texts()).toEqual(['hi', 'again']);
	expect(asked()).toHaveLength(1);
});

it('mention of the account by LID starts the workflow in a process without triggers, such as a webhook processor', async () => {
	const workflow = await active();
	await stage.n8n.crash();
	workflow.hasWebhook = true;
	stage.aheadMs += LONG_RUNNING_MS;
	tellOwn();
	await say('you', OTHER);
	await say('hi', own().lid);
	await say('again', own().lid);
	expect(texts()).toEqual(['hi', 'again']);
	expect(asked()).toHaveLength(1);
});

it('mention of the account by LID starts the workflow through WebSocket', async () => {
	stage.aheadMs = LATER_MS;
	await active({ connection: { values: { method: 'webSocket' } } });
	tellOwn();
	const hear = async (text: string, jid: string) =>
		await receiveText(simulator.current, text, { chat: TEAM, mentions: [jid] });
	await hear('you', OTHER);
	await hear('hi', own().lid);
	await settled(() => texts().length > 0);
	expect(texts()).toEqual(['hi']);
});

it('mention of the account: a missed mention starts the workflow, though the message store does not name the account', async () => {
	const { n8n } = stage;
	stage.aheadMs = 2 * LATER_MS;
	await active();
	await n8n.crash();
	await say('you', OTHER);
	await say('by LID', own().lid);
	await say('by number', own().jid);
	tellOwn();
	for (const workflow of n8n.all) await workflow.activate('init');
	// The trigger looks for missed messages when no workflow has become active for a while.
	stage.aheadMs += 10_000;
	await settled(() => texts().length === 2);
	expect(texts()).toEqual(['by LID', 'by number']);
	expect(asked()).toHaveLength(1);
});

it('mention of the account: a LID that is entered in the Mentions filter itself is not requested', async () => {
	const workflow = stage.n8n.workflow(`me${test}`, { filters: { mentions: own().lid } });
	await workflow.activate();
	await say('hi', own().lid);
	expect(texts()).toEqual(['hi']);
	expect(asked()).toEqual([]);
});
