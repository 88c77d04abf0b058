import { readInstanceHub } from '../../hub/changes';
import { checkSocket } from '../../socket';
import type { ActiveTrigger, LastingChannel } from '../active/activeTrigger';
import { activeTriggersOn, healthNotesOn, urlOf } from '../active/activeTriggers';
import { nodeIdOf } from '../active/ids';
import type { HookTarget } from '../active/channel';
import { sentBeforeIn } from '../active/registration';
import { messageTime } from '../memory/deliveredEvent';
import { instancesIn, staticDataOf } from '../memory/staticData';
import { catchUp } from '../missed/catchUp';
import type { TriggerSettings } from '../settings/triggerSettings';
import { hearSocket } from './hearSocket';
import { IN_TRANSIT_MS, repairAndCatchUp } from './repairRegistration';
import {
	beforeIn,
	isThroughSocket,
	joinSocket,
	leaveSocket,
	sendNothingAgain,
	socketEventsOf,
} from './socketRegistration';
import { sentEvents } from './socketSetting';

/** n8n asks the server for events. The list of the instance only shows who does. */
export const socketChannel: LastingChannel = {
	comesAgain: false,
	comesHere: true,
	register,
	leave: async (target, settings, url, before) => {
		const nodeId = nodeIdOf(target.context);
		return { sentBefore: await leaveSocket(target, settings, { url, nodeId, before }) };
	},
	leaveForGood: async (target, settings, { sentBefore = [] }) =>
		await sendNothingAgain(target, settings, sentBefore),
	repair,
	watch,
	hear: hearSocket,
};

/**
 * Nobody but n8n itself calls the webhook.
 * @returns the events that were sent before
 * @throws {RequestFailure} if events cannot be received
 */
async function register(
	target: HookTarget,
	settings: TriggerSettings,
	url: string,
): Promise<string[]> {
	const { context, connection, instance } = target;
	await checkSocket(context, connection, instance);
	const known = staticDataOf(context).registration(false);
	const earlier = instancesIn(known).includes(instance) ? known : {};
	const { before } = await joinSocket(target, settings, {
		url,
		oldUrl: earlier.url,
		wasSent: false,
	});
	return sentBeforeIn(earlier, instance) ?? before;
}

/**
 * Every minute, by one trigger of the instance for all: one that was deleted and created again stays connected, and
 * sends nothing. Never throws.
 */
async function watch(trigger: ActiveTrigger): Promise<void> {
	const listening = activeTriggersOn(trigger.instanceId).filter(isThroughSocket);
	if (listening[0] !== trigger) return;
	// Where the server cannot be asked, the next repair says so in the log.
	const sent = await sentEvents(trigger).catch(() => undefined);
	if (sent === undefined) return;
	for (const one of listening) {
		const wanted = socketEventsOf(one.settings);
		if (!wanted.every((event) => sent.includes(event))) await repairAndCatchUp(one);
	}
}

async function repair(trigger: ActiveTrigger, url: string): Promise<void> {
	const { context, connection, instance, settings, key } = trigger;
	const wasSent = trigger.sentUpTo !== undefined;
	const { subscribers } = await readInstanceHub(context, connection, instance);
	const { formerUrl } = staticDataOf(context).registration(false);
	if (trigger.isLeaving || urlOf(trigger) !== url) return;
	const known = { url, oldUrl: formerUrl || url, key, wasSent };
	const { state, missing } = await joinSocket(trigger, settings, known);
	if (wasSent) healthNotesOn(trigger.instanceId)?.socketRead(missing);
	// The instance was made anew, or somebody else has set what is sent: all of the instance may have missed something.
	if (missing.length > 0) for (const one of activeTriggersOn(trigger.instanceId)) noteNotSent(one);
	// The workflow of another n8n was the first to repair it.
	else if (!subscribers.some((listed) => listed.url === url)) noteNotSent(trigger);
	else if (!isSame(beforeIn(subscribers), beforeIn(trigger.list))) noteNotSent(trigger);
	trigger.key = state.key;
	trigger.list = state.subscribers;
	trigger.sentUpTo = Date.now();
}

/** Nothing may have been sent to it since it was last known to be. */
function noteNotSent(trigger: ActiveTrigger): void {
	const { sentUpTo = trigger.startedAt, connection } = trigger;
	trigger.noteMissing(messageTime(connection, sentUpTo) - IN_TRANSIT_MS);
	void catchUp(trigger);
}

const isSame = (one: readonly string[] = [], other: readonly string[] = []) =>
	one.join() === other.join();
