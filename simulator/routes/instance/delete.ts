import { ok } from '../../core/answers';
import type { InstanceRoute } from '../../core/types';
import { close } from '../../whatsapp/life';

/** The instance's name stays reserved for a moment, because the real server cleans up after its answer. */
export const deleteInstance: InstanceRoute = {
	method: 'DELETE',
	path: '/instance/delete/:instanceName',
	guard: 'instance',
	handler({ state, instance }) {
		const { name } = instance;
		if (instance.state !== 'close') close(state, instance, 401, `Log out instance: ${name}`);
		state.emit({
			instance,
			event: 'instance.delete',
			data: { instanceName: name, instanceId: instance.id },
		});
		state.emit({ instance, event: 'remove.instance', data: null });
		state.instances.delete(name);
		state.leaving.add(name);
		state.later(state.config.deleteDelayMs, () => state.leaving.delete(name));
		state.changed({ type: 'instance', instance: name });
		return ok({ status: 'SUCCESS', error: false, response: { message: 'Instance deleted' } });
	},
};
