import type { IExecuteFunctions } from 'n8n-workflow';

import { isRecord } from '../answer';
import type { Operation } from '../operation';
import { readParameter } from '../parameters';

/** What *Pacing* says, not checked yet: the first item's. @returns undefined where it is empty */
export function givenPacing(
	context: IExecuteFunctions,
	{ fields }: Operation,
): Record<string, unknown> | undefined {
	const field = fields.find(({ name }) => name === 'pacing');
	const entered = field && readParameter(context, 'pacing', 0);
	// What was typed for another operation stays in the node, although this one does not show it.
	const given = Object.entries(isRecord(entered) ? entered : {}).filter(([part]) =>
		field?.options?.some(({ name }) => name === part),
	);
	return given.length === 0 ? undefined : Object.fromEntries(given);
}
