import { untilQuiet } from '../../../../support/time';
import { useSimulator } from '../../../../support/simulator';
import { receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// Tests messages that the server could not deliver, although n8n was running: n8n's address answered 404.

const simulator = useSimulator();
const stage = useN8n(simulator);

const TEXTS = Array.from({ length: 60 }, (_, index) => `message ${index}`);

/** Loses all messages on their way to n8n, for longer than a server retries. */
async function lose(texts = TEXTS): Promise<void> {
	const { n8n } = stage;
	for (const workflow of n8n.all) workflow.hasWebhook = false;
	for (const text of texts) await receiveText(simulator.current, text);
	stage.aheadMs += 25 * 60_000;
	for (const workflow of n8n.all) workflow.hasWebhook = true;
}

const check = async () => {
	for (const workflow of stage.n8n.all) workflow.tick();
	await untilQuiet();
};

async function publish(names = ['one'], options = {}): Promise<void> {
	for (const name of names) await stage.n8n.workflow(name, { options }).activate();
	stage.aheadMs += 10_000;
	await receiveText(simulator.current, 'before');
	await settled(() => stage.n8n.started.length >= names.length);
	stage.aheadMs += 60_000;
	await check();
}

const warnings = () => stage.n8n.logged.filter((text) => String(text).includes("couldn't deliver"));

it.each([[['one']], [['one', 'two']]])(
	'Missed Messages: messages that the server could not deliver start %j at the next check, once and in order',
	async (names) => {
		await publish(names);
		await lose();
		await check();
		await check();
		for (const name of names) expect(stage.n8n.texts(name)).toEqual(['before', ...TEXTS]);
		expect(warnings()).toHaveLength(1);
	},
);

it('Missed Messages: messages that were lost before others arrived start the workflow, too', async () => {
	await publish();
	await lose();
	for (let index = 0; index < 40; index++) await receiveText(simulator.current, `later ${index}`);
	stage.aheadMs += 60_000;
	await check();
	const texts = stage.n8n.texts('one');
	expect(texts).toEqual(expect.arrayContaining(TEXTS));
	expect(texts).toHaveLength(1 + 60 + 40);
});

it('Missed Messages: messages that were lost before a restart start the workflow after it', async () => {
	await publish();
	await lose();
	await stage.n8n.crash();
	for (const workflow of stage.n8n.all) await workflow.activate('init');
	stage.aheadMs += 10_000;
	await settled(() => stage.n8n.texts('one').length > TEXTS.length);
	await untilQuiet();
	expect(stage.n8n.texts('one')).toEqual(['before', ...TEXTS]);
});

it('Missed Messages: while every message arrives, the store is asked once a check, and nothing is logged', async () => {
	await publish(['one', 'two']);
	const asked = () =>
		simulator.current.state.requests
			.list()
			.filter(({ path }) => path.startsWith('/chat/findMessages'));
	const before = asked().length;
	await receiveText(simulator.current, 'arrives');
	stage.aheadMs += 5 * 60_000;
	await check();
	expect(asked()).toHaveLength(before + 1);
	expect(warnings()).toEqual([]);
});

it('Missed Messages: after more messages than n8n stores, a restart searches only from the newest ones', async () => {
	await publish(['one'], { loopGuard: 0 });
	const startedAt = Date.now();
	stage.aheadMs += 2 * 60_000;
	for (let index = 0; index < 520; index++) await receiveText(simulator.current, `new ${index}`);
	await settled(() => stage.n8n.started.length > 520);
	stage.aheadMs += 10_000;
	await receiveText(simulator.current, 'newest');
	const stored = () => Number(stage.n8n.all[0]?.staticData['node:WhatsApp']?.lastEventAt);
	await settled(() => stored() > startedAt + 60_000);
	expect(stored()).toBeGreaterThan(startedAt + 60_000);
});

it('Missed Messages: nothing is fetched if the option is off', async () => {
	await publish(['one'], { missedMessages: { values: { recover: false } } });
	await lose();
	await check();
	expect(stage.n8n.texts('one')).toEqual(['before']);
});
