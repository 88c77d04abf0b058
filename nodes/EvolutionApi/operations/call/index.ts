import type { Resource } from '../../core/table/operation';
import { offer } from './offer';
import { reject } from './reject';

export const call: Resource = {
	name: 'Call',
	value: 'call',
	description: 'Reject calls (Evolution Go), or offer them, which no server supports yet',
	operations: [offer, reject],
};
