import type { Resource } from '../../core/table/operation';
import { send } from './send';

export const status: Resource = {
	name: 'Status (Story)',
	value: 'status',
	description: 'Publish a status for 24 hours',
	operations: [send],
};
