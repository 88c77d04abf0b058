import { retry } from '../../core/concurrency/retry';
import { sendTo } from '../../core/server/sendTo';
import type { ServerKind } from '../../core/server/delivery';
import { isWorkflow } from '../../hub';
import type { ActiveTrigger } from '../active/activeTrigger';
import { activeTriggersOn, urlOf } from '../active/activeTriggers';
import { healsInstance } from '../active/registration';
import { toldProblemsOf } from '../memory/toldProblems';
import type { Problem, ProblemName } from './problems';

/** A restart that did not help is not repeated sooner. */
const PAUSE_MS = 30 * 60_000;

const MAX_ATTEMPTS = 3;
const ATTEMPT_PAUSE_MS = 2_000;

/** What a restart of the instance may put right. At Evolution Go, who is connecting waits for a QR code. */
const HEALED_BY_RESTART: Record<ServerKind, readonly ProblemName[]> = {
	evolutionApi: ['connecting', 'deliveriesMissing'],
	evolutionGo: ['disconnected'],
};

/** Restarts the instance, if that may help. Never throws. @returns what was done */
export async function heal(
	listeners: readonly ActiveTrigger[],
	{ name }: Problem,
): Promise<string | undefined> {
	const trigger = listeners.find(
		(one) => HEALED_BY_RESTART[one.connection.server.kind].includes(name) && mayHeal(one),
	);
	if (trigger === undefined) return undefined;
	const { context, connection, instance } = trigger;
	const { instances } = connection.server;
	const ask = sendTo(context, connection);
	try {
		if (!(await instances.mayRestart(ask, instance))) return undefined;
		for (const one of activeTriggersOn(trigger.instanceId)) toldProblemsOf(one).noteRestart();
		await restart(async () => await instances.restart(ask, instance));
		return 'The instance was restarted';
	} catch (error) {
		const cause = error instanceof Error ? error.message : '';
		context.logger.warn(`The instance "${instance}" could not be restarted`, { cause });
		return undefined;
	}
}

/** Between two attempts to connect, the instance is closed for a moment, and the server refuses to restart it. */
async function restart(attempt: () => Promise<void>): Promise<void> {
	const [outcome] = await retry(async () => await Promise.allSettled([attempt()]), {
		attempts: MAX_ATTEMPTS,
		delay: () => ATTEMPT_PAUSE_MS,
		isRetryable: ([{ status }]) => status === 'rejected',
	});
	if (outcome.status === 'rejected') throw outcome.reason;
}

/** Of all that may, on whichever n8n, the first on the list of the instance. */
function mayHeal(trigger: ActiveTrigger): boolean {
	const { settings, instanceId, list = [] } = trigger;
	if (!healsInstance(settings)) return false;
	const here = activeTriggersOn(instanceId);
	const restartedAt = Math.max(...here.map((one) => toldProblemsOf(one).restartedAt));
	if (Math.abs(Date.now() - restartedAt) < PAUSE_MS) return false;
	const healer = list.find((one) => isWorkflow(one) && one.heals === true);
	return healer !== undefined && healer.url === urlOf(trigger);
}
