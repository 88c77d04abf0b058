import type { INodeExecutionData } from 'n8n-workflow';

import type { ActiveTrigger } from '../active/activeTrigger';
import { nameOfInstance } from '../active/instanceName';
import { toldProblemsOf } from '../memory/toldProblems';
import { emitOnce } from '../save/emitOnce';
import { saveSoon } from '../save/saveTaken';
import { beginningItem, endItem, healthOutputs } from './healthItem';
import { newQrCode } from './newQrCode';
import { isProblemName, kindOf, type Problem, type Subject } from './problems';

/** Starts the workflow with a problem, unless it knows of it. Never throws. @param since Unix ms */
export function tellBeginning(trigger: ActiveTrigger, problem: Problem, since: number): void {
	const { name, done, finding } = problem;
	const { subject, needsPerson } = kindOf(name);
	const told = toldProblemsOf(trigger);
	const known = told.get(subject);
	const isNews = known === undefined || (needsPerson === true && known.problem !== name);
	if (!isNews) {
		if (done !== undefined && known.done === undefined) told.set(subject, { ...known, done });
		return;
	}
	told.set(subject, { problem: name, since, toldAt: Date.now(), done });
	const { context } = trigger;
	const healed = done === undefined ? '' : `. ${done}`;
	context.logger.warn(
		`Something is wrong with "${nameOfInstance(trigger)}": ${finding.found}${healed}`,
	);
	const json = beginningItem(trigger, problem, since);
	if (name !== 'loggedOut' || trigger.settings.options.downloadMedia === undefined)
		start(trigger, { json });
	else void newQrCode(trigger).then((binary) => start(trigger, { json, binary }));
}

/** Starts the workflow when a problem that it knows of is over. Never throws. */
export function tellEnd(trigger: ActiveTrigger, subject: Subject): void {
	const told = toldProblemsOf(trigger);
	const known = told.get(subject);
	if (known === undefined) return;
	told.set(subject, undefined);
	// A later version may have stored a name that this one does not have.
	if (isProblemName(known.problem))
		start(trigger, { json: endItem(trigger, known.problem, known) }, known.toldAt);
}

/**
 * @param toldAt of an end: when its beginning was told. n8n itself then starts one execution only, also where it ends before
 * it is stored that this was told.
 */
function start(trigger: ActiveTrigger, item: INodeExecutionData, toldAt?: number): void {
	try {
		// Of the same moment a server may tell twice, and that is told twice.
		const eventId = String(item.json.eventId) + (toldAt === undefined ? '' : `/${toldAt}`);
		void emitOnce(trigger, { eventId, sentAt: toldAt }, healthOutputs(trigger, item));
	} catch (error) {
		const cause = error instanceof Error ? error.message : '';
		trigger.context.logger.warn('Health Alert could not start the workflow', { cause });
	}
	saveSoon(trigger, 0);
}
