import { type IBinaryKeyData, type IDataObject, type INodeExecutionData } from 'n8n-workflow';

import { fetchQrPicture } from '../server/ask/instances';
import { retry } from '../core/concurrency/retry';
import { HEALTH_ALERT } from '../fields/events';
import type { ActiveTrigger } from '../trigger/active/activeTrigger';
import { nameOfInstance } from '../trigger/active/activeTriggers';
import { findReportedProblems, type ReportedProblem } from '../trigger/memory/reportedProblems';
import { emitOnce } from '../trigger/inbox/emit';
import { saveSoon } from '../trigger/active/saveTaken';
import { isProblemName, getKind, type Problem, type ProblemName, type Subject } from './findings';

/** Starts the workflow with a problem that hasn't been reported to it yet. Never throws. @param since Unix ms */
export function reportBeginning(trigger: ActiveTrigger, problem: Problem, since: number): void {
	const { problem: name, done, found } = problem;
	const { subject, needsPerson } = getKind(name);
	const reports = findReportedProblems(trigger);
	const report = reports.get(subject);
	const isNews = report === undefined || (needsPerson === true && report.problem !== name);
	if (!isNews) {
		if (done !== undefined && report.done === undefined) reports.set(subject, { ...report, done });
		return;
	}
	reports.set(subject, { problem: name, since, reportedAt: Date.now(), done });
	const { context } = trigger;
	const repair = done === undefined ? '' : `. ${done}`;
	context.logger.warn(`Something is wrong with "${nameOfInstance(trigger)}": ${found}${repair}`);
	const json = beginningItem(trigger, problem, since);
	if (name !== 'loggedOut' || trigger.settings.options.downloadMedia === undefined)
		startWith(trigger, { json });
	else void newQrCode(trigger).then((binary) => startWith(trigger, { json, binary }));
}

/** Starts the workflow when a problem that it knows of is over. Never throws. */
export function reportEnd(trigger: ActiveTrigger, subject: Subject): void {
	const reports = findReportedProblems(trigger);
	const report = reports.get(subject);
	if (report === undefined) return;
	reports.set(subject, undefined);
	// A later version of the node may have stored a problem that this one doesn't know.
	if (isProblemName(report.problem))
		startWith(trigger, { json: endItem(trigger, report.problem, report) }, report.reportedAt);
}

/**
 * Starts the workflow. @param reportedAt for an end, the time when the beginning was reported. With it, n8n itself starts only
 * one execution, even if n8n stops before the end is stored.
 */
function startWith(trigger: ActiveTrigger, item: INodeExecutionData, reportedAt?: number): void {
	try {
		// A problem may be reported again with the same `since`, and then needs another ID for its end.
		const eventId = String(item.json.eventId) + (reportedAt === undefined ? '' : `/${reportedAt}`);
		void emitOnce(trigger, { eventId, sentAt: reportedAt }, healthOutputs(trigger, item));
	} catch (error) {
		const cause = error instanceof Error ? error.message : '';
		trigger.context.logger.warn('Health Alert could not start the workflow', { cause });
	}
	saveSoon(trigger, 0);
}

const toIso = (time: number) => new Date(time).toISOString();

/** Makes the item for the beginning of a problem. @param since Unix ms */
function beginningItem(trigger: ActiveTrigger, problem: Problem, since: number): IDataObject {
	const { problem: name, status, found, whatToDo = null, done = null } = problem;
	return {
		...about(trigger, name, since),
		isOver: false,
		severity: status,
		found,
		whatToDo,
		until: null,
		recovered: false,
		done,
		...rest(alertKey(name, since)),
	};
}

/** Makes the item for the end of a problem. */
function endItem(
	trigger: ActiveTrigger,
	name: ProblemName,
	{ since, done }: ReportedProblem,
): IDataObject {
	return {
		...about(trigger, name, since),
		isOver: true,
		severity: 'ok',
		found: getKind(name).over,
		whatToDo: null,
		until: toIso(Date.now()),
		recovered: done !== undefined,
		done: done ?? null,
		...rest(`${alertKey(name, since)}/over`),
	};
}

const about = (trigger: ActiveTrigger, name: ProblemName, since: number) => ({
	kind: 'healthAlert',
	problem: name,
	instance: nameOfInstance(trigger),
	since: toIso(since),
});

const alertKey = (name: ProblemName, since: number) => `${name}/${since}`;

const rest = (eventId: string) => ({ timestamp: toIso(Date.now()), event: 'healthAlert', eventId });

/** Puts the item on the output for *Health Alert*, or on the only output. */
function healthOutputs(
	{ settings: { options, events } }: ActiveTrigger,
	item: INodeExecutionData,
): INodeExecutionData[][] {
	if (!options.separateOutputs) return [[item]];
	return events.map((name) => (name === HEALTH_ALERT.value ? [item] : []));
}

/** Maximum attempts to read a QR code, which the server only makes a moment after the first request. */
const TRIES = 4;
const QR_CODE_PAUSE_MS = 1_500;

/** Returns the picture of a new QR code as a file for an item. This makes the instance connect. Never throws. */
async function newQrCode(trigger: ActiveTrigger): Promise<IBinaryKeyData | undefined> {
	const { context, instance, settings } = trigger;
	try {
		const base64 = await retry(async () => await fetchQrPicture(trigger), {
			attempts: TRIES,
			delay: () => QR_CODE_PAUSE_MS,
			isRetryable: (picture) => picture === undefined,
		});
		if (base64 === undefined) return undefined;
		const name = settings.options.downloadMedia?.outputField ?? 'data';
		const picture = Buffer.from(base64, 'base64');
		const { prepareBinaryData } = context.helpers;
		return { [name]: await prepareBinaryData(picture, 'qr-code.png', 'image/png') };
	} catch (error) {
		const cause = error instanceof Error ? error.message : '';
		context.logger.warn(`There is no new QR code for "${instance}"`, { cause });
	}
	return undefined;
}
