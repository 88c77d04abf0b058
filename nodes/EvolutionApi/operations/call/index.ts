import type { Resource } from '../../core/table/operation';
import { offer } from './offer';

export const call: Resource = {
	name: 'Call',
	value: 'call',
	description: 'Offer calls, which the server does not support yet',
	operations: [offer],
};
