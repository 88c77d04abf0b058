import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { HEALTH_ALERT } from '../../fields/events';
import type { ActiveTrigger } from '../active/activeTrigger';
import { nameOfInstance } from '../active/instanceName';
import type { ToldProblem } from '../memory/toldProblems';
import { kindOf, type Problem, type ProblemName } from './problems';

const isoOf = (time: number) => new Date(time).toISOString();

/** The item with which a problem begins. @param since Unix ms */
export function beginningItem(
	trigger: ActiveTrigger,
	problem: Problem,
	since: number,
): IDataObject {
	const { name, finding, done } = problem;
	return {
		...about(trigger, name, since),
		isOver: false,
		severity: finding.status,
		found: finding.found,
		whatToDo: finding.whatToDo ?? null,
		until: null,
		recovered: false,
		done: done ?? null,
		...rest(nameOf(name, since)),
	};
}

/** The item that says that it is over. */
export function endItem(
	trigger: ActiveTrigger,
	name: ProblemName,
	{ since, done }: ToldProblem,
): IDataObject {
	return {
		...about(trigger, name, since),
		isOver: true,
		severity: 'ok',
		found: kindOf(name).over,
		whatToDo: null,
		until: isoOf(Date.now()),
		recovered: done !== undefined,
		done: done ?? null,
		...rest(`${nameOf(name, since)}/over`),
	};
}

const about = (trigger: ActiveTrigger, name: ProblemName, since: number) => ({
	kind: 'healthAlert',
	problem: name,
	instance: nameOfInstance(trigger),
	since: isoOf(since),
});

const nameOf = (name: ProblemName, since: number) => `${name}/${since}`;

const rest = (eventId: string) => ({ timestamp: isoOf(Date.now()), event: 'healthAlert', eventId });

/** On the output where it belongs. */
export function healthOutputs(
	{ settings: { options, events } }: ActiveTrigger,
	item: INodeExecutionData,
): INodeExecutionData[][] {
	if (!options.separateOutputs) return [[item]];
	return events.map((name) => (name === HEALTH_ALERT.value ? [item] : []));
}
