import type { IHookFunctions } from 'n8n-workflow';

import { announcedUrl, announceUrl, switchOn } from '../active/activeTriggers';
import { nodeIdOf } from '../active/ids';
import { instancesAtStart, namingInstance } from '../active/instances';
import { settleInTime, stillRunning, type InTime } from '../active/settle';
import { nodeUrl, registrationFor } from '../active/registration';
import { channelOf } from '../channel/channels';
import { staticDataOf } from '../memory/staticData';
import { withExplainedErrors } from '../settings/triggerErrors';
import { readSettings, type TriggerSettings } from '../settings/triggerSettings';

const isTestSession = (context: IHookFunctions) => context.getMode() === 'manual';

/**
 * n8n asks this first after a restart. It may keep a trigger() from before, which must know that it is on again.
 * @returns whether the server already sends the events to us
 */
export async function checkRegistration(context: IHookFunctions): Promise<boolean> {
	if (isTestSession(context)) return false;
	switchOn(nodeIdOf(context));
	const settings = readSettings(context);
	if (!settings.isOnList) return true;
	if (settings.moreInstances !== undefined) {
		announceUrl(nodeIdOf(context), nodeUrl(context, settings));
		// Joining again does no harm.
		return false;
	}
	return await withExplainedErrors(context, async () => {
		const { connection, instances } = await instancesAtStart(context, settings);
		const [instance = ''] = instances;
		const url = nodeUrl(context, settings);
		announceUrl(nodeIdOf(context), url);
		return await channelOf(settings).isRegistered({ context, connection, instance }, settings, url);
	});
}

/** @throws {NodeApiError} with the cause: the workflow does not become active then */
export async function register(context: IHookFunctions): Promise<boolean> {
	const settings = readSettings(context);
	const isTest = isTestSession(context);
	const channel = channelOf(settings);
	return await withExplainedErrors(context, async () => {
		const { connection, instances } = await instancesAtStart(context, settings);
		if (!settings.isOnList) return true;
		const url = nodeUrl(context, settings);
		if (!isTest) announceUrl(nodeIdOf(context), url);
		const before = new Map<string, string[] | undefined>();
		const results = await settleInTime(instances, async (instance) => {
			const target = { context, connection, instance };
			before.set(instance, await channel.register(target, settings, url));
		});
		const failure = failureOf(context, settings, instances, results);
		for (const [instance, joining] of stillRunning(instances, results)) {
			context.logger.warn(
				`The instance "${instance}" has not answered yet, and is joined as soon as it does`,
			);
			void joining.then(
				async () => {
					const isOn = isTest || announcedUrl(nodeIdOf(context)) === url;
					if (failure === undefined && isOn) return;
					const target = { context, connection, instance };
					await channel.leave(target, settings, url, before.get(instance)).catch(() => undefined);
				},
				(error: unknown) => warnNotJoined(context, error),
			);
		}
		if (failure !== undefined) {
			const joined = instances.filter((_name, index) => isJoined(results[index]));
			await settleInTime(joined, async (instance) => {
				const target = { context, connection, instance };
				await channel.leave(target, settings, url, before.get(instance));
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
