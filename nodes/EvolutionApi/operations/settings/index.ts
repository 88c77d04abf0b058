import type { Resource } from '../../core/table/operation';
import { get } from './get';
import { update } from './update';

export const settings: Resource = {
	name: 'Settings',
	value: 'settings',
	description: 'How an instance behaves: calls, groups, read receipts, history',
	operations: [get, update],
};
