import { DateTime } from 'luxon';

import { hasActiveTriggers } from '../trigger/active/activeTriggers';
import { findStoreTrouble } from '../trigger/start/unstored';
import { counted, fine, notChecked, wrong, type Check, type Finding } from './check';

const WHAT_TO_DO =
	"Look at n8n's own database: is it locked (a backup, a VACUUM), is its disk full, does PostgreSQL run? The messages of this time start their workflows when it is back.";

/** Whether n8n stores the executions that triggers of this process start. @param timezone in which the time is told */
export function executionsFinding(timezone: string): Finding {
	const trouble = findStoreTrouble();
	if (trouble === undefined) return fine('n8n stores executions');
	const since = DateTime.fromMillis(trouble.since, { zone: timezone }).toFormat('HH:mm');
	return {
		...wrong(
			`n8n could not store ${counted(trouble.count, 'execution')} since ${since}`,
			WHAT_TO_DO,
		),
		problem: 'executionsNotStored',
		since: trouble.since,
	};
}

const NOT_HERE =
	'no workflow with the trigger runs in this process of n8n, and only such a process knows whether executions are stored';

/** In queue mode a worker knows only what it has tried itself. */
export const executionsCheck: Check = {
	name: 'Executions',
	needs: [],
	look: ({ context }) =>
		hasActiveTriggers() || findStoreTrouble() !== undefined
			? executionsFinding(context.getTimezone())
			: notChecked(NOT_HERE, 'The event Health Alert of the trigger tells it.'),
};
