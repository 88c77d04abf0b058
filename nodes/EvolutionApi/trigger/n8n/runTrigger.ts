import { sleep, type ITriggerFunctions, type ITriggerResponse } from 'n8n-workflow';

import { readLastingConnection } from '../../core/server/connection';
import { activeSinceOf } from '../active/activation';
import { switchedOffAtOf } from '../active/activeTriggers';
import { nodeIdOf } from '../active/ids';
import { instancesAtStart, suffixOf } from '../active/instances';
import { channelOf } from '../channel/channels';
import { IN_TRANSIT_MS, msUntilOthersAreDone } from '../channel/repairRegistration';
import { entriesFor, staticDataOf } from '../memory/staticData';
import { readSettings, type TriggerSettings } from '../settings/triggerSettings';
import { ActiveNode, type HealthNotesOf } from './activeNode';

/** n8n's trigger(): keeps an active workflow registered until it is switched off, and catches up. */
export async function runTrigger(
	context: ITriggerFunctions,
	healthNotesOf: HealthNotesOf,
): Promise<ITriggerResponse> {
	if (context.getMode() === 'manual') return {};
	const settings = readSettings(context);
	const { connection, instances } = await instancesAtStart(
		context,
		settings,
		async (authentication) => await readLastingConnection(context, authentication),
	);
	const node = new ActiveNode(context, settings, connection, healthNotesOf);
	const missed = missedFrom(context, settings, instances);
	for (const instance of instances) node.start(instance, missed.get(instance));
	const closeFunction = async () => await node.end();
	if (!settings.isOnList && settings.additionalInstances !== 'all') return { closeFunction };
	await node.repairAll();
	node.saveUnstored();
	const [first] = node.triggers;
	if (settings.isOnList && first?.activatedAt !== undefined) {
		staticDataOf(context).activeSince = activeSinceOf(first);
	}
	// So that not all workflows do it at the same moment.
	const second = Math.floor(Math.random() * 60);
	const expression = `${second} */5 * * * *` as const;
	context.helpers.registerCron({ expression }, () => void node.lookAfterAll());
	if (channelOf(settings).watch !== undefined) {
		const everyMinute = `${second} * * * * *` as const;
		context.helpers.registerCron({ expression: everyMinute }, () => void node.watchAll());
	}
	void node.catchUpAll();
	void sleep(msUntilOthersAreDone()).then(async () => await node.lookAfterAll());
	return { closeFunction };
}

/**
 * Since when messages may be missing, by instance, Unix ms: n8n was down, or has switched the workflow off and on to
 * change it. What came while the user had it switched off is never looked for.
 */
function missedFrom(
	context: ITriggerFunctions,
	settings: TriggerSettings,
	instances: readonly string[],
): Map<string, number | undefined> {
	const stored = staticDataOf(context);
	const mode = context.getActivationMode();
	const suffix = (instance: string) => suffixOf(settings, instance);
	// Deliveries of a webhook reach every main process, what comes through WebSocket only the leader.
	if (mode === 'init' || (mode === 'leadershipChange' && channelOf(settings).comesHere)) {
		const timeOf = (instance: string) => stored.lastEventAt(suffix(instance)) ?? 0;
		// One that is new since then has no time of its own.
		const latest = Math.max(...instances.map(timeOf));
		return new Map(instances.map((name) => [name, timeOf(name) || latest || undefined]));
	}
	if (mode === 'leadershipChange') return new Map();
	const leftAt = mode === 'update' ? switchedOffAtOf(nodeIdOf(context)) : undefined;
	const missedSince = leftAt && leftAt - IN_TRANSIT_MS;
	const activeSince = missedSince ?? Date.now();
	stored.activeSince = activeSince;
	for (const instance of instances)
		stored.put(entriesFor(suffix(instance), { lastEventAt: activeSince }));
	return new Map(instances.map((instance) => [instance, missedSince]));
}
