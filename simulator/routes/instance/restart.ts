import { ok } from '../../core/answers';
import type { InstanceRoute } from '../../core/types';
import { connect } from '../../whatsapp/life';

/** If the instance is disconnected, the server catches its own error and returns it with status 200. */
export const restart: InstanceRoute = {
	method: 'POST',
	path: '/instance/restart/:instanceName',
	guard: 'instance',
	async handler({ state, instance }) {
		if (instance.state === 'close') return ok({ error: true, message: '[object Object]' });
		const before = instance.state;
		if (instance.integration === 'WHATSAPP-BAILEYS') await connect(state, instance);
		if (before === 'connecting') return ok(instance.qr ?? { count: 0 });
		return ok({ instance: { instanceName: instance.name, state: before } });
	},
};
