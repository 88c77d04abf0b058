import type { IDataObject } from 'n8n-workflow';

import type { Simulator } from '../../../../../../simulator/server';
import type { OperationRun } from '../../../../../support/run';
import { arrived } from '../../../../../support/simulator';
import { ANA } from '../../../trigger/support/happenings';

// A chat to hand over, on any server: Ana's, to a team that gets a message.

export const TEAM = '5511977776666';
export const SOON = 'Somebody will answer you soon.';

/** *Conversation → Hand Over to Human* of the chat of Ana. */
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

/** The bodies of the messages that the server was to send. */
export const sentThrough = (simulator: Simulator, route: string): IDataObject[] =>
	arrived(simulator)
		.filter(({ path }) => path.includes(route))
		.map(({ body }) => body as IDataObject);
