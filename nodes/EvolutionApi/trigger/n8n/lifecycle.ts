import type { IHookFunctions } from 'n8n-workflow';

import { isWorkflow, type HubChange } from '../../hub';
import { changeHub, readInstanceHub } from '../../hub/instanceHub';
import { checkSocket } from '../../socket';
import {
	activeTriggersOf,
	announcedUrl,
	announceUrl,
	nameOf,
	switchOn,
} from '../active/activeTriggers';
import { needsFilesInside } from '../channel/filesInside';
import {
	instancesAtStart,
	namingInstance,
	settleInTime,
	stillRunning,
	type InTime,
} from '../active/instances';
import { sentBeforeIn, nodeUrl, registrationFor, subscriberFor } from '../active/registration';
import { joinSocket } from '../channel/socketRegistration';
import { instancesIn, staticDataOf } from '../memory/staticData';
import { withExplainedErrors } from '../settings/triggerErrors';
import { readSettings, type TriggerSettings } from '../settings/triggerSettings';
import { leaveInstance, type HookTarget } from './unregister';

const isTestSession = (context: IHookFunctions) => context.getMode() === 'manual';

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
			staticDataOf(context).registration(false).url === url &&
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
		const results = await settleInTime(instances, async (instance) => {
			const target = { context, connection, instance };
			if (settings.isSocket) before.set(instance, await registerSocket(target, settings, url));
			else await registerWebhook(target, settings, url);
		});
		const failure = failureOf(context, settings, instances, results);
		for (const [instance, joining] of stillRunning(instances, results)) {
			context.logger.warn(
				`The instance "${instance}" has not answered yet, and is joined as soon as it does`,
			);
			void joining.then(
				async () => {
					const isOn = isTest || announcedUrl(nameOf(context)) === url;
					if (failure === undefined && isOn) return;
					const target = { context, connection, instance };
					await leaveInstance(target, settings, url, before.get(instance)).catch(() => undefined);
				},
				(error: unknown) => warnNotJoined(context, error),
			);
		}
		if (failure !== undefined) {
			const joined = instances.filter((_name, index) => isJoined(results[index]));
			await settleInTime(joined, async (instance) => {
				const target = { context, connection, instance };
				await leaveInstance(target, settings, url, before.get(instance));
			});
			throw failure.error;
		}
		staticDataOf(context).storeRegistration(
			isTest,
			registrationFor(url, settings, instances, before),
		);
		return true;
	});
}

const isJoined = (one: PromiseSettledResult<InTime<unknown>> | undefined) =>
	one?.status === 'fulfilled' && 'result' in one.value;

function warnNotJoined(context: IHookFunctions, error: unknown): void {
	context.logger.warn('An instance could not be joined; it is tried again in five minutes', {
		cause: error instanceof Error ? error.message : '',
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
	results: ReadonlyArray<PromiseSettledResult<unknown>>,
): { readonly error: unknown } | undefined {
	const failures = results.flatMap((result, index) =>
		result.status === 'rejected'
			? [{ error: namingInstance(settings, result.reason, instances[index] ?? '') }]
			: [],
	);
	const isBack = ['init', 'leadershipChange'].includes(context.getActivationMode());
	const mayLack = settings.moreInstances === 'all' || (isBack && instances.length > 1);
	if (!mayLack || failures.length === instances.length) return failures[0];
	for (const { error } of failures) warnNotJoined(context, error);
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
	const known = staticDataOf(context).registration(isTest);
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
	const known = staticDataOf(context).registration(false);
	const earlier = instancesIn(known).includes(instance) ? known : {};
	const { before } = await joinSocket(target, settings, {
		url,
		oldUrl: earlier.url,
		wasSent: false,
	});
	return sentBeforeIn(earlier, instance) ?? before;
}
