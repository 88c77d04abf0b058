import type { Resource } from '../../core/table/operation';
import { request } from './request';

export const apiRequest: Resource = {
	name: 'API Request',
	value: 'apiRequest',
	description: 'Call any route of the server, including those without an operation',
	operations: [request],
};
