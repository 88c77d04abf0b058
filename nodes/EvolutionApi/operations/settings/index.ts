import type { Resource } from '../../core/table/operation';
import { get } from './get';
import { update } from './update';

export const settings: Resource = {
	name: 'Settings',
	value: 'settings',
	description: 'Change how an instance handles calls, groups, read receipts and history',
	operations: [get, update],
};
