import type { Instance } from '../../state/instance';
import type { State } from '../../state/state';
import { connect } from '../../whatsapp/life';
import { goOf, isConnected, newClient, type GoClient } from '../state/goInstance';
import { tellOwnEnd, tellQrTimeout } from '../events/lifeEvents';
import { has } from '../state/versions';
import { rotateQr } from './qrCodes';

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
	// A client that was paired after its start has no JID in `startedWith`. When it restarts, it's a new, unpaired device.
	const hasSession = go.hasSession && client.startedWith.jid !== '';
	go.client = client;
	instance.paired = hasSession;
	const { config } = state;
	if (config.go.offline || config.linking === 'clientOutdated') {
		// The server keeps a client that can't reach WhatsApp, and sends no event (whatsmeow.go:512–567).
		instance.state = 'close';
		state.changed({ type: 'instance', instance: instance.name });
		return;
	}
	client.isPairing = !hasSession;
	await connect(state, instance);
	if (client.isPairing) startQr(state, instance, client);
}

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
 * Ends the client, sends a log-out event, and restarts the client with the database row of its first start. The old row's
 * `disconnectReason` overwrites the current one (whatsmeow.go:575–631).
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

/** Stops waiting for a phone, either because of one QR code too many (`isTooMany`), or because WhatsApp sends no more of them. */
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
		if (!client.isDeaf) endClient(state, instance);
		return;
	}
	dropClient(state, instance);
	// If WhatsApp sends no more QR codes, the server waits forever (0.7.1, whatsmeow.go:692), so it sends no event.
	if (!isTooMany) return;
	row.disconnectReason = `QR code limit reached (${qrMax})`;
	tellQrTimeout(state, instance, client, `Maximum QR code count (${qrMax}) reached`);
}

function startQr(state: State, instance: Instance, client: GoClient): void {
	rotateQr(state, instance, client, (isTooMany) => giveUp(state, instance, client, isTooMany));
}

/** The instance's disconnect reason in the database until it reconnects. */
export const RECONNECTING = 'Reconnecting';

/** Silently replaces the client with a new one, which starts with the settings in the database. */
export async function reconnect(state: State, instance: Instance): Promise<void> {
	dropClient(state, instance);
	goOf(instance).row.disconnectReason = RECONNECTING;
	await state.sleep(state.config.go.startMs / 4);
	if (state.instances.get(instance.name) !== instance || goOf(instance).client) return;
	await startClient(state, instance);
}
