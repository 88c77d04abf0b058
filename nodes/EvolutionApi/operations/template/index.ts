import type { Resource } from '../../core/table/operation';
import { create } from './create';
import { deleteTemplate } from './delete';
import { getMany } from './getMany';
import { update } from './update';

export const template: Resource = {
	name: 'Template',
	value: 'template',
	description: 'Manage the message templates of a WHATSAPP-BUSINESS instance',
	operations: [create, deleteTemplate, getMany, update],
};
