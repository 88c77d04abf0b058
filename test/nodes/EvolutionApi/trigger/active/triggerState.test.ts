import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ITriggerFunctions } from 'n8n-workflow';

import {
	ActiveTrigger,
	type TriggerStart,
	STATES,
	TRANSITIONS,
	TRIGGER_EVENTS,
	type TriggerEvent,
	type TriggerState,
} from '../../../../../nodes/EvolutionApi/trigger/active/activeTrigger';
import {
	addActiveTrigger,
	switchOff,
	switchOn,
} from '../../../../../nodes/EvolutionApi/trigger/active/activeTriggers';
import { findSeen } from '../../../../../nodes/EvolutionApi/trigger/memory/seenEvents';
import { stateDiagram } from '../../../../../dev/generate/stateDiagram';

const WAY_TO: Readonly<Record<TriggerState, readonly TriggerEvent[]>> = {
	starting: [],
	live: ['registered'],
	recovering: ['registered', 'searching'],
	leaving: ['ended'],
};

function triggerIn(state: TriggerState, more: Partial<TriggerStart> = {}): ActiveTrigger {
	const start: TriggerStart = {
		nodeId: 'workflow/node',
		instanceId: 'instance',
		instance: 'demo',
		context: {} as ITriggerFunctions,
		settings: {
			events: ['MESSAGES_UPSERT'],
			options: { missedMessages: { recover: true } },
		} as unknown as TriggerStart['settings'],
		connection: {} as TriggerStart['connection'],
		channel: { holdsConnection: false } as TriggerStart['channel'],
		wasDown: false,
		...more,
	};
	const none = () => undefined;
	const trigger = new ActiveTrigger(start, none, none);
	for (const event of WAY_TO[state]) trigger.note(event);
	return trigger;
}

/** All events in all states, each with the next state. */
const EVERY: ReadonlyArray<readonly [TriggerState, TriggerEvent, TriggerState]> = [
	['starting', 'registered', 'live'],
	['starting', 'searching', 'starting'],
	['starting', 'searched', 'starting'],
	['starting', 'ended', 'leaving'],
	['starting', 'resumed', 'starting'],
	['recovering', 'registered', 'recovering'],
	['recovering', 'searching', 'recovering'],
	['recovering', 'searched', 'live'],
	['recovering', 'ended', 'leaving'],
	['recovering', 'resumed', 'recovering'],
	['live', 'registered', 'live'],
	['live', 'searching', 'recovering'],
	['live', 'searched', 'live'],
	['live', 'ended', 'leaving'],
	['live', 'resumed', 'live'],
	['leaving', 'registered', 'leaving'],
	['leaving', 'searching', 'leaving'],
	['leaving', 'searched', 'leaving'],
	['leaving', 'ended', 'leaving'],
	['leaving', 'resumed', 'starting'],
];

it.each(EVERY)('trigger state: in "%s", the event "%s" leads to "%s"', (state, event, next) => {
	const trigger = triggerIn(state);
	expect(trigger.state).toBe(state);
	trigger.note(event);
	expect(trigger.state).toBe(next);
	expect(trigger.isLeaving).toBe(next === 'leaving');
});

it('trigger state: every event has a next state in every state', () => {
	const all = STATES.flatMap((state) => TRIGGER_EVENTS.map((event) => `${state} ${event}`));
	expect(EVERY.map(([state, event]) => `${state} ${event}`)).toEqual(expect.arrayContaining(all));
	expect(EVERY).toHaveLength(all.length);
});

it('trigger state: the diagram in ARCHITECTURE.md matches the transitions in the code', () => {
	const page = readFileSync(join(__dirname, '../../../../../ARCHITECTURE.md'), 'utf8');
	expect(page).toContain(stateDiagram(TRANSITIONS));
});

describe('a trigger that starts', () => {
	const back = (more: Partial<TriggerStart> = {}) =>
		triggerIn('live', { wasDown: true, missedSince: 1000, ...more });

	it('leaves redelivered messages to its search for missed messages until that has ended, if n8n was down', () => {
		const trigger = back();
		expect([trigger.isBehind, trigger.isUnsearched]).toEqual([true, true]);
		trigger.note('searching');
		trigger.caughtUpTo = 1000;
		expect([trigger.isBehind, trigger.isUnsearched]).toEqual([true, false]);
		trigger.caughtUpTo = undefined;
		trigger.note('searched');
		expect([trigger.isBehind, trigger.isUnsearched]).toEqual([false, false]);
		trigger.note('searching');
		expect(trigger.isBehind).toBe(false);
	});

	it('leaves no message to its search for missed messages if n8n was not down, or the server delivers nothing again', () => {
		const channel = { holdsConnection: true } as TriggerStart['channel'];
		expect(back({ channel }).isBehind).toBe(false);
		expect(triggerIn('live', { missedSince: 1000 }).isBehind).toBe(false);
	});
});

it.each([
	['that uses the webhook is registered again', { holdsConnection: false }, 'starting'],
	['that uses WebSocket continues to receive events', { holdsConnection: true }, 'live'],
] as const)('a trigger %s when it is switched off and on again', (_what, channel, state) => {
	const nodeId = `workflow/${channel.holdsConnection}`;
	const more = { nodeId, channel: channel as TriggerStart['channel'] };
	const trigger = triggerIn('live', more);
	addActiveTrigger(trigger);
	switchOff(nodeId);
	expect(trigger.state).toBe('leaving');
	switchOn(nodeId);
	expect(trigger.state).toBe(state);
});

it('a trigger knows the time of the oldest event that it may have missed or has not handled yet', () => {
	const trigger = triggerIn('live');
	expect(trigger.incompleteSince).toBe(Infinity);
	findSeen(trigger).wait('a', 3000);
	expect(trigger.incompleteSince).toBe(3000);
	trigger.noteMissing(2000);
	trigger.noteMissing(2500);
	expect(trigger.incompleteSince).toBe(2000);
	trigger.gapSince = 1500;
	expect(trigger.incompleteSince).toBe(1500);
	trigger.leftSince = 1200;
	expect(trigger.incompleteSince).toBe(1200);
	trigger.leftSince = undefined;
	trigger.gapSince = undefined;
	trigger.missedSince = undefined;
	findSeen(trigger).endWait('a');
	expect(trigger.incompleteSince).toBe(Infinity);
});
