import type { IBinaryKeyData, IDataObject, INodeExecutionData } from 'n8n-workflow';

import { fetchQrPicture } from '../server/ask/instances';
import { retry } from '../core/concurrency/retry';
import { HEALTH_ALERT } from '../fields/events';
import type { ActiveTrigger } from '../trigger/active/activeTrigger';
import { nameOfInstance } from '../trigger/active/activeTriggers';
import { findReportedProblems } from '../trigger/memory/reportedProblems';
import { emitOnce } from '../trigger/inbox/emit';
import { saveSoon } from '../trigger/active/saveTaken';
import { isProblemName, getKind, type Problem, type ProblemName, type Subject } from './findings';

/** Never throws. @param since when the problem began, Unix ms */
export function reportBeginning(trigger: ActiveTrigger, problem: Problem, since: number): void {
	const { problem: name, status, details, whatToDo = null, repair } = problem;
	const { subject, needsPerson } = getKind(name);
	const reports = findReportedProblems(trigger);
	const report = reports.get(subject);
	const isNews = report === undefined || (needsPerson === true && report.problem !== name);
	if (!isNews) {
		if (repair !== undefined && report.repair === undefined)
			reports.set(subject, { ...report, repair });
		return;
	}
	reports.set(subject, { problem: name, since, reportedAt: Date.now(), repair });
	const repairNote = repair === undefined ? '' : `. ${repair}`;
	trigger.context.logger.warn(
		`Something is wrong with "${nameOfInstance(trigger)}": ${details}${repairNote}`,
	);
	const json = makeItem(trigger, name, since, {
		isOver: false,
		severity: status,
		details,
		whatToDo,
		until: null,
		recovered: false,
		repair: repair ?? null,
	});
	if (name !== 'loggedOut' || trigger.settings.options.downloadMedia === undefined)
		startWith(trigger, { json });
	else void newQrCode(trigger).then((binary) => startWith(trigger, { json, binary }));
}

/** Never throws. */
export function reportEnd(trigger: ActiveTrigger, subject: Subject): void {
	const reports = findReportedProblems(trigger);
	const report = reports.get(subject);
	if (report === undefined) return;
	reports.set(subject, undefined);
	const { problem: name, since, reportedAt, repair } = report;
	// A later version of the node may have stored a problem that this one doesn't know.
	if (!isProblemName(name)) return;
	const json = makeItem(trigger, name, since, {
		isOver: true,
		severity: 'ok',
		details: getKind(name).over,
		whatToDo: null,
		until: toIso(Date.now()),
		recovered: repair !== undefined,
		repair: repair ?? null,
	});
	startWith(trigger, { json }, reportedAt);
}

const toIso = (time: number) => new Date(time).toISOString();

/** @param since when the problem began, Unix ms */
const makeItem = (
	trigger: ActiveTrigger,
	name: ProblemName,
	since: number,
	report: IDataObject & { readonly isOver: boolean },
): IDataObject => ({
	kind: 'healthAlert',
	problem: name,
	instance: nameOfInstance(trigger),
	since: toIso(since),
	...report,
	timestamp: toIso(Date.now()),
	event: 'healthAlert',
	eventId: `${name}/${since}${report.isOver ? '/over' : ''}`,
});

/** @param reportedAt Unix ms when the problem's beginning was reported; only given if `item` reports the problem's end */
function startWith(trigger: ActiveTrigger, item: INodeExecutionData, reportedAt?: number): void {
	try {
		// If the same problem was reported twice, the event IDs of its two ends differ only in `reportedAt`.
		const eventId = String(item.json.eventId) + (reportedAt === undefined ? '' : `/${reportedAt}`);
		emitOnce(trigger, { eventId, sentAt: reportedAt }, healthOutputs(trigger, item));
	} catch (error) {
		const cause = error instanceof Error ? error.message : '';
		trigger.context.logger.warn('Health Alert could not start the workflow', { cause });
	}
	saveSoon(trigger, 0);
}

function healthOutputs(
	{ settings: { options, events } }: ActiveTrigger,
	item: INodeExecutionData,
): INodeExecutionData[][] {
	if (!options.separateOutputs) return [[item]];
	return events.map((name) => (name === HEALTH_ALERT.value ? [item] : []));
}

/** Fetching the QR code makes the instance connect. Never throws. */
async function newQrCode(trigger: ActiveTrigger): Promise<IBinaryKeyData | undefined> {
	const { context, instance, settings } = trigger;
	try {
		// The server only makes the QR code a moment after the first request.
		const base64 = await retry(async () => await fetchQrPicture(trigger), {
			attempts: 4,
			delay: () => 1_500,
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
		return undefined;
	}
}
