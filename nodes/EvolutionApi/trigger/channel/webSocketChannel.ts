import { createLimiter } from '../../core/concurrency/limiter';
import { parseDelivery } from '../../events/eventItems';
import { changeHub, readInstanceHub } from '../../hub/changes';
import { isSocket } from '../../hub/list';
import { checkSocket, listen } from '../../socket/socketConnection';
import { activeTriggersOn, healthNotesOn, webhookUrl } from '../active/activeTriggers';
import type { ActiveTrigger, Channel, HookTarget } from '../active/activeTrigger';
import { saveSoon } from '../active/saveTaken';
import { deliveredEvent, messageTime, type Event } from '../memory/deliveredEvent';
import { listRegisteredInstances, openStaticData } from '../memory/staticData';
import { findSeen } from '../memory/seenEvents';
import { catchUp } from './catchUp';
import type { TriggerSettings } from '../settings/triggerSettings';
import { logNotStarted } from '../inbox/flood';
import { decideWithoutLoss, sourceOf } from '../inbox/heard';
import { giveToWorkflows } from '../inbox/stack';
import { IN_TRANSIT_MS } from './repairRegistration';
import { joinSocket } from './socketEvents';

/** How long a message may have been on its way to n8n when the connection broke. */
const UNDER_WAY_MS = 2_000;
/** Backpressure: the number of events that may wait for the workflow before n8n stops asking the server for more. */
const MAX_WAITING = 1_000;

export class WebSocketChannel implements Channel {
	readonly holdsConnection = true;

	/** Adds the workflow to the list of subscribers, with the URL of a webhook that only n8n itself calls. */
	async register(target: HookTarget, settings: TriggerSettings, url: string): Promise<void> {
		const { context, instance } = target;
		await checkSocket(target);
		const last = openStaticData(context).registration(false);
		const formerUrl = listRegisteredInstances(last).includes(instance) ? last.url : undefined;
		await joinSocket(target, settings, { url, formerUrl });
	}

	start(trigger: ActiveTrigger): () => Promise<void> {
		const { connection, instance, context } = trigger;
		let isHearing = false;
		const limit = createLimiter(MAX_WAITING);
		const end = listen(connection, instance, {
			context,
			joined: () => {
				isHearing = true;
				trigger.note('registered');
				// The server keeps no events while n8n isn't connected, so messages since `gapSince` may be missing.
				if (trigger.gapSince !== undefined) {
					trigger.noteMissing(trigger.gapSince);
					// While n8n was cut off from the server, the instance may have lost its connection to WhatsApp.
					void trigger.health?.look('connection');
				}
				trigger.gapSince = undefined;
				void catchUp(trigger);
			},
			lost: (since) => {
				const from = messageTime(connection, since - UNDER_WAY_MS);
				trigger.gapSince = Math.min(trigger.gapSince ?? Infinity, from);
			},
			received: async (bodies) => {
				for (const body of bodies) {
					const delivery = parseDelivery(body, connection.server);
					if (delivery === undefined || delivery.instance !== instance) continue;
					const event = deliveredEvent(delivery, connection);
					const since = event.sentAt ?? messageTime(connection, Date.now());
					findSeen(trigger).wait(event.eventId, since);
					const release = await limit.acquire();
					void takeFromSocket(trigger, event, since).finally(release);
				}
			},
		});
		// Until the server confirms the connection, the trigger misses events.
		if (!isHearing) trigger.gapSince = trigger.missedSince ?? messageTime(connection, Date.now());
		return end;
	}

	async repair(trigger: ActiveTrigger, url: string): Promise<void> {
		const { context, settings, key } = trigger;
		const wasSent = trigger.sentUpTo !== undefined;
		const { subscribers } = await readInstanceHub(trigger);
		const { formerUrl } = openStaticData(context).registration(false);
		if (trigger.isLeaving || webhookUrl(trigger) !== url) return;
		const registration = { url, formerUrl: formerUrl || url, key };
		const { state, missing } = await joinSocket(trigger, settings, registration);
		if (wasSent) healthNotesOn(trigger.instanceId)?.socketRead(missing);
		// The instance was recreated, or another app changed its events: all triggers of the instance may have missed events.
		if (missing.length > 0)
			for (const active of activeTriggersOn(trigger.instanceId)) noteNotSent(active);
		// If this workflow wasn't on the list of subscribers, the instance may have been recreated, and sent no events for a while.
		else if (!subscribers.some((one) => isSocket(one) && one.url === url)) noteNotSent(trigger);
		trigger.key = state.key;
		trigger.list = state.subscribers;
		trigger.sentUpTo = Date.now();
	}

	async leave(target: HookTarget, _settings: TriggerSettings, url: string): Promise<boolean> {
		await changeHub(target, { do: 'unsubscribe', url });
		return false;
	}
}

function noteNotSent(trigger: ActiveTrigger): void {
	const { sentUpTo = trigger.startedAt, connection } = trigger;
	trigger.noteMissing(messageTime(connection, sentUpTo) - IN_TRANSIT_MS);
	void catchUp(trigger);
}

/** Gives the event to its recipients. If that fails, a later search finds the message in the server's store. Never throws. */
async function takeFromSocket(trigger: ActiveTrigger, event: Event, since: number): Promise<void> {
	try {
		const decision = await decideWithoutLoss(trigger, event);
		// The event answered a question. Unless this is stored, n8n would handle the event again after a crash.
		if (decision.reply === 'taken') saveSoon(trigger, 0);
		const { reply } = await giveToWorkflows(decision, sourceOf(trigger, 'webSocket'));
		if (reply === 'again') trigger.noteMissing(since);
	} catch (error) {
		logNotStarted(trigger, error);
		trigger.noteMissing(since);
	} finally {
		findSeen(trigger).endWait(event.eventId);
	}
}
