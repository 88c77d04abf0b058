import type { Resource } from '../../core/table/operation';
import { connect } from './connect';
import { create } from './create';
import { deleteInstance } from './delete';
import { getConnectionState } from './getConnectionState';
import { getMany } from './getMany';
import { logout } from './logout';
import { restart } from './restart';
import { setPresence } from './setPresence';

export const instance: Resource = {
	name: 'Instance',
	value: 'instance',
	description: 'Manage the WhatsApp accounts of the server',
	operations: [
		connect,
		create,
		deleteInstance,
		getConnectionState,
		getMany,
		logout,
		restart,
		setPresence,
	],
};
