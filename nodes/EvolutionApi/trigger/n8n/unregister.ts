import { sleep, type IHookFunctions } from 'n8n-workflow';

import type { Connection } from '../../core/http/connection';
import { probe, type HubState } from '../../hub';
import { changeHub, readInstanceHub } from '../../hub/instanceHub';
import {
	activeTriggerAt,
	activeTriggersOf,
	activeTriggersOn,
	announcedUrl,
	announceUrl,
	hubOf,
	nameOf,
	switchOff,
} from '../active/activeTriggers';
import {
	isOfNobody,
	readInstances,
	readOwnConnection,
	settleEach,
	settleInTime,
	stillRunning,
} from '../active/instances';
import { nodeUrl, sentBeforeIn } from '../active/registration';
import {
	IN_TRANSIT_MS,
	msUntilOthersAreDone,
	repairAndCatchUp,
} from '../channel/repairRegistration';
import { leaveSocket, sendNothingAgain } from '../channel/socketRegistration';
import type { SocketTarget } from '../channel/socketSetting';
import { instancesIn, staticDataOf, type Registration } from '../memory/staticData';
import { withExplainedErrors } from '../settings/triggerErrors';
import { readSettings, type TriggerSettings } from '../settings/triggerSettings';

// The workflow is switched off, or a test session ends.

/** One of the instances of the node. */
export type HookTarget = SocketTarget & { readonly context: IHookFunctions };

/** Removes every trace. If the server is down, the next one that repairs its registration does it. */
export async function unregister(context: IHookFunctions): Promise<boolean> {
	const settings = readSettings(context);
	const isTestOver = isEndOfTest(context, settings);
	const stored = staticDataOf(context).registration(isTestOver);
	if (!isTestOver) {
		// Later n8n starts no execution of it any more.
		for (const { collected } of activeTriggersOf(nameOf(context))) collected?.startAll();
		switchOff(nameOf(context));
		announceUrl(nameOf(context), undefined);
	}
	if (!settings.isShared) return true;
	const here = activeTriggersOf(nameOf(context)).map(({ instance }) => instance);
	return await withExplainedErrors(context, async () => {
		const connection = await readOwnConnection(context);
		const instances = await registeredInstances(context, settings, stored, isTestOver ? [] : here);
		const url = stored.url ?? nodeUrl(context, settings);
		const results = await settleInTime(instances, async (instance) => {
			const target = { context, connection, instance };
			return await leaveInstance(target, settings, url, sentBeforeIn(stored, instance));
		});
		const left = instances.flatMap((instance, index): Left[] => {
			const result = results[index];
			const target = { context, connection, instance };
			if (result?.status !== 'fulfilled' || !('result' in result.value)) return [];
			return [{ target, ...result.value.result }];
		});
		for (const [instance, leaving] of stillRunning(instances, results))
			void afterLateLeave({ context, connection, instance }, url, leaving);
		await handOver(left.filter(({ wasOwner }) => wasOwner === true));
		// A test session ends by itself, and may begin again at the same URL.
		if (!isTestOver)
			void sleep(msUntilOthersAreDone()).then(async () => {
				await settleEach(left, async ({ target, sentBefore = [] }) => {
					await stayUnsubscribed(target, settings, url, sentBefore);
				});
			});
		// Of one that is gone nothing is left.
		const mayBeGone = settings.moreInstances !== undefined;
		const failed = results.find(
			(result) => result.status === 'rejected' && !(mayBeGone && isOfNobody(result.reason)),
		);
		if (failed?.status === 'rejected') throw failed.reason;
		staticDataOf(context).storeRegistration(isTestOver, undefined);
		return true;
	});
}

/** Until then the workflow may have been switched on again, which it has undone. Never throws. */
async function afterLateLeave(
	target: HookTarget,
	url: string,
	leaving: Promise<Omit<Left, 'target'>>,
): Promise<void> {
	const { context, instance } = target;
	try {
		const { wasOwner } = await leaving;
		if (wasOwner === true) await handOver([{ target, wasOwner }]);
	} catch (error) {
		context.logger.warn(
			`The instance "${instance}" could not be left; the next workflow that looks after it removes this one`,
			{ cause: error instanceof Error ? error.message : '' },
		);
	}
	const trigger = activeTriggerAt(url, instance);
	if (trigger !== undefined) await repairAndCatchUp(trigger);
}

/** An instance that the workflow has left. */
interface Left {
	readonly target: HookTarget;
	/** The server sent to this workflow, and now to another. */
	readonly wasOwner?: boolean;
	/** Only if events came through WebSocket: what was sent before. */
	readonly sentBefore?: readonly string[];
}

/**
 * Instances that the node may be registered at: also those that it has joined since it was stored.
 * @param here those of its trigger() in this process
 */
async function registeredInstances(
	context: IHookFunctions,
	settings: TriggerSettings,
	stored: Partial<Registration>,
	here: readonly string[],
): Promise<string[]> {
	const registered = instancesIn(stored);
	if (settings.moreInstances === undefined && registered.length > 0) return registered;
	const known = [...registered, ...here];
	const { instances } = await readInstances(context, settings).catch((error: unknown) => {
		if (known.length === 0) throw error;
		return { instances: [] };
	});
	return [...new Set([...known, ...instances])];
}

/**
 * n8n ends a test session in production mode, and with separate static data: empty if the session has failed, or
 * ends before it began. Then only the URL shows what it is.
 */
const isEndOfTest = (context: IHookFunctions, settings: TriggerSettings): boolean =>
	staticDataOf(context).registration(false).url === undefined &&
	announcedUrl(nameOf(context)) !== nodeUrl(context, settings);

/** @param before of its registration, if events come through WebSocket */
export async function leaveInstance(
	target: HookTarget,
	settings: TriggerSettings,
	url: string,
	before: readonly string[] | undefined,
): Promise<Omit<Left, 'target'>> {
	if (!settings.isSocket) return await leaveWebhook(target, url);
	const name = nameOf(target.context);
	return { sentBefore: await leaveSocket(target, settings, { url, name, before }) };
}

async function leaveWebhook(
	{ context, connection, instance }: HookTarget,
	url: string,
): Promise<Omit<Left, 'target'>> {
	const { ownerUrl } = await readInstanceHub(context, connection, instance);
	const state = await changeHub(context, connection, instance, { do: 'unsubscribe', url });
	const { subscribers } = await removeDeadOwner(context, connection, instance, state);
	return { wasOwner: ownerUrl === url && subscribers.length > 0 };
}

/**
 * Waits for what the server sent before it knew the new owner, because n8n removes our webhook when this returns.
 * What the server tries again later never reaches us, so the others catch up.
 */
async function handOver(left: readonly Left[]): Promise<void> {
	if (left.length === 0) return;
	await sleep(IN_TRANSIT_MS);
	for (const { target } of left) {
		const { context, connection, instance } = target;
		// Our own trigger() may have ended already.
		for (const other of activeTriggersOn(hubOf(connection, instance)))
			if (other.name !== nameOf(context)) void repairAndCatchUp(other);
	}
}

/**
 * A test session whose n8n has ended must not become the owner of the webhook: nobody would repair that, and the
 * webhook of another app would get nothing.
 */
async function removeDeadOwner(
	context: IHookFunctions,
	connection: Connection,
	instance: string,
	state: HubState,
): Promise<HubState> {
	const { ownerUrl, key = '', subscribers } = state;
	const owner = subscribers.find(({ kind, url }) => kind === 'test' && url === ownerUrl);
	if (owner === undefined) return state;
	if ((await probe(context, owner, { key, instance })) === 'taken') return state;
	const { url } = owner;
	const next = await changeHub(context, connection, instance, { do: 'unsubscribe', url });
	return await removeDeadOwner(context, connection, instance, next);
}

/** Another n8n may have read the list before we left and written it afterwards, with us in it. Never throws. */
async function stayUnsubscribed(
	target: HookTarget,
	settings: TriggerSettings,
	url: string,
	sentBefore: readonly string[],
): Promise<void> {
	const { context, connection, instance } = target;
	const isBack = () =>
		activeTriggersOf(nameOf(context)).length === 0
			? announcedUrl(nameOf(context)) === url
			: activeTriggerAt(url, instance) !== undefined;
	try {
		if (isBack()) return;
		const { subscribers } = await readInstanceHub(context, connection, instance);
		if (isBack()) return;
		if (subscribers.some((subscriber) => subscriber.url === url))
			await changeHub(context, connection, instance, { do: 'unsubscribe', url });
		if (settings.isSocket) await sendNothingAgain(target, settings, sentBefore);
	} catch {
		context.logger.debug('Whether the trigger is still subscribed could not be checked');
	}
}
