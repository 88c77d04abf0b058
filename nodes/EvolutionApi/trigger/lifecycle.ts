import { NodeOperationError, sleep, type IHookFunctions } from 'n8n-workflow';

import type { Connection } from '../core/server/connection';
import { isWorkflow, probe, type HubState, type HubChange } from '../hub';
import { changeHub, readInstanceHub } from '../hub/instanceHub';
import { checkSocket } from '../socket';
import {
	announcedUrl,
	announceUrl,
	hubOf,
	activeTriggerAt,
	activeTriggersOf,
	activeTriggersOn,
	nameOf,
	switchOff,
	switchOn,
} from './activeTriggers';
import { needsFilesInside } from './channel';
import {
	instancesAtStart,
	isOfNobody,
	namingInstance,
	readInstances,
	readOwnConnection,
	settleEach,
} from './instances';
import {
	sentBeforeIn,
	instancesIn,
	registrationFor,
	registrationOf,
	storeRegistration,
	subscriberFor,
	webhookAddress,
	type Registration,
} from './registration';
import { repairAndCatchUp, IN_TRANSIT_MS, msUntilOthersAreDone } from './repairRegistration';
import { joinSocket, leaveSocket, sendNothingAgain } from './socketRegistration';
import type { SocketTarget } from './socketSetting';
import { withExplainedErrors } from './triggerErrors';
import { readSettings, type TriggerSettings } from './triggerSettings';

/** One of the instances of the node. */
type HookTarget = SocketTarget & { readonly context: IHookFunctions };

const isTestSession = (context: IHookFunctions) => context.getMode() === 'manual';

function nodeUrl(context: IHookFunctions, settings: TriggerSettings): string {
	const url = context.getNodeWebhookUrl('default');
	if (url === undefined)
		throw new NodeOperationError(context.getNode(), 'n8n did not provide a webhook URL');
	return webhookAddress(url, settings);
}

/**
 * n8n asks this first after a restart. It may keep a trigger() from before, which must know that it is on again.
 * @returns whether the server already sends the events to us
 */
export async function checkRegistration(context: IHookFunctions): Promise<boolean> {
	if (isTestSession(context)) return false;
	switchOn(nameOf(context));
	const settings = readSettings(context);
	if (!settings.isShared) return true;
	if (settings.isSocket || settings.moreInstances !== undefined) {
		announceUrl(nameOf(context), nodeUrl(context, settings));
		// Joining again does no harm.
		return false;
	}
	return await withExplainedErrors(context, async () => {
		const { connection, instances } = await instancesAtStart(context, settings);
		const [instance = ''] = instances;
		const url = nodeUrl(context, settings);
		announceUrl(nameOf(context), url);
		const hasFiles = await needsFilesInside(context, settings, connection, instance);
		const wanted = subscriberFor(url, settings, false, hasFiles);
		const { subscribers } = await readInstanceHub(context, connection, instance);
		const found = subscribers.filter(isWorkflow).find((one) => one.url === url);
		return (
			found !== undefined &&
			registrationOf(context, false).url === url &&
			[...found.events].sort().join() === [...wanted.events].sort().join() &&
			(found.base64 ?? false) === (wanted.base64 ?? false)
		);
	});
}

/** @throws {NodeApiError} with the cause: the workflow does not become active then */
export async function register(context: IHookFunctions): Promise<boolean> {
	const settings = readSettings(context);
	const isTest = isTestSession(context);
	return await withExplainedErrors(context, async () => {
		const { connection, instances } = await instancesAtStart(context, settings);
		if (!settings.isShared) return true;
		const url = nodeUrl(context, settings);
		if (!isTest) announceUrl(nameOf(context), url);
		const before = new Map<string, string[] | undefined>();
		const results = await settleEach(instances, async (instance) => {
			const target = { context, connection, instance };
			if (settings.isSocket) before.set(instance, await registerSocket(target, settings, url));
			else await registerWebhook(target, settings, url);
		});
		const failure = failureOf(context, settings, instances, results);
		if (failure !== undefined) {
			const joined = instances.filter((_name, index) => results[index]?.status === 'fulfilled');
			await settleEach(joined, async (instance) => {
				const target = { context, connection, instance };
				await leaveInstance(target, settings, url, before.get(instance));
			});
			throw failure.error;
		}
		storeRegistration(context, isTest, registrationFor(url, settings, instances, before));
		return true;
	});
}

/**
 * Who names instances learns at once which one cannot be joined. Later, and with all that the key sees, it holds up no
 * other: it is tried again every five minutes.
 * @returns the first failure; undefined if the workflow becomes active
 */
function failureOf(
	context: IHookFunctions,
	settings: TriggerSettings,
	instances: readonly string[],
	results: ReadonlyArray<PromiseSettledResult<void>>,
): { readonly error: unknown } | undefined {
	const failures = results.flatMap((result, index) =>
		result.status === 'rejected'
			? [{ error: namingInstance(settings, result.reason, instances[index] ?? '') }]
			: [],
	);
	const isBack = ['init', 'leadershipChange'].includes(context.getActivationMode());
	const mayLack = settings.moreInstances === 'all' || (isBack && instances.length > 1);
	if (!mayLack || failures.length === instances.length) return failures[0];
	for (const { error } of failures) {
		const cause = error instanceof Error ? error.message : '';
		context.logger.warn('An instance could not be joined; it is tried again in five minutes', {
			cause,
		});
	}
	return undefined;
}

/** The server delivers the events of the instance to us. */
async function registerWebhook(
	{ context, connection, instance }: HookTarget,
	settings: TriggerSettings,
	url: string,
): Promise<void> {
	const isTest = isTestSession(context);
	const hasFiles = await needsFilesInside(context, settings, connection, instance);
	const subscriber = subscriberFor(url, settings, isTest, hasFiles);
	const known = registrationOf(context, isTest);
	const changes: HubChange[] = [{ do: 'subscribe', subscriber }];
	// n8n has moved to another URL, and nobody listens at the old one.
	const oldUrl = instancesIn(known).includes(instance) && known.url !== url ? known.url : undefined;
	if (oldUrl !== undefined) changes.unshift({ do: 'unsubscribe', url: oldUrl });
	const { key, subscribers } = await changeHub(context, connection, instance, ...changes);
	if (isTest) return;
	// n8n runs trigger() at the same time, which may have read the list too early.
	const triggers = activeTriggersOf(nameOf(context)).filter((one) => one.instance === instance);
	for (const trigger of triggers) Object.assign(trigger, { key, list: subscribers });
}

/**
 * Nobody but n8n itself calls the webhook.
 * @returns the events that were sent before
 * @throws {RequestFailure} if events cannot be received
 */
async function registerSocket(
	target: HookTarget,
	settings: TriggerSettings,
	url: string,
): Promise<string[]> {
	const { context, connection, instance } = target;
	await checkSocket(context, connection, instance);
	const known = registrationOf(context, false);
	const earlier = instancesIn(known).includes(instance) ? known : {};
	const { before } = await joinSocket(target, settings, {
		url,
		oldUrl: earlier.url,
		wasSent: false,
	});
	return sentBeforeIn(earlier, instance) ?? before;
}

/** Removes every trace. If the server is down, the next one that repairs its registration does it. */
export async function unregister(context: IHookFunctions): Promise<boolean> {
	const settings = readSettings(context);
	const isTestOver = isEndOfTest(context, settings);
	const stored = registrationOf(context, isTestOver);
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
		const results = await settleEach(instances, async (instance) => {
			const target = { context, connection, instance };
			return await leaveInstance(target, settings, url, sentBeforeIn(stored, instance));
		});
		const left = instances.flatMap((instance, index): Left[] => {
			const result = results[index];
			const target = { context, connection, instance };
			return result?.status === 'fulfilled' ? [{ target, ...result.value }] : [];
		});
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
		storeRegistration(context, isTestOver, undefined);
		return true;
	});
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
	registrationOf(context, false).url === undefined &&
	announcedUrl(nameOf(context)) !== nodeUrl(context, settings);

/** @param before of its registration, if events come through WebSocket */
async function leaveInstance(
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
