import type { Instance } from '../../state/instance';
import type { State } from '../../state/state';
import { connect } from '../../whatsapp/life';
import { goOf, isConnected, newClient, type GoClient } from '../state/goInstance';
import { tellOwnEnd } from '../events/lifeEvents';
import { rotateQr } from './qrCodes';

/** Starts a client. With a session it connects by itself, without one it shows QR codes. */
export async function startClient(state: State, instance: Instance): Promise<void> {
	const go = goOf(instance);
	if (state.config.go.offline || isConnected(instance, go)) return;
	const client = newClient(go.row);
	await run(state, instance, client);
}

/** A client that was ended starts again with what it knew when it was started the first time. */
async function restart(state: State, instance: Instance, old: GoClient): Promise<void> {
	if (state.config.go.offline) return;
	await run(state, instance, newClient(old.startedWith));
}

async function run(state: State, instance: Instance, client: GoClient): Promise<void> {
	const go = goOf(instance);
	// A client that was paired in its own run does not know its address, and comes back as a new device.
	const hasSession = go.hasSession && client.startedWith.jid !== '';
	go.client = client;
	instance.paired = hasSession;
	if (state.config.linking === 'clientOutdated') {
		// WhatsApp has closed the connection, which this server tells nobody. The client stays.
		instance.state = 'close';
		state.changed({ type: 'instance', instance: instance.name });
		return;
	}
	client.isPairing = !hasSession;
	await connect(state, instance);
	if (client.isPairing) rotateQr(state, instance, client);
}

/** The scan on the phone page connects an instance for which no client was started. */
export function adoptClient(state: State, instance: Instance): void {
	const go = goOf(instance);
	if (go.client) return;
	go.client = newClient(go.row);
	go.client.isPairing = !instance.paired;
	if (go.client.isPairing) rotateQr(state, instance, go.client);
}

/** Takes the client away; nothing is told. */
export function dropClient(state: State, instance: Instance): void {
	const go = goOf(instance);
	go.client = undefined;
	Object.assign(instance, { state: 'close', qr: null, hasClient: false });
	state.changed({ type: 'instance', instance: instance.name });
}

/** The client is ended, which is told as a log-out whatever it was, and then it starts again. */
export function endClient(state: State, instance: Instance): void {
	const { client } = goOf(instance);
	if (!client) return;
	dropClient(state, instance);
	tellOwnEnd(state, instance, client);
	state.later(state.config.go.startMs / 4, () => {
		const isThere = state.instances.get(instance.name) === instance;
		if (isThere && !goOf(instance).client) void restart(state, instance, client);
	});
}

/** The client is put away without a word, and a new one is started from the database. */
export async function reconnect(state: State, instance: Instance): Promise<void> {
	dropClient(state, instance);
	await state.sleep(state.config.go.startMs / 4);
	if (state.instances.get(instance.name) !== instance || goOf(instance).client) return;
	await startClient(state, instance);
}
