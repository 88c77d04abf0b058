import type { Resource } from '../../core/table/operation';
import { addGroups } from './addGroups';
import { create } from './create';
import { removeGroups } from './removeGroups';

export const community: Resource = {
	name: 'Community',
	value: 'community',
	description: 'Create communities, and choose their groups',
	operations: [addGroups, create, removeGroups],
};
