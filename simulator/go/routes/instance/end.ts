import { success } from '../../core/answers';
import type { InstanceGoRoute, PlainGoRoute } from '../../core/route';
import { dropClient, endClient, reconnect } from '../../life/clients';
import { useClient, with400 } from '../../life/useClient';
import { isLoggedIn } from '../../state/goInstance';
import { instanceById } from '../../state/findInstance';

/** The words are cleared in the database, the client is ended, and starts again by itself. */
export const disconnect: InstanceGoRoute = {
	method: 'POST',
	path: '/instance/disconnect',
	key: 'instance',
	async run(call) {
		const { state, instance, go } = call;
		await useClient(call);
		if (isLoggedIn(instance, go)) {
			endClient(state, instance);
			go.row.events = '';
		}
		return success();
	},
};

export const reconnectRoute: InstanceGoRoute = {
	method: 'POST',
	path: '/instance/reconnect',
	key: 'instance',
	async run(call) {
		const { state, instance } = call;
		await useClient(call);
		await reconnect(state, instance);
		return success();
	},
};

/** The phone loses the device; name, key and webhook stay, and new QR codes come by themselves. */
export const logout: InstanceGoRoute = {
	method: 'DELETE',
	path: '/instance/logout',
	key: 'instance',
	run: async (call) =>
		await with400(async () => {
			const { state, instance, go } = call;
			await useClient(call);
			go.hasSession = false;
			instance.paired = false;
			endClient(state, instance);
			return success();
		}),
};

export const deleteInstance: PlainGoRoute = {
	method: 'DELETE',
	path: '/instance/delete/:instanceId',
	key: 'global',
	run({ state, params }) {
		const instance = instanceById(state, params.instanceId);
		dropClient(state, instance);
		state.instances.delete(instance.name);
		state.changed({ type: 'instance', instance: instance.name });
		return success();
	},
};
