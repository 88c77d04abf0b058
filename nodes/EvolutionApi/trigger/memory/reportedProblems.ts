import { z } from 'zod';

import { createScopedCache } from './scopedCache';
import { entriesFor, openStaticData, readStored, type WithStaticData } from './staticData';
import { triggerKey, type TriggerName } from './seenEvents';

// Problems that were reported to a workflow and aren't over. They're in the process's memory, and in the static data, so that n8n
// doesn't report them again after a restart.

const reportedProblem = z.object({
	problem: z.string(),
	/** When the problem began, Unix ms, by our clock. */
	since: z.number(),
	/** When the workflow got the report, Unix ms, by our clock. */
	reportedAt: z.number(),
	/** How n8n has repaired the problem, such as `The webhook was set again`. */
	repair: z.string().optional(),
});

export type ReportedProblem = Readonly<z.output<typeof reportedProblem>>;

const storedProblems = z.object({
	problems: z.record(z.string(), reportedProblem),
	restartedAt: z.number(),
});

export class ReportedProblems {
	private problems = new Map<string, ReportedProblem>();
	/** When the instance was last restarted to heal it, Unix ms; 0 for never. */
	restartedAt = 0;

	get(subject: string): ReportedProblem | undefined {
		return this.problems.get(subject);
	}

	set(subject: string, problem: ReportedProblem | undefined): void {
		if (problem === undefined) this.problems.delete(subject);
		else this.problems.set(subject, problem);
	}

	forget(): void {
		this.problems.clear();
	}

	/** Returns the problems as one text (JSON), because n8n wraps every object in its static data in a proxy. */
	stored(): string {
		const problems = Object.fromEntries(this.problems);
		const isEmpty = this.problems.size === 0 && this.restartedAt === 0;
		return isEmpty ? '' : JSON.stringify({ problems, restartedAt: this.restartedAt });
	}

	/** @param text the result of {@link stored}, or any value if a user edited the workflow */
	load(text: unknown): void {
		const { problems = {}, restartedAt = 0 } = readStored(storedProblems, text) ?? {};
		this.restartedAt = Math.max(this.restartedAt, restartedAt);
		this.problems = new Map([...Object.entries(problems), ...this.problems]);
	}
}

const problemsByTrigger = createScopedCache<ReportedProblems>();

export const findReportedProblems = (trigger: TriggerName): ReportedProblems =>
	problemsByTrigger.getOr(triggerKey(trigger), () => new ReportedProblems());

export function loadReportedProblems(
	trigger: TriggerName,
	context: WithStaticData,
	isNew: boolean,
): void {
	const problems = findReportedProblems(trigger);
	problems.load(openStaticData(context).get('problems', trigger.suffix));
	if (isNew) problems.forget();
}

export const problemsEntry = (trigger: TriggerName) =>
	entriesFor(trigger.suffix, { problems: findReportedProblems(trigger).stored() });
