import { jsonParse } from 'n8n-workflow';

import { isRecord, recordOf, numberOrNull } from '../../core/values/answer';
import { kept } from './kept';
import { entriesFor, staticDataOf, type WithStaticData } from './staticData';
import { triggerKey, type TriggerName } from './takenEvents';

// Which problems a workflow was told of, and that they are not over: in the memory of the process, and in the static data,
// so that a restart of n8n tells nothing again.

/** A problem that the workflow knows of. */
export interface ToldProblem {
	/** Its name. */
	readonly problem: string;
	/** Unix ms, by our clock. */
	readonly since: number;
	/** When the workflow was told, Unix ms, by our clock. */
	readonly toldAt: number;
	/** What was done about it, in plain words. */
	readonly done?: string;
}

export class ToldProblems {
	/** By what they are about. */
	private readonly told = new Map<string, ToldProblem>();
	/** When the instance was restarted to heal it, Unix ms; 0 for never. */
	restartedAt = 0;

	get(subject: string): ToldProblem | undefined {
		return this.told.get(subject);
	}

	/** @param problem undefined: it is over */
	set(subject: string, problem: ToldProblem | undefined): void {
		if (problem === undefined) this.told.delete(subject);
		else this.told.set(subject, problem);
	}

	noteRestart(): void {
		this.restartedAt = Date.now();
	}

	/** When somebody switches the workflow on: what is wrong then is news. */
	forget(): void {
		this.told.clear();
	}

	/** As one text, because n8n wraps every object in its static data. */
	stored(): string {
		const told = Object.fromEntries(this.told);
		const isEmpty = this.told.size === 0 && this.restartedAt === 0;
		return isEmpty ? '' : JSON.stringify({ told, restartedAt: this.restartedAt });
	}

	/** @param text that {@link stored} has given, or anything that somebody has written there */
	load(text: unknown): void {
		if (typeof text !== 'string') return;
		const { told, restartedAt } = recordOf(jsonParse(text, { fallbackValue: {} }));
		this.restartedAt = Math.max(this.restartedAt, numberOrNull(restartedAt) ?? 0);
		for (const [subject, one] of Object.entries(recordOf(told))) {
			const since = isRecord(one) ? numberOrNull(one.since) : null;
			if (!isRecord(one) || since === null || this.told.has(subject)) continue;
			const done = typeof one.done === 'string' ? one.done : undefined;
			const toldAt = numberOrNull(one.toldAt) ?? since;
			this.told.set(subject, { problem: String(one.problem), since, toldAt, done });
		}
	}
}

/** By trigger. */
const known = kept<ToldProblems>();

export function toldProblemsOf(trigger: TriggerName): ToldProblems {
	const key = triggerKey(trigger);
	const told = known.get(key) ?? new ToldProblems();
	known.set(key, told);
	return told;
}

/** When trigger() starts. @param isNew somebody has just switched the workflow on */
export function loadToldProblems(
	trigger: TriggerName,
	context: WithStaticData,
	isNew: boolean,
): void {
	const told = toldProblemsOf(trigger);
	told.load(staticDataOf(context).get('problems', trigger.suffix));
	if (isNew) told.forget();
}

/** For the static data. */
export const toldProblemsEntry = (trigger: TriggerName) =>
	entriesFor(trigger.suffix, { problems: toldProblemsOf(trigger).stored() });
