import type { Resource } from '../../core/operation';
import { get } from './get';
import { update } from './update';

export const chatwoot: Resource = {
	name: 'Chatwoot',
	value: 'chatwoot',
	description: 'The connection of an instance to the support desk Chatwoot',
	operations: [get, update],
};
