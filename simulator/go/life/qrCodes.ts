import type { Instance } from '../../state/instance';
import type { State } from '../../state/state';
import { refreshQr } from '../../whatsapp/life';
import { goOf, type GoClient } from '../state/goInstance';

/** WhatsApp usually sends this many QR codes together, and then no more (WM qrchan.go:86). */
const SENT_AT_ONCE = 6;

export function rotateQr(
	state: State,
	instance: Instance,
	client: GoClient,
	giveUp: (isTooMany: boolean) => void,
): void {
	const { qrMs, qrMax } = state.config.go;
	state.later(qrMs, () => {
		const isStill = goOf(instance).client === client && client.isPairing && !client.passkey;
		if (!isStill || state.instances.get(instance.name) !== instance) return;
		const isUsedUp = client.qrCount >= SENT_AT_ONCE;
		const isTooMany = !isUsedUp && qrMax > 0 && client.qrCount + 1 >= qrMax;
		if (isUsedUp || isTooMany) giveUp(isTooMany);
		else {
			void refreshQr(state, instance).then(() => rotateQr(state, instance, client, giveUp));
		}
	});
}
