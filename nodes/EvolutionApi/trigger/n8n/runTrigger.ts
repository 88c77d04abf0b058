import { sleep, type ITriggerFunctions, type ITriggerResponse } from 'n8n-workflow';

import type { Connection } from '../../server/adapter';
import { readLastingConnection } from '../../server/connection';
import { changeHub } from '../../hub/changes';
import { refuseEngine2, requireKeys } from '../../n8n/compat';
import {
	getActiveSince,
	INSTANCE_PATIENCE_MS,
	isBackAfterRestart,
	instancesAtStart,
	makeSuffix,
	isGone,
	listInstanceNames,
	settleEach,
	settleInTime,
} from '../active/registration';
import { ActiveTrigger, type HealthNotes, type Look } from '../active/activeTrigger';
import {
	activeTriggersOn,
	addActiveTrigger,
	forgetInactiveOwners,
	isSwitchedOff,
	keepEnded,
	getNodeId,
	noteLeftRegistered,
	stateOfInstance,
	stateOfNode,
	wasLeftRegistered,
	webhookUrl,
} from '../active/activeTriggers';
import { makeInstanceId } from '../../server/account';
import { chooseChannel } from '../channel/channels';
import {
	IN_TRANSIT_MS,
	msUntilOthersAreDone,
	catchUpWithGap,
	repairRegistration,
	searchSoon,
} from '../channel/repairRegistration';
import { warnOfObstacle } from '../channel/unreachable';
import { messageTime } from '../memory/deliveredEvent';
import { loadReportedProblems } from '../memory/reportedProblems';
import { entriesFor, openStaticData } from '../memory/staticData';
import { loadSeen } from '../memory/seenEvents';
import { catchUp } from '../channel/catchUp';
import { callOurselves, saveLast } from '../active/saveTaken';
import { isCatchUpWanted, readSettings, type TriggerSettings } from '../settings/triggerSettings';
import { loadTakeovers } from '../memory/takeovers';

/** n8n's trigger(): keeps an active workflow registered until it's switched off, and searches for missed messages. */
export async function runTrigger(
	context: ITriggerFunctions,
	healthNotesOf: HealthNotesOf,
): Promise<ITriggerResponse> {
	if (context.getMode() === 'manual') return {};
	requireKeys(context);
	refuseEngine2(context);
	if (!isBackAfterRestart(context)) noteLeftRegistered(context);
	const settings = readSettings(context);
	const { connection, instances } = await readListened(context, settings);
	const node = new ActiveNode(context, settings, connection, healthNotesOf);
	const missedSince = findMissedSince(context, settings, instances);
	for (const instance of instances) node.start(instance, missedSince(instance));
	await node.repairAll();
	const [first] = node.triggers;
	if (first?.activatedAt !== undefined) openStaticData(context).activeSince = getActiveSince(first);
	// Each workflow has a random second, so that they don't all send their regular requests at the same moment.
	const second = Math.floor(Math.random() * 60);
	const expression = `${second} */5 * * * *` as const;
	context.helpers.registerCron({ expression }, () => void node.maintainAll());
	void node.catchUpAll();
	void sleep(msUntilOthersAreDone()).then(async () => await node.maintainAll());
	return { closeFunction: async () => await node.end() };
}

const readListened = async (context: ITriggerFunctions, settings: TriggerSettings) =>
	await instancesAtStart(
		context,
		settings,
		async (authentication) => await readLastingConnection(context, authentication),
	);

/**
 * Returns, for each instance, the time (Unix ms) since which messages may be missing, for example because n8n was down, or
 * restarted the workflow after a change. Messages that arrive while the workflow is unpublished don't count as missing.
 */
function findMissedSince(
	context: ITriggerFunctions,
	settings: TriggerSettings,
	instances: readonly string[],
): (instance: string) => number | undefined {
	const data = openStaticData(context);
	const mode = context.getActivationMode();
	const suffix = (instance: string) => makeSuffix(settings, instance);
	const isLeftOver = !isBackAfterRestart(context) && wasLeftRegistered(getNodeId(context));
	if (
		mode === 'init' ||
		isLeftOver ||
		// Only the leader of n8n's main processes has WebSocket: before it became the leader, this process got no events.
		(mode === 'leadershipChange' && chooseChannel(settings).holdsConnection)
	) {
		if (isLeftOver && isCatchUpWanted(settings)) context.logger.info(RESUME_NOTE);
		const lastEventTime = (instance: string) => data.lastEventAt(suffix(instance)) ?? 0;
		// No event time is stored for an instance that's new to the node, so it gets the latest time of the others.
		const latest = Math.max(...instances.map(lastEventTime));
		return (instance) => lastEventTime(instance) || latest || undefined;
	}
	if (mode === 'leadershipChange') return () => undefined;
	const leftAt = mode === 'update' ? stateOfNode(getNodeId(context)).switchedOffAt : undefined;
	const missedSince = leftAt && leftAt - IN_TRANSIT_MS;
	const activeSince = missedSince ?? Date.now();
	data.activeSince = activeSince;
	for (const instance of instances)
		data.put(entriesFor(suffix(instance), { lastEventAt: activeSince }));
	return () => missedSince;
}

const RESUME_NOTE =
	'The workflow was still published when n8n lost it, so it continues from that point and fetches the messages that it missed, as far back as Options → Missed Messages allows.';

type HealthNotesOf = (trigger: ActiveTrigger) => HealthNotes;

interface Listener {
	readonly trigger: ActiveTrigger;
	readonly stop: () => Promise<void>;
	readonly remove: () => void;
}

class ActiveNode {
	private readonly listeners = new Map<string, Listener>();
	private listedAt = Date.now();
	private isRepairing = false;
	private isMoving = false;
	private hasEnded = false;

	constructor(
		private readonly context: ITriggerFunctions,
		private readonly settings: TriggerSettings,
		private connection: Connection,
		private readonly healthNotesOf: HealthNotesOf,
	) {
		this.watchAddress();
	}

	get triggers(): ActiveTrigger[] {
		return [...this.listeners.values()].map(({ trigger }) => trigger);
	}

	/**
	 * @param missedSince messages since this time (Unix ms) may be missing; undefined if none can be missing
	 * @param isAdded true if the instance has just appeared on the server
	 */
	start(instance: string, missedSince: number | undefined, isAdded = false): void {
		const { context, settings, connection } = this;
		const channel = chooseChannel(settings);
		const isBack = isBackAfterRestart(context);
		const wasAway = isBack && !isAdded && missedSince !== undefined;
		const trigger = new ActiveTrigger(
			{
				nodeId: getNodeId(context),
				suffix: makeSuffix(settings, instance),
				instanceId: makeInstanceId(connection, instance),
				context,
				settings,
				connection,
				instance,
				channel,
				activatedAt: isBack ? undefined : openStaticData(context).activeSince,
				wasDown: wasAway,
				missedSince,
			},
			(active) => (settings.tellsProblems ? this.healthNotesOf(active) : undefined),
			searchSoon,
		);
		const remove = addActiveTrigger(trigger);
		loadSeen(trigger, context);
		loadTakeovers(trigger, context);
		const isNew = !isBack && context.getActivationMode() !== 'update';
		loadReportedProblems(trigger, context, isNew);
		if (wasAway) shareMissedSince(trigger.instanceId, missedSince);
		const stop = channel.start(trigger);
		this.listeners.set(instance, { trigger, stop, remove });
	}

	/** Never throws. */
	async maintainAll(): Promise<void> {
		forgetInactiveOwners();
		if (this.connection.cache?.hasMoved === true) await this.followServer();
		if (this.isRepairing) return;
		this.isRepairing = true;
		try {
			const isChanged =
				this.settings.options.additionalInstances === 'all' && (await this.followList());
			await this.repairAll();
			for (const trigger of this.triggers) void warnOfObstacle(trigger);
			// Stores the list of instances for the next restart.
			const [first] = this.triggers;
			if (isChanged && first !== undefined) await callOurselves(first);
		} finally {
			this.isRepairing = false;
		}
		if (this.settings.tellsProblems) {
			await this.lookAll('store');
			// 2.5 minutes: halfway to the next check of the servers' stores.
			void sleep(150_000).then(async () => await this.lookAll('connection'));
		}
		await this.catchUpAll(catchUpWithGap);
	}

	private async lookAll(what: Look): Promise<void> {
		await settleEach(this.triggers, async (active) => await active.health?.look(what));
	}

	/** Never throws. */
	async repairAll(): Promise<void> {
		await settleInTime(this.triggers, async (trigger) => {
			const end = Date.now() + INSTANCE_PATIENCE_MS;
			if (!trigger.isLeaving) await repairRegistration(trigger);
			// If the repair took this long, the search for missed messages may have run before the repair was done.
			if (Date.now() >= end) void catchUpWithGap(trigger);
		});
	}

	/** Never throws. */
	async catchUpAll(search = catchUp): Promise<void> {
		await settleEach(this.triggers, search);
	}

	async end(): Promise<void> {
		this.hasEnded = true;
		const all = [...this.listeners.values()];
		await Promise.all(all.map(async ({ stop }) => await stop()));
		if (chooseChannel(this.settings).holdsConnection) await saveLast(this.triggers);
		keepEnded(getNodeId(this.context), this.triggers);
		for (const { remove } of all) remove();
	}

	private watchAddress(): void {
		const { cache } = this.connection;
		if (cache !== undefined) cache.onMoved = () => void this.followServer();
	}

	/**
	 * Moves to the new server after a user has entered another address in the credential: listens there, searches for missed
	 * messages, and leaves the old server, if it still answers. Never throws.
	 */
	private async followServer(): Promise<void> {
		const { context, settings, connection: former, listeners } = this;
		if (this.isMoving || this.isOver) return;
		this.isMoving = true;
		try {
			const { connection, instances } = await readListened(context, settings);
			if (this.isOver) return;
			const before = new Map(listeners);
			listeners.clear();
			this.connection = connection;
			this.watchAddress();
			for (const instance of instances) {
				const old = before.get(instance)?.trigger;
				// Converts n8n's time to WhatsApp's, for comparison with `incompleteSince`, which is by WhatsApp's clock.
				const reachedAt = old && messageTime(old.connection, old.reachedAt);
				this.start(instance, reachedAt && Math.min(old.incompleteSince, reachedAt), true);
			}
			context.logger.info(
				`The credential has a new address: the trigger leaves ${former.baseUrl} and listens at ${connection.baseUrl}`,
			);
			for (const active of before.values()) void leaveServer(active);
			await this.repairAll();
			void this.catchUpAll();
		} catch (error) {
			const cause = error instanceof Error ? error.message : '';
			context.logger.warn(
				`The credential has a new address instead of ${former.baseUrl}, but the trigger cannot listen there yet. It tries again in five minutes`,
				{ cause },
			);
		} finally {
			this.isMoving = false;
		}
	}

	/** Starts triggers for instances that are new on the server, and ends those of deleted ones. @returns whether any changed */
	private async followList(): Promise<boolean> {
		const { context, connection, listeners } = this;
		const askedAt = Date.now();
		const names = await listInstanceNames(context, connection).catch((): string[] => []);
		// A server that is starting doesn't know its instances yet.
		if (names.length === 0 || this.isOver) return false;
		const since = messageTime(connection, this.listedAt) - IN_TRANSIT_MS;
		this.listedAt = askedAt;
		const extra = names.filter((instance) => !listeners.has(instance));
		const missing = [...listeners.keys()].filter((instance) => !names.includes(instance));
		for (const instance of extra) this.start(instance, since, true);
		const results = await settleEach(missing, async (instance) => await this.leaveIfGone(instance));
		return (
			extra.length > 0 || results.some((result) => result.status === 'fulfilled' && result.value)
		);
	}

	private async leaveIfGone(instance: string): Promise<boolean> {
		const { listeners } = this;
		const active = listeners.get(instance);
		if (active === undefined || !(await isGone(active.trigger))) return false;
		listeners.delete(instance);
		await stopListening(active);
		return true;
	}

	private get isOver(): boolean {
		return this.hasEnded || isSwitchedOff(getNodeId(this.context));
	}
}

async function stopListening({ trigger, stop, remove }: Listener): Promise<void> {
	trigger.note('ended');
	await stop();
	remove();
}

/** Leaves the old server, using the former address and key. Never throws. */
async function leaveServer(listener: Listener): Promise<void> {
	const { trigger } = listener;
	const url = webhookUrl(trigger);
	try {
		await stopListening(listener);
		if (url === undefined) return;
		await changeHub(trigger, { do: 'unsubscribe', url, list: trigger.list });
	} catch {
		trigger.context.logger.info(`n8n could not unsubscribe at ${trigger.connection.baseUrl}`);
	}
}

/** Makes all triggers of the instance search for missed messages from the same time: the latest of their `lastEventAt`. */
function shareMissedSince(instanceId: string, lastEventAt: number): void {
	const state = stateOfInstance(instanceId);
	const latest = Math.max(state.downSince ?? 0, lastEventAt);
	state.downSince = latest;
	for (const trigger of activeTriggersOn(instanceId))
		if (trigger.isUnsearched) trigger.missedSince = latest;
}
