import type { Resource } from '../../core/table/operation';
import { get } from './get';
import { getListeners } from './getListeners';
import { repairTrigger } from './repairTrigger';
import { update } from './update';

export const webhook: Resource = {
	name: 'Webhook',
	value: 'webhook',
	description: 'Where the server sends the events of an instance',
	operations: [get, getListeners, repairTrigger, update],
};
