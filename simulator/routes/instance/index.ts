import type { Route } from '../../core/types';
import { connect } from './connect';
import { connectionState } from './connectionState';
import { createInstance } from './create';
import { deleteInstance } from './delete';
import { fetchInstances } from './fetchInstances';
import { logout } from './logout';
import { restart } from './restart';
import { setPresence } from './setPresence';

export const instanceRoutes: Route[] = [
	createInstance,
	connect,
	connectionState,
	deleteInstance,
	fetchInstances,
	logout,
	restart,
	setPresence,
];
