import type { Resource } from '../../core/table/operation';
import { get } from './get';
import { update } from './update';

export const chatwoot: Resource = {
	name: 'Chatwoot',
	value: 'chatwoot',
	description: 'Connect an instance to the support desk Chatwoot',
	operations: [get, update],
};
