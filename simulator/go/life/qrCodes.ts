import type { Instance } from '../../state/instance';
import type { State } from '../../state/state';
import { refreshQr } from '../../whatsapp/life';
import { goOf, type GoClient } from '../state/goInstance';

/** WhatsApp sends this many codes together, and then no more. The number is the usual one in its library (WM qrchan.go:86). */
const SENT_AT_ONCE = 6;

/** The next code follows when the last one has expired, until the codes are used up, a phone is linked or a passkey is needed. */
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
