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
	activeTriggerOf,
	nameOf,
	switchOff,
	switchOn,
} from './activeTriggers';
import { needsFilesInside } from './channel';
import { webhookAddress, registrationOf, storeRegistration, subscriberFor } from './registration';
import { repairAndCatchUp, IN_TRANSIT_MS, msUntilOthersAreDone } from './runTrigger';
import { joinSocket, leaveSocket, sendNothingAgain } from './socketRegistration';
import type { SocketTarget } from './socketSetting';
import { withExplainedErrors } from './triggerErrors';
import { readSettings, readServer, type TriggerSettings } from './triggerSettings';

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
	if (settings.isSocket) {
		announceUrl(nameOf(context), nodeUrl(context, settings));
		// Joining again does no harm.
		return false;
	}
	return await withExplainedErrors(context, async () => {
		const { connection, instance } = await readServer(context);
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
		const { connection, instance } = await readServer(context);
		if (!settings.isShared) return true;
		const url = nodeUrl(context, settings);
		if (!isTest) announceUrl(nameOf(context), url);
		if (settings.isSocket) return await registerSocket(context, settings, url);
		const hasFiles = await needsFilesInside(context, settings, connection, instance);
		const subscriber = subscriberFor(url, settings, isTest, hasFiles);
		const known = registrationOf(context, isTest);
		const changes: HubChange[] = [{ do: 'subscribe', subscriber }];
		// n8n has moved to another URL, and nobody listens at the old one.
		const oldUrl = known.instance === instance && known.url !== url ? known.url : undefined;
		if (oldUrl !== undefined) changes.unshift({ do: 'unsubscribe', url: oldUrl });
		const { key, subscribers } = await changeHub(context, connection, instance, ...changes);
		// n8n runs trigger() at the same time, which may have read the list too early.
		const trigger = isTest ? undefined : activeTriggerOf(nameOf(context));
		if (trigger !== undefined) Object.assign(trigger, { key, list: subscribers });
		storeRegistration(context, isTest, { url, instance });
		return true;
	});
}

/** Nobody but n8n itself calls the webhook. @throws {RequestFailure} if events cannot be received */
async function registerSocket(
	context: IHookFunctions,
	settings: TriggerSettings,
	url: string,
): Promise<boolean> {
	const { connection, instance } = await readServer(context);
	await checkSocket(context, connection, instance);
	const known = registrationOf(context, false);
	const earlier = known.instance === instance ? known : {};
	const target = { context, connection, instance };
	const { before } = await joinSocket(target, settings, {
		url,
		oldUrl: earlier.url,
		wasSent: false,
	});
	storeRegistration(context, false, { url, instance, before: earlier.before ?? before });
	return true;
}

/** Removes every trace. If the server is down, the next one that repairs its registration does it. */
export async function unregister(context: IHookFunctions): Promise<boolean> {
	const settings = readSettings(context);
	const isTestOver = isEndOfTest(context, settings);
	const stored = registrationOf(context, isTestOver);
	if (!isTestOver) {
		// Later n8n starts no execution of it any more.
		activeTriggerOf(nameOf(context))?.collected?.startAll();
		switchOff(nameOf(context));
		announceUrl(nameOf(context), undefined);
	}
	if (!settings.isShared) return true;
	return await withExplainedErrors(context, async () => {
		const { connection, instance } = await readServer(context);
		const url = stored.url ?? nodeUrl(context, settings);
		const registered = stored.instance ?? instance;
		const target = { context, connection, instance: registered };
		const sentBefore = settings.isSocket
			? await leaveSocket(target, settings, { url, name: nameOf(context), before: stored.before })
			: await unsubscribe(context, connection, registered, url);
		// A test session ends by itself, and may begin again at the same URL.
		if (!isTestOver)
			void sleep(msUntilOthersAreDone()).then(
				async () => await stayUnsubscribed(target, settings, url, sentBefore ?? []),
			);
		storeRegistration(context, isTestOver, undefined);
		return true;
	});
}

/**
 * n8n ends a test session in production mode, and with separate static data: empty if the session has failed, or
 * ends before it began. Then only the URL shows what it is.
 */
const isEndOfTest = (context: IHookFunctions, settings: TriggerSettings): boolean =>
	registrationOf(context, false).url === undefined &&
	announcedUrl(nameOf(context)) !== nodeUrl(context, settings);

/**
 * Waits for what the server sent before it knew the new owner, because n8n removes our webhook when this returns.
 * What the server tries again later never reaches us, so the others catch up.
 */
async function unsubscribe(
	context: IHookFunctions,
	connection: Connection,
	instance: string,
	url: string,
): Promise<void> {
	const { ownerUrl } = await readInstanceHub(context, connection, instance);
	const state = await changeHub(context, connection, instance, { do: 'unsubscribe', url });
	const { subscribers } = await removeDeadOwner(context, connection, instance, state);
	if (ownerUrl !== url || subscribers.length === 0) return;
	await sleep(IN_TRANSIT_MS);
	const name = nameOf(context);
	// Our own trigger() may have ended already.
	for (const other of activeTriggersOn(hubOf(connection, instance)))
		if (other.name !== name) void repairAndCatchUp(other);
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
	target: SocketTarget & { readonly context: IHookFunctions },
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
