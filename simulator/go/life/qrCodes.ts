import type { Instance } from '../../state/instance';
import type { State } from '../../state/state';
import { refreshQr } from '../../whatsapp/life';
import { tellQrTimeout } from '../events/lifeEvents';
import { goOf, type GoClient } from '../state/goInstance';

/** The next code comes when the last has lived long enough, until it is one too many or a phone or the demand of a passkey has come. */
export function rotateQr(state: State, instance: Instance, client: GoClient): void {
	const { qrMs, qrMax } = state.config.go;
	state.later(qrMs, () => {
		const isStill = goOf(instance).client === client && client.isPairing && !client.passkey;
		if (!isStill || state.instances.get(instance.name) !== instance) return;
		if (qrMax > 0 && client.qrCount + 1 >= qrMax) giveUp(state, instance, client);
		else {
			void refreshQr(state, instance).then(() => rotateQr(state, instance, client));
		}
	});
}

/** The client is gone, and does not come back by itself. */
function giveUp(state: State, instance: Instance, client: GoClient): void {
	const go = goOf(instance);
	client.qrCount += 1;
	go.client = undefined;
	go.row.disconnectReason = `QR code limit reached (${state.config.go.qrMax})`;
	Object.assign(instance, { state: 'close', qr: null, hasClient: false });
	tellQrTimeout(state, instance, client);
	state.changed({ type: 'instance', instance: instance.name });
}
