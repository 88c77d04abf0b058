import { z } from 'zod';

import { createScopedCache } from './scopedCache';
import { entriesFor, openStaticData, readStored, type WithStaticData } from './staticData';
import { triggerKey, type TriggerName } from './seenEvents';

// Which problems were reported to a workflow and are not over: in the memory of the process, and in the static data,
// so that a restart of n8n tells nothing again.

/** A problem that the workflow knows of. */
const reportedProblem = z.object({
	/** Its name. */
	problem: z.string(),
	/** Unix ms, by our clock. */
	since: z.number(),
	/** When it was reported to the workflow, Unix ms, by our clock. */
	reportedAt: z.number(),
	/** What was done about it, in plain words. */
	done: z.string().optional(),
});

export type ReportedProblem = Readonly<z.output<typeof reportedProblem>>;

const storedProblems = z.object({
	reported: z.record(z.string(), reportedProblem),
	restartedAt: z.number(),
});

export class ReportedProblems {
	/** By what they are about. */
	private readonly reported = new Map<string, ReportedProblem>();
	/** When the instance was restarted to heal it, Unix ms; 0 for never. */
	restartedAt = 0;

	get(subject: string): ReportedProblem | undefined {
		return this.reported.get(subject);
	}

	/** @param problem undefined: it is over */
	set(subject: string, problem: ReportedProblem | undefined): void {
		if (problem === undefined) this.reported.delete(subject);
		else this.reported.set(subject, problem);
	}

	noteRestart(): void {
		this.restartedAt = Date.now();
	}

	/** When somebody switches the workflow on: what is wrong then is news. */
	forget(): void {
		this.reported.clear();
	}

	/** As one text, because n8n wraps every object in its static data. */
	stored(): string {
		const reported = Object.fromEntries(this.reported);
		const isEmpty = this.reported.size === 0 && this.restartedAt === 0;
		return isEmpty ? '' : JSON.stringify({ reported, restartedAt: this.restartedAt });
	}

	/** @param text that {@link stored} has given, or anything that somebody has written there */
	load(text: unknown): void {
		const { reported = {}, restartedAt = 0 } = readStored(storedProblems, text) ?? {};
		this.restartedAt = Math.max(this.restartedAt, restartedAt);
		for (const [subject, problem] of Object.entries(reported))
			if (!this.reported.has(subject)) this.reported.set(subject, problem);
	}
}

/** By trigger. */
const knownProblems = createScopedCache<ReportedProblems>();

export const findReportedProblems = (trigger: TriggerName): ReportedProblems =>
	knownProblems.getOr(triggerKey(trigger), () => new ReportedProblems());

/** When trigger() starts. @param isNew somebody has just switched the workflow on */
export function loadReportedProblems(
	trigger: TriggerName,
	context: WithStaticData,
	isNew: boolean,
): void {
	const reported = findReportedProblems(trigger);
	reported.load(openStaticData(context).get('problems', trigger.suffix));
	if (isNew) reported.forget();
}

/** For the static data. */
export const problemsEntry = (trigger: TriggerName) =>
	entriesFor(trigger.suffix, { problems: findReportedProblems(trigger).stored() });
