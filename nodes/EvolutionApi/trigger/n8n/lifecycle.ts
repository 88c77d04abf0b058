import type { IHookFunctions } from 'n8n-workflow';

import { requireSignedDeliveries } from '../../core/server/serverVersion';
import { announcedUrl, announceUrl, switchOn } from '../active/activeTriggers';
import { nodeIdOf } from '../active/ids';
import { isBackAfterRestart } from '../active/activation';
import { instancesAtStart, namingInstance, readNamed } from '../active/instances';
import { settleInTime, stillRunning, type InTime } from '../active/settle';
import { nodeUrl, registrationFor, sentBeforeIn } from '../active/registration';
import { channelOf } from '../channel/channels';
import { instancesIn, staticDataOf } from '../memory/staticData';
import { withExplainedErrors } from '../settings/triggerErrors';
import { readSettings, type TriggerSettings } from '../settings/triggerSettings';

const isTestSession = (context: IHookFunctions) => context.getMode() === 'manual';

/**
 * n8n asks this first. It may keep a trigger() from before, which must know that it is on again.
 * @returns false if somebody activates the workflow, and is to be told what is wrong: joining again does no harm. After a
 * restart nobody is there, and the server may come much later than n8n. So it is not asked, and trigger() goes on trying.
 */
export async function checkRegistration(context: IHookFunctions): Promise<boolean> {
	if (isTestSession(context)) return false;
	const nodeId = nodeIdOf(context);
	switchOn(nodeId);
	const settings = readSettings(context);
	if (!settings.isOnList) return true;
	if (!isBackAfterRestart(context)) {
		// trigger() runs at the same time, and must not register at the URL of an earlier activation.
		announceUrl(nodeId, undefined);
		return false;
	}
	const url = nodeUrl(context, settings);
	announceUrl(nodeId, url);
	return await withExplainedErrors(context, async () => {
		const stored = staticDataOf(context);
		const known = stored.registration(false);
		const { additionalInstances } = settings;
		const { instances } =
			additionalInstances === 'all'
				? { instances: instancesIn(known) }
				: await readNamed(context, additionalInstances);
		// All that the key sees, and the server has never said which: trigger() joins them.
		if (instances.length === 0) return true;
		const before = new Map(instances.map((name) => [name, sentBeforeIn(known, name)]));
		const registration = registrationFor(url, settings, instances, before);
		const formerUrl = known.url === url ? undefined : (known.url ?? '');
		stored.storeRegistration(false, { ...registration, formerUrl });
		return true;
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
		await requireSignedDeliveries(context, connection, 'The trigger');
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
 * Who names instances learns at once which one cannot be joined. With all that the key sees, it holds up no other: it is
 * tried again.
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
	const mayLack = settings.additionalInstances === 'all';
	if (!mayLack || failures.length === instances.length) return failures[0];
	for (const { error } of failures) warnNotJoined(context, error);
	return undefined;
}
