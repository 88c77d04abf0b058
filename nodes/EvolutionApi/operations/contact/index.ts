import type { Resource } from '../../core/operation';
import { checkNumbers } from './checkNumbers';

export const contact: Resource = {
	name: 'Contact',
	value: 'contact',
	description: 'Look up, check and block people',
	operations: [checkNumbers],
};
