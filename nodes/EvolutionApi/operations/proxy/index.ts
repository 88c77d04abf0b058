import type { Resource } from '../../core/table/operation';
import { get } from './get';
import { update } from './update';

export const proxy: Resource = {
	name: 'Proxy',
	value: 'proxy',
	description: 'The proxy through which an instance reaches WhatsApp',
	operations: [get, update],
};
