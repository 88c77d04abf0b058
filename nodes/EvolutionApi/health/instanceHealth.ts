import { sleep } from 'n8n-workflow';

import { mayRestart, restartInstance } from '../server/ask/instances';
import { createLimiter } from '../core/concurrency/limiter';
import { retry } from '../core/concurrency/retry';
import type { ServerKind } from '../server/delivery';
import { isWorkflow } from '../hub/list';
import type { ActiveTrigger, Look } from '../trigger/active/activeTrigger';
import { activeTriggersOn, webhookUrl } from '../trigger/active/activeTriggers';
import { healsInstance } from '../trigger/active/registration';
import { createScopedCache } from '../trigger/memory/scopedCache';
import { findReportedProblems } from '../trigger/memory/reportedProblems';
import { getKind, type Problem, type ProblemName, type Subject } from './check';
import { reportBeginning, reportEnd } from './reportHealth';

/** Which look tells of it. Of the webhook the repair of the registration tells. */
const LOOKS: Record<Subject, Look | undefined> = {
	n8n: 'connection',
	server: 'connection',
	connection: 'connection',
	webSocket: 'connection',
	database: 'store',
	deliveries: 'store',
	sending: 'store',
	webhook: undefined,
	// The Loop Guard tells of it by itself.
	loops: undefined,
};

/** A problem that ends and begins anew within its time is not one: it is looked at in between, too. */
const LONGEST_UNSEEN_MS = 25_000;

/** A new QR code is no end of these. */
const ENDS_OF_SESSION: readonly string[] = ['loggedOut', 'restricted'];
const ENDS = [...ENDS_OF_SESSION, 'clientOutdated', 'qrCodesUsedUp'];

/** A restart of the instance waits until no event has come for so long. */
const SILENT_INSTANCE_MS = 2 * 60_000;

interface Seen {
	readonly problem: Problem;
	/** Unix ms. */
	readonly since: number;
	/** It has lasted long enough, and what can be done about it was done. */
	isHandled: boolean;
}

/** Problems of one instance, as far as this process has seen them. All workflows of the instance share them. */
export class InstanceHealth {
	private readonly seen = new Map<Subject, Seen>();
	/** One judgement at a time: healing causes events itself. */
	private readonly turns = createLimiter(1);
	/** When each look was last taken, Unix ms. */
	private readonly lookedAt = new Map<Look, number>();
	/** When each look is taken next because something is wrong, Unix ms. */
	private readonly planned = new Map<Look, number>();
	/** Somebody has switched the instance off: until it is open again, that is no problem. */
	isSwitchedOff = false;

	constructor(
		private readonly instanceId: string,
		private readonly look: (trigger: ActiveTrigger, what: Look) => Promise<void>,
	) {}

	/** The workflows that want to know. */
	get listeners(): ActiveTrigger[] {
		return activeTriggersOn(this.instanceId).filter(
			({ settings, isLeaving }) => settings.tellsProblems && !isLeaving,
		);
	}

	seenSince(subject: Subject): number | undefined {
		return this.seen.get(subject)?.since;
	}

	/** The end of the connection, if an event has said why, and the state does not say otherwise. */
	reportedEnd(state: string | undefined): Problem | undefined {
		const problem = this.seen.get('connection')?.problem;
		const ends = state === 'close' ? ENDS : state === 'connecting' ? ENDS_OF_SESSION : [];
		return ends.includes(problem?.problem ?? '') ? problem : undefined;
	}

	/** Tells whether it is time for a look. Several workflows look at the same instance. */
	isDue(what: Look, pauseMs: number): boolean {
		const now = Date.now();
		if (Math.abs(now - (this.lookedAt.get(what) ?? 0)) < pauseMs) return false;
		this.lookedAt.set(what, now);
		return true;
	}

	/**
	 * Tells the workflows what has begun and what is over, one after the other. Never throws.
	 * @param judged what is known now
	 * @param problems what is wrong with that
	 */
	async judge(judged: readonly Subject[], problems: readonly Problem[]): Promise<void> {
		try {
			await this.turns.run(async () => await this.judgeNow(judged, problems));
		} catch (error) {
			const cause = error instanceof Error ? error.message : '';
			const [first] = this.listeners;
			first?.context.logger.warn('A problem could not be reported', { cause });
		}
	}

	private async judgeNow(judged: readonly Subject[], problems: readonly Problem[]): Promise<void> {
		for (const subject of judged) {
			const problem = problems.find((candidate) => getKind(candidate.problem).subject === subject);
			if (problem === undefined) {
				this.seen.delete(subject);
				for (const listener of this.listeners) reportEnd(listener, subject);
			} else await this.see(subject, problem);
		}
	}

	private async see(subject: Subject, problem: Problem): Promise<void> {
		const seen = this.note(subject, problem);
		const wait = seen.since + getKind(problem.problem).afterMs - Date.now();
		if (wait > 0) {
			this.plan(LOOKS[subject], Math.min(wait, LONGEST_UNSEEN_MS));
			return;
		}
		const { isHandled } = seen;
		// Then the state that the server tells is not true. Nothing is done until it is silent.
		const isHeard = subject === 'connection' && this.isHeard(seen.since);
		seen.isHandled ||= !isHeard;
		const isDue = !isHandled && !isHeard;
		const done = problem.done ?? (isDue ? await heal(this.listeners, problem) : undefined);
		for (const listener of this.listeners)
			reportBeginning(listener, { ...problem, done }, seen.since);
	}

	/** Tells whether any workflow, also one that wants to know of no problem, still gets events. */
	private isHeard(since: number): boolean {
		const after = Math.max(since, Date.now() - SILENT_INSTANCE_MS);
		return activeTriggersOn(this.instanceId).some(
			({ lastConnectedAt = 0 }) => lastConnectedAt > after,
		);
	}

	private note(subject: Subject, problem: Problem): Seen {
		const before = this.seen.get(subject);
		const since = problem.since ?? (isSameProblem(before, problem) ? before?.since : undefined);
		const isKnown = before?.problem.problem === problem.problem;
		const seen: Seen = {
			problem,
			since: Math.min(since ?? Date.now(), isKnown ? before.since : Infinity),
			isHandled: isKnown && before.isHandled,
		};
		this.seen.set(subject, seen);
		return seen;
	}

	/** Looks again, until the problem has lasted long enough. */
	private plan(what: Look | undefined, wait: number): void {
		const end = Date.now() + wait;
		if (what === undefined || (this.planned.get(what) ?? Infinity) <= end) return;
		this.planned.set(what, end);
		void sleep(wait).then(async () => {
			if (this.planned.get(what) !== end) return;
			this.planned.delete(what);
			const [trigger] = this.listeners;
			if (trigger !== undefined) await this.look(trigger, what);
		});
	}
}

/** Closed and connecting again by turns is one problem; a new attempt after a log-out is not. */
const isSameProblem = (before: Seen | undefined, problem: Problem): boolean =>
	[before?.problem, problem].every(
		(seen) => seen !== undefined && getKind(seen.problem).needsPerson === undefined,
	);

const known = createScopedCache<InstanceHealth>();

/** @param look takes a look */
export const findInstanceHealth = (
	instanceId: string,
	look: (trigger: ActiveTrigger, what: Look) => Promise<void>,
): InstanceHealth => known.getOr(instanceId, () => new InstanceHealth(instanceId, look));

/** A restart that did not help is not repeated sooner. */
const RESTART_PAUSE_MS = 30 * 60_000;

const MAX_ATTEMPTS = 3;
const ATTEMPT_PAUSE_MS = 2_000;

/** Problems that a restart of the instance may solve. At Evolution Go, it waits for a QR code while it connects. */
const HEALED_BY_RESTART: Record<ServerKind, readonly ProblemName[]> = {
	evolutionApi: ['connecting', 'deliveriesMissing'],
	evolutionGo: ['disconnected'],
};

/** Restarts the instance, if that may help. Never throws. @returns what was done */
async function heal(
	listeners: readonly ActiveTrigger[],
	{ problem }: Problem,
): Promise<string | undefined> {
	const trigger = listeners.find(
		(listener) =>
			HEALED_BY_RESTART[listener.connection.server.kind].includes(problem) && mayHeal(listener),
	);
	if (trigger === undefined) return undefined;
	const { context, instance } = trigger;
	try {
		if (!(await mayRestart(trigger))) return undefined;
		for (const active of activeTriggersOn(trigger.instanceId))
			findReportedProblems(active).noteRestart();
		await tryRestart(async () => await restartInstance(trigger));
		return 'The instance was restarted';
	} catch (error) {
		const cause = error instanceof Error ? error.message : '';
		context.logger.warn(`The instance "${instance}" could not be restarted`, { cause });
		return undefined;
	}
}

/** Between two attempts to connect, the instance is closed for a moment, and the server refuses to restart it. */
async function tryRestart(attempt: () => Promise<void>): Promise<void> {
	const [outcome] = await retry(async () => await Promise.allSettled([attempt()]), {
		attempts: MAX_ATTEMPTS,
		delay: () => ATTEMPT_PAUSE_MS,
		isRetryable: ([{ status }]) => status === 'rejected',
	});
	if (outcome.status === 'rejected') throw outcome.reason;
}

/** Tells whether this trigger heals: of all triggers that may, on any n8n, the first on the instance's list does. */
function mayHeal(trigger: ActiveTrigger): boolean {
	const { settings, instanceId, list = [] } = trigger;
	if (!healsInstance(settings)) return false;
	const here = activeTriggersOn(instanceId);
	const restartedAt = Math.max(...here.map((active) => findReportedProblems(active).restartedAt));
	if (Math.abs(Date.now() - restartedAt) < RESTART_PAUSE_MS) return false;
	const healer = list.find((subscriber) => isWorkflow(subscriber) && subscriber.heals === true);
	return healer !== undefined && healer.url === webhookUrl(trigger);
}
