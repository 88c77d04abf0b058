import { untilQuiet } from '../../../../support/time';
import { useSimulator } from '../../../../support/simulator';
import { ANA, receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

const simulator = useSimulator();
const stage = useN8n(simulator);

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A clock that only one person's messages show isn't believed. */
const PEOPLE = [ANA, '5511977776666'];

interface Clocks {
	/** How far the server's clock is ahead of n8n's, ms. */
	readonly clockMs: number;
	/** How far WhatsApp's clock, which determines the times of received messages, is ahead of n8n's, ms. */
	readonly whatsappClockMs: number;
}

const both = (ms: number): Clocks => ({ clockMs: ms, whatsappClockMs: ms });

const CLOCKS: ReadonlyArray<readonly [string, Clocks]> = [
	// With larger differences, the tokens of the server's deliveries would be expired, or not valid yet.
	['n8n is 90 s ahead', both(-90 * SECOND)],
	['n8n is 9 minutes ahead', both(-9 * MINUTE)],
	['n8n is 90 s behind', both(90 * SECOND)],
	['n8n is 9 minutes behind', both(9 * MINUTE)],
	['the server is 9 minutes ahead', { clockMs: 9 * MINUTE, whatsappClockMs: 0 }],
	['the server is 9 minutes behind', { clockMs: -9 * MINUTE, whatsappClockMs: 0 }],
	['n8n and the server are 90 s ahead of WhatsApp', { clockMs: 0, whatsappClockMs: -90 * SECOND }],
	['n8n and the server are an hour behind WhatsApp', { clockMs: 0, whatsappClockMs: HOUR }],
];

it.each(CLOCKS)(
	'Missed Messages: messages from while n8n was away start the workflow once, and no others do: %s',
	async (_which, clocks) => {
		const messages = simulator.current.state.instances.get('demo')?.messages;
		for (const { jid } of [...(messages?.listChats() ?? [])]) messages?.removeChat(jid);
		Object.assign(simulator.current.config, clocks);
		await receiveText(simulator.current, 'before it was active');
		stage.aheadMs += 120 * SECOND;
		const { current } = simulator;
		const one = stage.n8n.workflow('one');
		await one.activate();
		const live = ['1', '2', '3', '4', '5', '6', '7', '8'];
		for (const text of live) await receiveText(current, text, { from: PEOPLE[Number(text) % 2] });
		await settled(() => stage.n8n.started.length === live.length);
		stage.aheadMs += 30 * SECOND;
		await stage.n8n.crash();
		const missed = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
		for (const text of missed) await receiveText(current, text);
		stage.aheadMs += 30 * SECOND;
		await one.activate('init');
		// The trigger looks for missed messages when no workflow has become active for a while.
		stage.aheadMs += 10 * SECOND;
		await settled(() => stage.n8n.started.length >= live.length + missed.length);
		await untilQuiet();
		// The server sends events without waiting for answers, so two events of the same moment may arrive in another order.
		const texts = stage.n8n.texts('one');
		expect(texts.slice(0, live.length).sort()).toEqual(live);
		expect(texts.slice(live.length)).toEqual(missed);
	},
);

it.each([0, 3, 7])(
	'Missed Messages: a message that is dated two days ahead, %d messages before n8n is killed, hides no other',
	async (after) => {
		const { current } = simulator;
		const one = stage.n8n.workflow('one');
		await one.activate();
		for (let index = 0; index < 8 - after; index++) await receiveText(current, `live ${index}`);
		current.config.whatsappClockMs = 48 * HOUR;
		await receiveText(current, 'from the future');
		current.config.whatsappClockMs = 0;
		for (let index = 8 - after; index < 8; index++) await receiveText(current, `live ${index}`);
		await settled(() => stage.n8n.started.length === 9);
		stage.aheadMs += 30 * SECOND;
		await stage.n8n.crash();
		const missed = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
		for (const text of missed) await receiveText(current, text);
		stage.aheadMs += 30 * SECOND;
		await one.activate('init');
		stage.aheadMs += 10 * SECOND;
		await settled(() => stage.n8n.started.length >= 9 + missed.length);
		await untilQuiet();
		expect(stage.n8n.texts('one').slice(9)).toEqual(missed);
	},
);
