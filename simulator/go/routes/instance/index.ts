import type { GoRoute } from '../../core/route';
import { getAdvancedSettings, setAdvancedSettings } from './advancedSettings';
import { connect } from './connect';
import { createInstance } from './create';
import { deleteInstance, disconnect, logout, reconnectRoute } from './end';
import { forceReconnect } from './force';
import { all, instanceInfo } from './list';
import { logs } from './logs';
import { pair } from './pair';
import { deleteProxy, setProxy } from './proxy';
import { qr } from './qr';
import { status } from './status';

export const instanceGoRoutes: GoRoute[] = [
	createInstance,
	all,
	instanceInfo,
	deleteInstance,
	setProxy,
	deleteProxy,
	forceReconnect,
	logs,
	connect,
	status,
	qr,
	pair,
	disconnect,
	reconnectRoute,
	logout,
	getAdvancedSettings,
	setAdvancedSettings,
];
