import { onSleep, shortSleep, untilQuiet } from '../../../../support/time';
import { fail, useSimulator } from '../../../../support/simulator';
import { Receiver } from '../../hub/support/receiver';
import { ANA, receiveText, sendText, settled, subscribe } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// Sleeps of more than 10 s never end.
onSleep(shortSleep(30, async () => await new Promise<void>(() => {})));

const simulator = useSimulator();
const stage = useN8n(simulator);

const texts = (...names: string[]) => names.map((name) => stage.n8n.texts(name));
const statuses = () => simulator.current.state.deliveries.list().map(({ status }) => status);

async function restart(...happens: Array<() => Promise<void>>): Promise<void> {
	for (const workflow of stage.n8n.all) {
		await workflow.end();
		workflow.hasWebhook = false;
	}
	for (const event of happens) await event();
	for (const workflow of stage.n8n.all) await workflow.activate('init');
	// After a workflow becomes active, the trigger waits 5 s before it looks for missed messages.
	stage.aheadMs += 10_000;
}

const say = (text: string) => async () => {
	const { length } = statuses();
	await receiveText(simulator.current, text);
	await settled(() => statuses().length > length);
};

const instance = () => simulator.current.state.instances.get('demo');

describe('a workflow that is switched off', () => {
	it('late messages still reach another workflow, which repairs its registration while the list is being written', async () => {
		const [one, two] = [stage.n8n.workflow('one'), stage.n8n.workflow('two')];
		await one.activate();
		await two.activate();
		one.hasWebhook = false;
		await say('too late')();
		expect(statuses()).toEqual([404]);
		fail(simulator.current, { path: '/webhook/set', delayMs: 300, times: 1 });
		const leaves = one.deactivate();
		await settled(() => false, 100);
		two.tick();
		await leaves;
		stage.aheadMs += 10_000;
		await settled(() => stage.n8n.texts('two').length === 1);
		expect(texts('one', 'two')).toEqual([[], ['too late']]);
	});

	it('late messages still reach another workflow, which was switched on a moment before', async () => {
		stage.n8n.isTriggerFaster = true;
		const [one, newcomer] = [stage.n8n.workflow('one'), stage.n8n.workflow('newcomer')];
		await one.activate();
		await newcomer.activate();
		one.hasWebhook = false;
		await say('too late')();
		await one.deactivate();
		stage.aheadMs += 10_000;
		await settled(() => newcomer.texts.length === 1);
		expect(texts('one', 'newcomer')).toEqual([[], ['too late']]);
	});

	it.each([
		['webhook', false],
		['trigger', true],
	])(
		'late messages still reach the others, once, where n8n ends its %s first',
		async (_what, isOver) => {
			const [one, two] = [stage.n8n.workflow('one'), stage.n8n.workflow('two')];
			await one.activate();
			await two.activate();
			await say('before')();
			one.hasWebhook = false;
			await say('too late')();
			expect(statuses()).toEqual([200, 404]);
			stage.aheadMs += 10_000;
			if (isOver) await one.end();
			await one.deactivate();
			stage.aheadMs += 10_000;
			await settled(() => stage.n8n.texts('two').length === 2);
			await say('after')();
			await settled(() => stage.n8n.texts('two').length === 3);
			expect(texts('one', 'two')).toEqual([['before'], ['before', 'too late', 'after']]);
		},
	);
});

describe('Missed Messages after a restart', () => {
	// Each test begins with a new process, which knows nothing of the previous test.
	beforeEach(async () => await stage.n8n.crash());

	it('start every workflow once, and messages from before the restart start none again', async () => {
		await stage.n8n.workflow('one').activate();
		await stage.n8n.workflow('two').activate();
		await say('before')();
		await settled(() => stage.n8n.texts('two').length === 1);
		await restart(say('meanwhile'), say('and again'));
		await settled(() => stage.n8n.texts('one').length >= 3 && stage.n8n.texts('two').length >= 3);
		await untilQuiet();
		expect(texts('one', 'two')).toEqual([
			['before', 'meanwhile', 'and again'],
			['before', 'meanwhile', 'and again'],
		]);
	});

	it.each([
		['edit', 'meanwhile, changed'],
		['delete', 'meanwhile'],
	])(
		"do not include older messages, although a person's %s gives them a new time in the store",
		async (kind, meanwhile) => {
			const change = (text: string) => async () => {
				const { messages = [] } = instance()?.messages.chat(`${ANA}@s.whatsapp.net`) ?? {};
				const targetId = messages.find(({ message }) => message.conversation === text)?.key.id;
				await receiveText(simulator.current, `${text}, changed`, {
					kind,
					plain: true,
					targetId,
				});
			};
			await receiveText(simulator.current, 'long before');
			stage.aheadMs += 5 * 60_000;
			await stage.n8n.workflow('one').activate();
			await say('before')();
			stage.aheadMs += 5 * 60_000;
			const changes = ['long before', 'before', 'meanwhile'].map(change);
			await restart(say('meanwhile'), async () => void (stage.aheadMs += 60_000), ...changes);
			await settled(() => stage.n8n.texts('one').length >= 2);
			await untilQuiet();
			expect(texts('one')).toEqual([['before', meanwhile]]);
		},
	);

	it('include what the owner of the account wrote on the phone, but not what n8n sent', async () => {
		await stage.n8n.workflow('one', { filters: { includeMyOwnMessages: true } }).activate();
		const own = async () =>
			await receiveText(simulator.current, 'from the phone', { fromMe: true });
		await restart(say('meanwhile'), own, async () => await sendText(simulator.current, 'from n8n'));
		await settled(() => stage.n8n.texts('one').length >= 2);
		await untilQuiet();
		expect(texts('one')).toEqual([['meanwhile', 'from the phone']]);
	});

	it('do not repeat the last messages from before the restart, however long ago they came', async () => {
		await stage.n8n.workflow('one').activate();
		await stage.n8n.workflow('two').activate();
		await say('before')();
		await settled(() => stage.n8n.calls.includes('two'));
		stage.aheadMs += 2 * 3_600_000;
		for (const workflow of stage.n8n.all) await workflow.end();
		for (const workflow of stage.n8n.all) await workflow.activate('init');
		await say('before they look for what they missed')();
		stage.aheadMs += 10_000;
		const { length } = stage.n8n.calls;
		await settled(() => stage.n8n.calls.length >= length + 8);
		await untilQuiet();
		expect(texts('one', 'two')).toEqual([
			['before', 'before they look for what they missed'],
			['before', 'before they look for what they missed'],
		]);
	});

	it('include messages that the workflow missed while the recovery was running', async () => {
		// Turns off the Loop Guard, which would stop 60 messages within a minute.
		const workflow = stage.n8n.workflow('one', {
			options: { loopGuard: 0 },
		});
		await workflow.activate();
		await say('before')();
		const meanwhile = Array.from({ length: 60 }, (_, index) => `meanwhile ${index}`);
		await restart(...meanwhile.map(say));
		await settled(() => stage.n8n.texts('one').length > 1);
		const another = await Receiver.start();
		another.answers = [{ body: '{"evolutionHub":"taken"}' }];
		await subscribe(simulator.current, another.url, 'trigger', true);
		await say('to another')();
		workflow.tick();
		const all = ['before', ...meanwhile, 'to another'];
		await settled(() => stage.n8n.texts('one').length >= all.length);
		await another.close();
		expect(stage.n8n.texts('one')).toEqual(all);
	});

	it('start the workflow at a later search, if the server could not be asked', async () => {
		const workflow = stage.n8n.workflow('one');
		await workflow.activate();
		await say('before')();
		await settled(() => stage.n8n.texts('one').length === 1);
		fail(simulator.current, { path: '/chat/findMessages', status: 401, body: {} });
		await restart(say('meanwhile'));
		await untilQuiet();
		expect(texts('one')).toEqual([['before']]);
		await say('later')();
		workflow.tick();
		await settled(() => stage.n8n.texts('one').length === 3);
		expect(texts('one')).toEqual([['before', 'later', 'meanwhile']]);
		await restart(say('once more'));
		await settled(() => stage.n8n.texts('one').length === 4);
		expect(texts('one')).toEqual([['before', 'later', 'meanwhile', 'once more']]);
	});

	it('start nothing twice where another process receives the events, as in queue mode', async () => {
		await stage.n8n.workflow('one').activate();
		stage.n8n.elsewhere = '{"evolutionHub":"taken"}';
		await say('taken elsewhere')();
		await restart();
		const { length } = stage.n8n.calls;
		await settled(() => stage.n8n.calls.length > length);
		await untilQuiet();
		expect(texts('one')).toEqual([[]]);
	});

	it('start nothing if the option is switched off', async () => {
		await stage.n8n
			.workflow('one', { options: { missedMessages: { values: { recover: false } } } })
			.activate();
		await restart(say('meanwhile'));
		await untilQuiet();
		expect(texts('one')).toEqual([[]]);
	});

	it('do not change what other nodes of the workflow keep in the static data', async () => {
		const workflow = stage.n8n.workflow('one');
		await workflow.activate();
		await restart(say('meanwhile'));
		workflow.staticData.global = { counter: 7 };
		await settled(() => stage.n8n.texts('one').length === 1);
		await settled(() => typeof workflow.staticData['node:WhatsApp']?.seen === 'string');
		expect(workflow.staticData.global).toEqual({ counter: 7 });
		expect(workflow.copy?.staticData.__dataChanged).not.toBe(true);
	});
});
