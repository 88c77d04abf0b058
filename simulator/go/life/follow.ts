import type { Instance } from '../../state/instance';
import type { State } from '../../state/state';
import {
	endsSession,
	logOutReason,
	tellBanned,
	tellConnected,
	tellLoggedOut,
	tellPaired,
	tellQr,
} from '../events/lifeEvents';
import { tell } from '../events/goEvent';
import { goOf, withNewDevice } from '../state/goInstance';
import { adoptClient, endClient, RECONNECTING, reconnect } from './clients';

const BANNED_FOR_A_WHILE = 402;

function opened(state: State, instance: Instance): void {
	const go = goOf(instance);
	const { client } = go;
	go.row.disconnectReason = '';
	if (client) client.row.disconnectReason = '';
	if (client?.isPairing) {
		client.isPairing = false;
		go.hasSession = true;
		go.row.jid = withNewDevice(instance.ownerJid ?? '');
		tellPaired(state, instance);
	}
	tellConnected(state, instance);
}

/**
 * The server tries only once to reconnect a client (whatsmeow.go:150–231, :512–567): the real server after two seconds, the
 * simulator after `reloadMs`.
 */
function closed(state: State, instance: Instance, reason: number): void {
	const go = goOf(instance);
	const { client } = go;
	if (reason === BANNED_FOR_A_WHILE) {
		tellBanned(state, instance);
		return;
	}
	if (endsSession(reason)) {
		go.hasSession = false;
		instance.paired = false;
		go.row.disconnectReason = logOutReason(reason);
		if (client) client.row.disconnectReason = logOutReason(reason);
		tellLoggedOut(state, instance, reason);
		if (!client?.isDeaf) endClient(state, instance);
		return;
	}
	go.row.disconnectReason = RECONNECTING;
	tell(state, instance, { event: 'Disconnected', data: {} });
	state.later(state.config.reloadMs, () => {
		const isThere = state.instances.get(instance.name) === instance;
		if (isThere && instance.state === 'close') void reconnect(state, instance);
	});
}

export function followPhones(state: State): void {
	state.on('event', ({ instance, event, data }) => {
		const go = goOf(instance);
		if (event === 'qrcode.updated' && go.client) {
			go.client.qrCount += 1;
			tellQr(state, instance, go.client);
		}
		if (event !== 'connection.update') return;
		const { state: now, statusReason } = data as { state: string; statusReason: number };
		if (now === 'connecting') adoptClient(state, instance);
		else if (now === 'open') opened(state, instance);
		else closed(state, instance, statusReason);
	});
}
