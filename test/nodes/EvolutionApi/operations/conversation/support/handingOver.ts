import type { IDataObject } from 'n8n-workflow';

import type { Simulator } from '../../../../../../simulator/server';
import type { OperationRun } from '../../../../../support/run';
import { arrived } from '../../../../../support/simulator';
import { ANA } from '../../../trigger/support/happenings';

// Hands over Ana's chat on any server. A team is notified with a message.

export const TEAM = '5511977776666';
export const SOON = 'Somebody will answer you soon.';

/** Returns a run of *Conversation → Hand Over to Human* for Ana's chat. */
export const handOverOf = (values: IDataObject, more: Partial<OperationRun> = {}) => ({
	resource: 'conversation',
	operation: 'handOverToHuman',
	...more,
	values: {
		chatSource: 'specific',
		recipient: ANA,
		notify: TEAM,
		messageToCustomer: SOON,
		...values,
	},
});

/** Returns the bodies of the requests on this route, which send messages. */
export const sentThrough = (simulator: Simulator, route: string): IDataObject[] =>
	arrived(simulator)
		.filter(({ path }) => path.includes(route))
		.map(({ body }) => body as IDataObject);
