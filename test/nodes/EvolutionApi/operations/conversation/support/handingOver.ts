import type { IDataObject } from 'n8n-workflow';

import type { Simulator } from '../../../../../../simulator/server';
import type { OperationRun } from '../../../../../support/run';
import { arrived } from '../../../../../support/simulator';
import { ANA } from '../../../trigger/support/happenings';

export const TEAM = '5511977776666';
export const SOON = 'Somebody will answer you soon.';

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

export const sentThrough = (simulator: Simulator, route: string): IDataObject[] =>
	arrived(simulator)
		.filter(({ path }) => path.includes(route))
		.map(({ body }) => body as IDataObject);
