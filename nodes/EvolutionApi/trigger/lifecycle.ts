import { NodeOperationError, sleep, type IHookFunctions } from 'n8n-workflow';

import { toNodeError, wholeText } from '../core/failures/nodeErrors';
import type { Connection } from '../core/server/connection';
import { isWorkflow, probe, type HubState, type HubChange } from '../hub';
import { changeHub, readInstanceHub } from '../hub/instanceHub';
import {
	announcedUrl,
	announceUrl,
	hubOf,
	activeTriggerAt,
	activeTriggersOn,
	activeTriggerOf,
	nameOf,
	switchOff,
	switchOn,
} from './activeTriggers';
import { needsFilesInside } from './channel';
import { webhookAddress, registered, setRegistered, subscriberFor } from './registration';
import { repairAndCatchUp, STILL_COMES_MS, undoneAfterMs } from './runTrigger';
import { triggerFields } from './triggerFields';
import { readSettings, readServer, type TriggerSettings } from './triggerSettings';

const isTest = (context: IHookFunctions) => context.getMode() === 'manual';

function nodeUrl(context: IHookFunctions, settings: TriggerSettings): string {
	const url = context.getNodeWebhookUrl('default');
	if (url === undefined)
		throw new NodeOperationError(context.getNode(), 'n8n gives no webhook URL');
	return webhookAddress(url, settings);
}

/**
 * After a restart n8n asks this first. It may keep the trigger() from before, which is told that it is on again.
 * @returns whether the server sends the events to us already
 */
export async function checkRegistration(context: IHookFunctions): Promise<boolean> {
	if (isTest(context)) return false;
	switchOn(nameOf(context));
	const settings = readSettings(context);
	if (settings.options.globalWebhook) return true;
	return await explained(context, async () => {
		const { connection, instance } = await readServer(context);
		const url = nodeUrl(context, settings);
		announceUrl(nameOf(context), url);
		const hasFiles = await needsFilesInside(context, settings, connection, instance);
		const wanted = subscriberFor(url, settings, false, hasFiles);
		const { subscribers } = await readInstanceHub(context, connection, instance);
		const found = subscribers.filter(isWorkflow).find((one) => one.url === url);
		return (
			found !== undefined &&
			registered(context, false).url === url &&
			[...found.events].sort().join() === [...wanted.events].sort().join() &&
			(found.base64 ?? false) === (wanted.base64 ?? false)
		);
	});
}

/** @throws {NodeApiError} with the cause; then the workflow does not become active */
export async function register(context: IHookFunctions): Promise<boolean> {
	const settings = readSettings(context);
	return await explained(context, async () => {
		const { connection, instance } = await readServer(context);
		if (settings.options.globalWebhook) return true;
		const url = nodeUrl(context, settings);
		if (!isTest(context)) announceUrl(nameOf(context), url);
		const hasFiles = await needsFilesInside(context, settings, connection, instance);
		const subscriber = subscriberFor(url, settings, isTest(context), hasFiles);
		const known = registered(context, isTest(context));
		const changes: HubChange[] = [{ do: 'subscribe', subscriber }];
		// n8n has another address now; nobody listens at the old one.
		const old = known.instance === instance && known.url !== url ? known.url : undefined;
		if (old !== undefined) changes.unshift({ do: 'unsubscribe', url: old });
		const { key, subscribers } = await changeHub(context, connection, instance, ...changes);
		// n8n runs trigger() at the same time, whose own look may have come too early.
		const alive = isTest(context) ? undefined : activeTriggerOf(nameOf(context));
		if (alive !== undefined) Object.assign(alive, { key, list: subscribers });
		setRegistered(context, isTest(context), { url, instance });
		return true;
	});
}

/** Leaves as if it had never been there. What a server that is away keeps, the next one to look heals. */
export async function unregister(context: IHookFunctions): Promise<boolean> {
	const settings = readSettings(context);
	const isTestOver = endsTest(context, settings);
	const stored = registered(context, isTestOver);
	if (!isTestOver) {
		switchOff(nameOf(context));
		announceUrl(nameOf(context), undefined);
	}
	if (settings.options.globalWebhook) return true;
	return await explained(context, async () => {
		const { connection, instance } = await readServer(context);
		const url = stored.url ?? nodeUrl(context, settings);
		const place = [context, connection, stored.instance ?? instance, url] as const;
		await handOver(...place);
		// A test session ends by itself, and may begin anew at the same address.
		if (!isTestOver) void sleep(undoneAfterMs()).then(async () => await stayAway(...place));
		setRegistered(context, isTestOver, undefined);
		return true;
	});
}

/**
 * n8n ends a test session in the mode of production, and with static data of its own: empty if the session
 * failed, or is ended before it began. Then only the address tells.
 */
const endsTest = (context: IHookFunctions, settings: TriggerSettings): boolean =>
	registered(context, false).url === undefined &&
	announcedUrl(nameOf(context)) !== nodeUrl(context, settings);

/**
 * Leaves the list. What the server sent to us before it knew of that still comes: n8n takes our webhook away
 * when this returns. What it tries again later is lost with us, so the others look what they missed.
 */
async function handOver(
	context: IHookFunctions,
	connection: Connection,
	instance: string,
	url: string,
): Promise<void> {
	const { ownerUrl } = await readInstanceHub(context, connection, instance);
	const left = await changeHub(context, connection, instance, { do: 'unsubscribe', url });
	const { subscribers } = await withoutDeadHeir(context, connection, instance, left);
	if (ownerUrl !== url || subscribers.length === 0) return;
	await sleep(STILL_COMES_MS);
	const name = nameOf(context);
	// Our own trigger() may be over already.
	for (const other of activeTriggersOn(hubOf(connection, instance)))
		if (other.name !== name) void repairAndCatchUp(other);
}

/**
 * Of those who listen for a test event only, one whose n8n ended meanwhile must not get the webhook: nobody would
 * look after it any more, and another app's webhook would stay deaf.
 */
async function withoutDeadHeir(
	context: IHookFunctions,
	connection: Connection,
	instance: string,
	left: HubState,
): Promise<HubState> {
	const { ownerUrl, key = '', subscribers } = left;
	const heir = subscribers.find(({ kind, url }) => kind === 'test' && url === ownerUrl);
	if (heir === undefined) return left;
	if ((await probe(context, heir, { key, instance })) === 'taken') return left;
	const { url } = heir;
	const next = await changeHub(context, connection, instance, { do: 'unsubscribe', url });
	return await withoutDeadHeir(context, connection, instance, next);
}

/** Another n8n that had read the list before we left, and wrote it after, has put us on it again. Never throws. */
async function stayAway(
	context: IHookFunctions,
	connection: Connection,
	instance: string,
	url: string,
): Promise<void> {
	const isBack = () => activeTriggerAt(url) !== undefined || announcedUrl(nameOf(context)) === url;
	try {
		if (isBack()) return;
		const { subscribers } = await readInstanceHub(context, connection, instance);
		if (isBack() || !subscribers.some((subscriber) => subscriber.url === url)) return;
		await changeHub(context, connection, instance, { do: 'unsubscribe', url });
	} catch {
		context.logger.debug('Whether the trigger is off the list could not be checked');
	}
}

/** Says what went wrong in the words of the operations; of an activation n8n shows the message only. */
async function explained<Result>(
	context: IHookFunctions,
	run: () => Promise<Result>,
): Promise<Result> {
	return await run().catch((error: unknown) => {
		const nodeError = toNodeError(context.getNode(), error, triggerFields, 0);
		nodeError.message = wholeText(nodeError);
		throw nodeError;
	});
}
