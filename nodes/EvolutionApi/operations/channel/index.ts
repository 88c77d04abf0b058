import type { Resource } from '../../core/table/operation';
import { create } from './create';
import { get } from './get';
import { getByInvite } from './getByInvite';
import { getMany } from './getMany';
import { getMessages } from './getMessages';
import { subscribe } from './subscribe';

export const channel: Resource = {
	name: 'Channel',
	value: 'channel',
	description: 'Manage channels (newsletters) and read their posts',
	operations: [getMany, get, getByInvite, getMessages, subscribe, create],
};
