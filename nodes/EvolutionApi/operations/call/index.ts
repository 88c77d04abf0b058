import type { Resource } from '../../core/table/operation';
import { reject } from './reject';

export const call: Resource = {
	name: 'Call',
	value: 'call',
	description: 'Reject calls (Evolution Go)',
	operations: [reject],
};
