import type { Json } from '../../core/data';
import type { Instance } from '../../state/instance';
import { goOf, isLoggedIn } from './goInstance';

export interface AdvancedSettings {
	alwaysOnline: boolean;
	rejectCall: boolean;
	msgRejectCall: string;
	readMessages: boolean;
	ignoreGroups: boolean;
	ignoreStatus: boolean;
}

export const advancedStruct = {
	name: 'AdvancedSettings',
	fields: {
		alwaysOnline: 'bool',
		rejectCall: 'bool',
		msgRejectCall: 'string',
		readMessages: 'bool',
		ignoreGroups: 'bool',
		ignoreStatus: 'bool',
	},
} as const;

export const settingsFrom = (settings: AdvancedSettings): Json => ({
	alwaysOnline: settings.alwaysOnline,
	rejectCall: settings.rejectCall,
	msgCall: settings.msgRejectCall,
	readMessages: settings.readMessages,
	groupsIgnore: settings.ignoreGroups,
	ignoreStatus: settings.ignoreStatus,
});

export const advancedOf = ({ settings }: Instance): AdvancedSettings => ({
	alwaysOnline: settings.alwaysOnline === true,
	rejectCall: settings.rejectCall === true,
	msgRejectCall: String(settings.msgCall ?? ''),
	readMessages: settings.readMessages === true,
	ignoreGroups: settings.groupsIgnore === true,
	ignoreStatus: settings.ignoreStatus === true,
});

export function instanceView(instance: Instance, proxy = ''): Json {
	const go = goOf(instance);
	const { row } = go;
	const qr = instance.qr ? `${instance.qr.base64}|${instance.qr.code}` : '';
	return {
		id: instance.id,
		name: instance.name,
		token: instance.token,
		webhook: row.webhook,
		rabbitmqEnable: row.rabbitmqEnable,
		websocketEnable: row.websocketEnable,
		natsEnable: row.natsEnable,
		jid: row.jid,
		qrcode: qr,
		connected: isLoggedIn(instance, go),
		expiration: 0,
		disconnect_reason: row.disconnectReason,
		events: row.events,
		os_name: 'Evolution GO',
		proxy,
		client_name: 'evolution',
		createdAt: go.createdAt,
		...advancedOf(instance),
	};
}
