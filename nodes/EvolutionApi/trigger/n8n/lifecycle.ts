import { type IHookFunctions, sleep } from 'n8n-workflow';

import type { Connection } from '../../server/adapter';
import { requireSignedDeliveries } from '../../server/serverVersion';
import { changeHub, readInstanceHub } from '../../hub/changes';
import { refuseEngine2 } from '../../n8n/compat';
import {
	isBackAfterRestart,
	nodeUrl,
	requireWebAddress,
	registrationFor,
	instancesAtStart,
	namingInstance,
	isInstanceMissing,
	readInstances,
	readOwnConnection,
	settleInTime,
	type InTime,
	settleEach,
} from '../active/registration';
import {
	announcedUrl,
	announceUrl,
	switchOn,
	activeTriggerAt,
	findActiveTriggers,
	activeTriggersOn,
	switchOff,
	getNodeId,
	noteLeftRegistered,
} from '../active/activeTriggers';
import { makeInstanceId } from '../../server/account';
import type { HookTarget } from '../active/activeTrigger';
import { chooseChannel } from '../channel/channels';
import {
	IN_TRANSIT_MS,
	msUntilOthersAreDone,
	repairAndCatchUp,
} from '../channel/repairRegistration';
import { describeUnreachable } from '../channel/unreachable';
import { listRegisteredInstances, openStaticData, type Registration } from '../memory/staticData';
import {
	withExplainedErrors,
	readSettings,
	type TriggerSettings,
} from '../settings/triggerSettings';

const isTestSession = (context: IHookFunctions) => context.getMode() === 'manual';

/**
 * n8n's checkExists(), which n8n calls before register(). Also undoes an earlier switchOff().
 * @returns false if a user publishes the workflow: n8n then calls register(), which shows errors to the user. True after a
 *   restart: n8n skips register(), and trigger() registers the node later, because the server may start much later than n8n.
 */
export async function checkRegistration(context: IHookFunctions): Promise<boolean> {
	if (isTestSession(context)) return false;
	refuseEngine2(context);
	const nodeId = getNodeId(context);
	switchOn(nodeId);
	const settings = readSettings(context);
	if (!isBackAfterRestart(context)) {
		noteLeftRegistered(context);
		// Otherwise, trigger() might register the workflow at the URL of an earlier activation.
		announceUrl(nodeId, undefined);
		return false;
	}
	const url = nodeUrl(context, settings);
	announceUrl(nodeId, url);
	return await withExplainedErrors(context, async () => {
		const data = openStaticData(context);
		const last = data.registration(false);
		const instances =
			settings.options.additionalInstances === 'all'
				? listRegisteredInstances(last)
				: (await readInstances(context, settings)).instances;
		// A node that listens to all instances may have none stored yet. trigger() registers it at each of them later.
		if (instances.length === 0) return true;
		const registration = registrationFor(url, settings, instances);
		const formerUrl = last.url === url ? undefined : (last.url ?? '');
		data.storeRegistration(false, { ...registration, formerUrl });
		return true;
	});
}

function warnUnreachable(
	context: IHookFunctions,
	{ options }: TriggerSettings,
	url: string,
	{ baseUrl }: Connection,
): void {
	if (options.connection.method !== 'webhook') return;
	const doubt = describeUnreachable(url, baseUrl);
	if (doubt === undefined) return;
	context.logger.warn(
		`${doubt.details}. If no event arrives, run System → Check Setup: it says what to do.`,
	);
}

/** n8n's create(): registers the node at its instances. @throws {NodeApiError} so that the workflow doesn't become active */
export async function register(context: IHookFunctions): Promise<boolean> {
	const settings = readSettings(context);
	const isTest = isTestSession(context);
	const channel = chooseChannel(settings, isTest);
	return await withExplainedErrors(context, async () => {
		const { connection, instances } = await instancesAtStart(context, settings);
		await requireSignedDeliveries(context, connection, 'The trigger');
		requireWebAddress(context);
		const url = nodeUrl(context, settings);
		if (!isTest) announceUrl(getNodeId(context), url);
		warnUnreachable(context, settings, url, connection);
		const at = (instance: string): HookTarget => ({ context, connection, instance });
		const leave = async (instance: string) => await channel.leave(at(instance), settings, url);
		const outcomes = await settleInTime(
			instances,
			async (instance) => await channel.register(at(instance), settings, url),
		);
		const failure = explainStart(context, settings, outcomes);
		for (const outcome of outcomes) {
			if (!('late' in outcome)) continue;
			const { element: instance, late } = outcome;
			context.logger.warn(
				`The instance "${instance}" has not answered yet. The trigger joins it as soon as it does`,
			);
			const leaveIfUnwanted = async () => {
				const isOn = isTest || announcedUrl(getNodeId(context)) === url;
				if (failure !== undefined || !isOn) await leave(instance).catch(() => undefined);
			};
			void late.then(leaveIfUnwanted, (error: unknown) => warnNotJoined(context, error));
		}
		if (failure !== undefined) {
			const members = outcomes.filter((outcome) => 'result' in outcome);
			await settleInTime(members, async ({ element }) => await leave(element));
			throw failure.error;
		}
		openStaticData(context).storeRegistration(isTest, registrationFor(url, settings, instances));
		return true;
	});
}

function warnNotJoined(context: IHookFunctions, error: unknown): void {
	context.logger.warn('The trigger could not join an instance, and tries again in five minutes', {
		cause: error instanceof Error ? error.message : '',
	});
}

/**
 * If the node listens to all instances, one successful registration is enough to start the workflow. If the node listens to
 * chosen instances, all registrations must succeed.
 * @returns the first failure; undefined if the workflow starts
 */
function explainStart(
	context: IHookFunctions,
	settings: TriggerSettings,
	outcomes: ReadonlyArray<InTime<string, unknown>>,
): { readonly error: unknown } | undefined {
	const failures = outcomes.flatMap((outcome) =>
		'error' in outcome ? [{ error: namingInstance(settings, outcome.error, outcome.element) }] : [],
	);
	const mayLack = settings.options.additionalInstances === 'all';
	if (!mayLack || failures.length === outcomes.length) return failures[0];
	for (const { error } of failures) warnNotJoined(context, error);
	return undefined;
}

/** n8n's delete(): unsubscribes the node from its instances. If the server is down, another workflow does that later. */
export async function unregister(context: IHookFunctions): Promise<boolean> {
	const settings = readSettings(context);
	const isTestOver = isEndOfTest(context, settings);
	const channel = chooseChannel(settings, isTestOver);
	const data = openStaticData(context).registration(isTestOver);
	if (!isTestOver) {
		noteLeftRegistered(context);
		switchOff(getNodeId(context));
		announceUrl(getNodeId(context), undefined);
	}
	const leaving = isTestOver ? [] : findActiveTriggers(getNodeId(context));
	return await withExplainedErrors(context, async () => {
		const connection = await readOwnConnection(context);
		const here = leaving.map(({ instance }) => instance);
		const instances = await registeredInstances(context, settings, data, here);
		const url = data.url ?? nodeUrl(context, settings);
		const at = (instance: string): HookTarget => ({ context, connection, instance });
		const outcomes = await settleInTime(
			instances,
			async (instance) => await channel.leave(at(instance), settings, url),
		);
		for (const outcome of outcomes)
			if ('late' in outcome) void afterLateLeave(at(outcome.element), url, outcome.late);
		const ownedInstances = outcomes.filter((outcome) => 'result' in outcome && outcome.result);
		await handOver(ownedInstances.map(({ element }) => at(element)));
		// Not after a test session: stayAway() would also unsubscribe the next test session, which has the same URL.
		if (!isTestOver) void stayAway(instances.map(at), url);
		throwIfNotLeft(settings, outcomes);
		openStaticData(context).storeRegistration(isTestOver, undefined);
		return true;
	});
}

function throwIfNotLeft(
	{ options: { additionalInstances } }: TriggerSettings,
	outcomes: ReadonlyArray<InTime<string, unknown>>,
): void {
	const mayBeGone = additionalInstances !== undefined;
	for (const outcome of outcomes)
		if ('error' in outcome && !(mayBeGone && isInstanceMissing(outcome.error))) throw outcome.error;
}

/** Waits until a slow server has removed the workflow. Registers it again if a user published it meanwhile. Never throws. */
async function afterLateLeave(
	target: HookTarget,
	url: string,
	leaving: Promise<boolean>,
): Promise<void> {
	const { context, instance } = target;
	try {
		if (await leaving) await handOver([target]);
	} catch (error) {
		context.logger.warn(
			`The trigger could not leave the instance "${instance}". The next workflow that repairs its registration there removes this one`,
			{ cause: error instanceof Error ? error.message : '' },
		);
	}
	const trigger = activeTriggerAt(url, instance);
	if (trigger !== undefined) await repairAndCatchUp(trigger);
}

/** @param here names of the WhatsApp instances to which the node's trigger() listens in this process */
async function registeredInstances(
	context: IHookFunctions,
	settings: TriggerSettings,
	data: Partial<Registration>,
	here: readonly string[],
): Promise<string[]> {
	const names = listRegisteredInstances(data);
	if (settings.options.additionalInstances === undefined && names.length > 0) return names;
	const candidates = [...names, ...here];
	const { instances } = await readInstances(context, settings).catch((error: unknown) => {
		if (candidates.length === 0) throw error;
		return { instances: [] };
	});
	return [...new Set([...candidates, ...instances])];
}

/** Tells whether n8n's call of delete() ends a test session. getMode() doesn't show this. */
const isEndOfTest = (context: IHookFunctions, settings: TriggerSettings): boolean =>
	openStaticData(context).registration(false).url === undefined &&
	announcedUrl(getNodeId(context)) !== nodeUrl(context, settings);

/**
 * Waits for the server's last deliveries to this workflow, before n8n removes the webhook. Afterwards, the instance's other
 * workflows search for messages that the server couldn't deliver.
 */
async function handOver(targets: readonly HookTarget[]): Promise<void> {
	if (targets.length === 0) return;
	await sleep(IN_TRANSIT_MS);
	for (const { context, connection, instance } of targets) {
		for (const other of activeTriggersOn(makeInstanceId(connection, instance)))
			if (other.nodeId !== getNodeId(context)) void repairAndCatchUp(other);
	}
}

/**
 * Unsubscribes again later, because another n8n may have read the list of subscribers before this workflow left it, and then
 * written the old list back. Never throws.
 */
async function stayAway(targets: readonly HookTarget[], url: string): Promise<void> {
	await sleep(msUntilOthersAreDone());
	await settleEach(targets, async (target) => {
		const { context, instance } = target;
		const isBack = () =>
			findActiveTriggers(getNodeId(context)).length === 0
				? announcedUrl(getNodeId(context)) === url
				: activeTriggerAt(url, instance) !== undefined;
		if (isBack()) return;
		const { subscribers } = await readInstanceHub(target);
		if (!isBack() && subscribers.some((subscriber) => subscriber.url === url))
			await changeHub(target, { do: 'unsubscribe', url });
	});
}
