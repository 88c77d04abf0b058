import type { Route } from '../../core/types';
import { connect } from './connect';
import { connectionState } from './connectionState';
import { create } from './create';
import { deleteInstance } from './delete';
import { fetchInstances } from './fetchInstances';
import { logout } from './logout';
import { restart } from './restart';
import { setPresence } from './setPresence';

export const instanceRoutes: Route[] = [
	create,
	connect,
	connectionState,
	deleteInstance,
	fetchInstances,
	logout,
	restart,
	setPresence,
];
