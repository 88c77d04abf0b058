import { sleep } from 'n8n-workflow';

import { mayRestart, restartInstance } from '../server/ask/instances';
import { RequestFailure } from '../errors/failure';
import { createLimiter } from '../core/concurrency/limiter';
import { retry } from '../core/concurrency/retry';
import type { ServerKind } from '../server/delivery';
import { isWorkflow } from '../hub/list';
import type { ActiveTrigger, Look } from '../trigger/active/activeTrigger';
import { activeTriggersOn, webhookUrl } from '../trigger/active/activeTriggers';
import { healsInstance } from '../trigger/active/registration';
import { createScopedCache } from '../trigger/memory/scopedCache';
import { findReportedProblems } from '../trigger/memory/reportedProblems';
import {
	getKind,
	isProblem,
	SUBJECTS,
	type Finding,
	type Problem,
	type ProblemName,
	type Subject,
} from './findings';
import { reportBeginning, reportEnd } from './reportHealth';

/** Subjects that the check can't judge are missing. */
export type Findings = Readonly<Partial<Record<Subject, Finding | 'fine'>>>;

/** Minimum time between two regular checks of an instance's connection or store. All its workflows share these checks. */
const HEALTH_PAUSE_MS = 90_000;

/** Longest time between two checks of a new problem, so that the node notices if the problem ends and begins again. */
const LONGEST_UNSEEN_MS = 25_000;

/** Reasons for the end of a connection that still apply while the server shows a new QR code. */
const ENDS_OF_SESSION: readonly string[] = ['loggedOut', 'restricted'];
const ENDS = [...ENDS_OF_SESSION, 'clientOutdated', 'qrCodesUsedUp'];

/** Time without events after which the instance may be restarted. */
const SILENT_INSTANCE_MS = 2 * 60_000;

interface SeenProblem {
	readonly problem: Problem;
	/** When the problem began, Unix ms. */
	readonly since: number;
	/** True once the problem has lasted long enough to be reported, and a remedy, if there is one, was tried. */
	isHandled: boolean;
}

/** Problems of one instance, as far as this process has seen them. All workflows of the instance share them. */
export class InstanceHealth {
	private readonly problems = new Map<Subject, SeenProblem>();
	/** Runs the calls of judge() one by one. A call may restart the instance, which causes events that lead to more calls. */
	private readonly turns = createLimiter(1);
	/** When each check was last made, Unix ms. */
	private readonly lookedAt = new Map<Look, number>();
	/** Due time of each check that is planned because of a problem, Unix ms. */
	private readonly dueTimes = new Map<Look, number>();
	/** True after a user has closed the connection. Until it's open again, the closed connection isn't a problem. */
	isSwitchedOff = false;

	constructor(
		private readonly instanceId: string,
		private readonly look: (trigger: ActiveTrigger, what: Look) => Promise<void>,
	) {}

	get listeners(): ActiveTrigger[] {
		return activeTriggersOn(this.instanceId).filter(
			({ settings, isLeaving }) => settings.tellsProblems && !isLeaving,
		);
	}

	seenSince(subject: Subject): number | undefined {
		return this.problems.get(subject)?.since;
	}

	reportedEnd(state: string | undefined): Problem | undefined {
		const problem = this.problems.get('connection')?.problem;
		const ends = state === 'close' ? ENDS : state === 'connecting' ? ENDS_OF_SESSION : [];
		return ends.includes(problem?.problem ?? '') ? problem : undefined;
	}

	/** Tells whether a check is due. If so, it counts as done at once, because several workflows check the same instance. */
	isDue(what: Look): boolean {
		const now = Date.now();
		if (Math.abs(now - (this.lookedAt.get(what) ?? 0)) < HEALTH_PAUSE_MS) return false;
		this.lookedAt.set(what, now);
		return true;
	}

	/** Never throws. */
	async judge(findings: Findings): Promise<void> {
		try {
			await this.turns.run(async () => await this.seeAll(findings));
		} catch (error) {
			const cause = error instanceof Error ? error.message : '';
			const [first] = this.listeners;
			first?.context.logger.warn('Workflows did not get a problem event', { cause });
		}
	}

	private async seeAll(findings: Findings): Promise<void> {
		for (const subject of SUBJECTS) {
			const finding = findings[subject];
			if (finding === undefined) continue;
			if (finding !== 'fine' && isProblem(finding)) await this.see(subject, finding);
			else {
				this.problems.delete(subject);
				for (const listener of this.listeners) reportEnd(listener, subject);
			}
		}
	}

	private async see(subject: Subject, problem: Problem): Promise<void> {
		const entry = this.note(subject, problem);
		const wait = entry.since + (getKind(problem.problem).afterMs ?? 0) - Date.now();
		if (wait > 0) {
			const what = subject === 'database' ? 'store' : 'connection';
			this.plan(what, Math.min(wait, LONGEST_UNSEEN_MS));
			return;
		}
		// If events still arrive, the connection works, whatever the server reports. Nothing is repaired until they stop.
		const isHeard = subject === 'connection' && this.isHeard(entry.since);
		const isDue = !entry.isHandled && !isHeard;
		entry.isHandled ||= isDue;
		const repair = problem.repair ?? (isDue ? await heal(this.listeners, problem) : undefined);
		for (const listener of this.listeners)
			reportBeginning(listener, { ...problem, repair }, entry.since);
	}

	/** Tells whether any workflow of the instance still gets events, even one without *Health Alert*. */
	private isHeard(since: number): boolean {
		const after = Math.max(since, Date.now() - SILENT_INSTANCE_MS);
		return activeTriggersOn(this.instanceId).some(
			({ lastConnectedAt = 0 }) => lastConnectedAt > after,
		);
	}

	private note(subject: Subject, problem: Problem): SeenProblem {
		const before = this.problems.get(subject);
		const isKnown = before?.problem.problem === problem.problem;
		// `disconnected` followed by `connecting` is one long problem. `connecting` after `loggedOut` is a new one.
		const isSame =
			before !== undefined &&
			[before.problem, problem].every((one) => getKind(one.problem).needsPerson === undefined);
		const since = problem.since ?? (isSame ? before.since : Date.now());
		const entry: SeenProblem = {
			problem,
			since: Math.min(since, isKnown ? before.since : Infinity),
			isHandled: isKnown && before.isHandled,
		};
		this.problems.set(subject, entry);
		return entry;
	}

	private plan(what: Look, wait: number): void {
		const end = Date.now() + wait;
		if ((this.dueTimes.get(what) ?? Infinity) <= end) return;
		this.dueTimes.set(what, end);
		void sleep(wait).then(async () => {
			if (this.dueTimes.get(what) !== end) return;
			this.dueTimes.delete(what);
			const [trigger] = this.listeners;
			if (trigger !== undefined) await this.look(trigger, what);
		});
	}
}

const healthByInstance = createScopedCache<InstanceHealth>();

export const findInstanceHealth = (
	instanceId: string,
	look: (trigger: ActiveTrigger, what: Look) => Promise<void>,
): InstanceHealth => healthByInstance.getOr(instanceId, () => new InstanceHealth(instanceId, look));

const RESTART_PAUSE_MS = 30 * 60_000;

/** Problems that a restart of the instance may solve. On Evolution Go, `connecting` isn't one: the phone must scan a code. */
const HEALED_BY_RESTART: Record<ServerKind, readonly ProblemName[]> = {
	evolutionApi: ['connecting', 'deliveriesMissing'],
	evolutionGo: ['disconnected'],
};

/** Never throws. @returns what was done */
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
			findReportedProblems(active).restartedAt = Date.now();
		// Between two attempts to connect, the instance is closed for a moment, and can't be restarted.
		const result = await retry(async () => await restartInstance(trigger), {
			attempts: 3,
			delay: () => 2_000,
			isRetryable: (answer) => 'failure' in answer,
		});
		if ('failure' in result) throw new RequestFailure(result.failure);
		return 'The instance was restarted';
	} catch (error) {
		const cause = error instanceof Error ? error.message : '';
		context.logger.warn(`The instance "${instance}" could not be restarted`, { cause });
		return undefined;
	}
}

/** Only the first of the instance's triggers with *Auto-Recover* may restart it. */
function mayHeal(trigger: ActiveTrigger): boolean {
	const { settings, instanceId, list = [] } = trigger;
	if (!healsInstance(settings)) return false;
	const here = activeTriggersOn(instanceId);
	const restartedAt = Math.max(...here.map((active) => findReportedProblems(active).restartedAt));
	if (Math.abs(Date.now() - restartedAt) < RESTART_PAUSE_MS) return false;
	const healer = list.find((subscriber) => isWorkflow(subscriber) && subscriber.heals === true);
	return healer !== undefined && healer.url === webhookUrl(trigger);
}
