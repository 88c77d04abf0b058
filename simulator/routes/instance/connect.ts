import { ok } from '../../core/answers';
import type { InstanceRoute } from '../../core/types';
import type { Instance } from '../../state/instance';
import { connect as startConnecting } from '../../whatsapp/life';

const qrAnswer = (instance: Instance) => ok(instance.qr ?? { count: 0 });

/**
 * If a phone is paired, the answer is `{count: 0}`, and the connection opens a moment later. Otherwise the answer is a QR code.
 * Until it's scanned, further requests get the same answer, and a number in them has no effect.
 */
export const connect: InstanceRoute = {
	method: 'GET',
	path: '/instance/connect/:instanceName',
	guard: 'instance',
	async handler({ state, instance, query }) {
		if (instance.state === 'open') {
			return ok({ instance: { instanceName: instance.name, state: 'open' } });
		}
		if (instance.state === 'close') {
			instance.qrCount = 0;
			await startConnecting(state, instance, query.number);
		}
		return qrAnswer(instance);
	},
};
