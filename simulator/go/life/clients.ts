import type { Instance } from '../../state/instance';
import type { State } from '../../state/state';
import { connect } from '../../whatsapp/life';
import { goOf, isConnected, newClient, type GoClient } from '../state/goInstance';
import { tellOwnEnd, tellQrTimeout } from '../events/lifeEvents';
import { has } from '../state/versions';
import { rotateQr } from './qrCodes';

/** Starts a client. With a session it connects, without one it shows QR codes. */
export async function startClient(
	state: State,
	instance: Instance,
	how: Pick<GoClient, 'isDeaf'> = {},
): Promise<void> {
	const go = goOf(instance);
	if (isConnected(instance, go)) return;
	await run(state, instance, { ...newClient(go.row), ...how });
}

async function run(state: State, instance: Instance, client: GoClient): Promise<void> {
	const go = goOf(instance);
	// A client that was paired in its own run doesn't know its address, and returns as a new device.
	const hasSession = go.hasSession && client.startedWith.jid !== '';
	go.client = client;
	instance.paired = hasSession;
	const { config } = state;
	if (config.go.offline || config.linking === 'clientOutdated') {
		// WhatsApp is unreachable (W:512–567) or has closed the connection, which this server doesn't report. The client stays.
		instance.state = 'close';
		state.changed({ type: 'instance', instance: instance.name });
		return;
	}
	client.isPairing = !hasSession;
	await connect(state, instance);
	if (client.isPairing) startQr(state, instance, client);
}

/** Connects an instance without a client after the scan on the phone page. */
export function adoptClient(state: State, instance: Instance): void {
	const go = goOf(instance);
	if (go.client) return;
	go.client = newClient(go.row);
	go.client.isPairing = !instance.paired;
	if (go.client.isPairing) startQr(state, instance, go.client);
}

/** Removes the client without an event. */
export function dropClient(state: State, instance: Instance): void {
	const go = goOf(instance);
	go.client = undefined;
	Object.assign(instance, { state: 'close', qr: null, hasClient: false });
	state.changed({ type: 'instance', instance: instance.name });
}

/**
 * Ends the client, which always looks like a log-out. It restarts with the settings of its first start, and the row has the
 * reason that was there at that time (W:575–631).
 */
export function endClient(
	state: State,
	instance: Instance,
	how: Pick<GoClient, 'isDeaf'> = {},
): void {
	const go = goOf(instance);
	const { client } = go;
	if (!client) return;
	dropClient(state, instance);
	go.row.disconnectReason = client.startedWith.disconnectReason;
	tellOwnEnd(state, instance, client);
	state.later(state.config.go.startMs / 4, () => {
		const isThere = state.instances.get(instance.name) === instance;
		if (!isThere || go.client) return;
		void run(state, instance, { ...newClient(client.startedWith), ...how });
	});
}

/** Stops waiting for a phone, after one code too many or without another code from WhatsApp. */
function giveUp(state: State, instance: Instance, client: GoClient, isTooMany: boolean): void {
	const { row } = goOf(instance);
	const { qrMax } = state.config.go;
	if (isTooMany) client.qrCount += 1;
	if (has(state.config, 'endlessQrCodes')) {
		instance.qr = null;
		const reason = isTooMany ? `Maximum QR code count (${qrMax}) reached` : undefined;
		if (reason !== undefined) row.disconnectReason = reason;
		tellQrTimeout(state, instance, client, reason);
		state.changed({ type: 'instance', instance: instance.name });
		// A client that can't be ended gets no more codes. No source shows when WhatsApp closes its connection.
		if (!client.isDeaf) endClient(state, instance);
		return;
	}
	dropClient(state, instance);
	// After the last code, the server waits for a listener that doesn't exist (0.7.1 W:692).
	if (!isTooMany) return;
	row.disconnectReason = `QR code limit reached (${qrMax})`;
	tellQrTimeout(state, instance, client, `Maximum QR code count (${qrMax}) reached`);
}

function startQr(state: State, instance: Instance, client: GoClient): void {
	rotateQr(state, instance, client, (isTooMany) => giveUp(state, instance, client, isTooMany));
}

/** The row's reason while disconnected, until the instance reconnects (W:228). */
export const RECONNECTING = 'Reconnecting';

/** Silently replaces the client with a new one, started from the database. */
export async function reconnect(state: State, instance: Instance): Promise<void> {
	dropClient(state, instance);
	goOf(instance).row.disconnectReason = RECONNECTING;
	await state.sleep(state.config.go.startMs / 4);
	if (state.instances.get(instance.name) !== instance || goOf(instance).client) return;
	await startClient(state, instance);
}
