import { ok } from '../../core/answers';
import type { InstanceRoute } from '../../core/types';
import type { Instance } from '../../state/instance';
import { connect as startConnecting } from '../../whatsapp/life';

const qrAnswer = (instance: Instance) => ok(instance.qr ?? { count: 0 });

/**
 * A phone that is paired answers `{count: 0}` and opens a moment later; another one gets a QR code. While
 * that is pending, the answer is the same, and a number changes nothing.
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
