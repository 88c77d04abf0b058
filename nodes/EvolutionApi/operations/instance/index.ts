import type { Resource } from '../../core/table/operation';
import { connect, getConnectionState, logout, restart, setPresence } from './connection';
import { create } from './create';
import { deleteInstance, getMany } from './instances';

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
