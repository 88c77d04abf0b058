import type { Resource } from '../../core/table/operation';
import { get } from './get';
import { update } from './update';

export const proxy: Resource = {
	name: 'Proxy',
	value: 'proxy',
	description: 'Set the proxy through which an instance connects to WhatsApp',
	operations: [get, update],
};
