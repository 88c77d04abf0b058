import { jsonParse } from 'n8n-workflow';

import { isRecord, asRecord, numberOrNull } from '../../core/values/answer';
import { createScopedCache } from './scopedCache';
import { entriesFor, openStaticData, type WithStaticData } from './staticData';
import { triggerKey, type TriggerName } from './takenEvents';

// Which problems were reported to a workflow and are not over: in the memory of the process, and in the static data,
// so that a restart of n8n tells nothing again.

/** A problem that the workflow knows of. */
export interface ReportedProblem {
	/** Its name. */
	readonly problem: string;
	/** Unix ms, by our clock. */
	readonly since: number;
	/** When it was reported to the workflow, Unix ms, by our clock. */
	readonly reportedAt: number;
	/** What was done about it, in plain words. */
	readonly done?: string;
}

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
		if (typeof text !== 'string') return;
		const { reported, restartedAt } = asRecord(jsonParse(text, { fallbackValue: {} }));
		this.restartedAt = Math.max(this.restartedAt, numberOrNull(restartedAt) ?? 0);
		for (const [subject, entry] of Object.entries(asRecord(reported))) {
			const since = isRecord(entry) ? numberOrNull(entry.since) : null;
			if (!isRecord(entry) || since === null || this.reported.has(subject)) continue;
			const done = typeof entry.done === 'string' ? entry.done : undefined;
			const reportedAt = numberOrNull(entry.reportedAt) ?? since;
			this.reported.set(subject, { problem: String(entry.problem), since, reportedAt, done });
		}
	}
}

/** By trigger. */
const knownProblems = createScopedCache<ReportedProblems>();

export function findReportedProblems(trigger: TriggerName): ReportedProblems {
	const key = triggerKey(trigger);
	const reported = knownProblems.get(key) ?? new ReportedProblems();
	knownProblems.set(key, reported);
	return reported;
}

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
export const toldProblemsEntry = (trigger: TriggerName) =>
	entriesFor(trigger.suffix, { problems: findReportedProblems(trigger).stored() });

// What *No Reply* has reported, and what has ended a silence without a trace in the server's store: in the memory of the
// process, and in the static data. Which chats are silent is in the store, so a single time says what was reported.

/** Of more chats, the one whose end is the oldest is forgotten. */
const MOST_ENDED = 1_000;
/** The longest silence and a day. */
const ENDED_MS = 15 * 24 * 3_600_000;

export class SilenceMemory {
	/** Grows with every end of a silence. */
	changes = 0;
	/** All that was due by then is done, by the clock of messages, Unix ms; undefined while that is not known. */
	doneUpTo?: number;
	/** By name of the chat: what was sent until then waits for no answer, Unix ms. */
	private readonly ended = new Map<string, number>();

	/** @param names of the chat @param until a later one, or one after it, replaces this */
	end(names: readonly string[], until: number): void {
		this.changes++;
		for (const name of names) {
			this.ended.delete(name);
			this.ended.set(name, until);
		}
		this.shrink();
	}

	/** Unix ms; 0 if nothing has ended one. */
	endedAt(names: readonly string[]): number {
		return Math.max(0, ...names.map((name) => this.ended.get(name) ?? 0));
	}

	/** As one text, because n8n wraps every object in its static data. */
	stored(now: number): string {
		const ended = [...this.ended].filter(([, until]) => until > now - ENDED_MS);
		return JSON.stringify({ doneUpTo: this.doneUpTo, ended });
	}

	/** @param text that {@link stored} has given, or anything that somebody has written there */
	load(text: unknown): void {
		if (typeof text !== 'string') return;
		const { doneUpTo, ended } = asRecord(jsonParse(text, { fallbackValue: {} }));
		const known = Math.max(this.doneUpTo ?? 0, numberOrNull(doneUpTo) ?? 0);
		if (known > 0) this.doneUpTo = known;
		for (const entry of Array.isArray(ended) ? ended : []) {
			const [name, until]: unknown[] = Array.isArray(entry) ? entry : [];
			if (typeof name !== 'string' || typeof until !== 'number' || this.ended.has(name)) continue;
			this.ended.set(name, until);
		}
		this.shrink();
	}

	private shrink(): void {
		for (const name of this.ended.keys()) {
			if (this.ended.size <= MOST_ENDED) return;
			this.ended.delete(name);
		}
	}
}

/** By trigger. */
const knownSilences = createScopedCache<SilenceMemory>();

export function findSilenceMemory(trigger: TriggerName): SilenceMemory {
	const key = triggerKey(trigger);
	const memory = knownSilences.get(key) ?? new SilenceMemory();
	knownSilences.set(key, memory);
	return memory;
}

/**
 * When trigger() starts.
 * @param isNew somebody has just switched the workflow on: what was due before that is nobody's business
 * @param now by the clock of messages, Unix ms
 */
export function loadSilences(
	trigger: TriggerName,
	context: WithStaticData,
	{ isNew, now }: { readonly isNew: boolean; readonly now: number },
): void {
	const memory = findSilenceMemory(trigger);
	const stored = openStaticData(context);
	memory.load(stored.get('silences', trigger.suffix));
	if (isNew || memory.doneUpTo === undefined) memory.doneUpTo = now;
	stored.put(silencesEntry(trigger));
}

/** For the static data. */
export const silencesEntry = (trigger: TriggerName) =>
	entriesFor(trigger.suffix, { silences: findSilenceMemory(trigger).stored(Date.now()) });
