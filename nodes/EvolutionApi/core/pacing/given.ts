import type { IExecuteFunctions } from 'n8n-workflow';

import { readParameter } from '../input/parameters';
import { isRecord } from '../server/answer';
import type { Operation } from '../table/operation';

interface GivenSending {
	/** *Recipients at Once*. */
	readonly atOnce: unknown;
	/** The rest, with which one message is sent after the other; undefined where there is nothing of it. */
	readonly paced: Record<string, unknown> | undefined;
}

/** What *Sending* says, not checked yet: the first item's. */
export function givenSending(context: IExecuteFunctions, { fields }: Operation): GivenSending {
	const field = fields.find(({ name }) => name === 'pacing');
	const entered = field && readParameter(context, 'pacing', 0);
	// What was typed for another operation stays in the node, although this one does not show it.
	const given = Object.entries(isRecord(entered) ? entered : {}).filter(([part]) =>
		field?.options?.some(({ name }) => name === part),
	);
	const { recipientsAtOnce: atOnce, ...paced } = Object.fromEntries(given);
	return { atOnce, paced: Object.keys(paced).length === 0 ? undefined : paced };
}
