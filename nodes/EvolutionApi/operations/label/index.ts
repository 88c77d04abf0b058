import type { Resource } from '../../core/table/operation';
import { add } from './add';
import { getMany } from './getMany';
import { remove } from './remove';

export const label: Resource = {
	name: 'Label',
	value: 'label',
	description: 'Add labels of the WhatsApp Business app to chats',
	operations: [add, getMany, remove],
};
