import type { Resource } from '../../table/operation';
import { connect, getConnectionState, logout, restart, setPresence } from './connection';
import { createInstance } from './create';
import { deleteInstance, getManyInstances } from './instances';

export const instance: Resource = {
	name: 'Instance',
	value: 'instance',
	description: 'Manage the WhatsApp accounts of the server',
	operations: [
		connect,
		createInstance,
		deleteInstance,
		getConnectionState,
		getManyInstances,
		logout,
		restart,
		setPresence,
	],
};
