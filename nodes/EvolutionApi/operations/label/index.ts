import type { Resource } from '../../core/table/operation';
import { add } from './add';
import { getMany } from './getMany';
import { remove } from './remove';

export const label: Resource = {
	name: 'Label',
	value: 'label',
	description: 'Put labels of the WhatsApp Business app on chats',
	operations: [add, getMany, remove],
};
