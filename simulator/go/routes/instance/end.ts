import { success } from '../../core/answers';
import type { InstanceGoRoute, PlainGoRoute } from '../../core/route';
import { dropClient, endClient, reconnect } from '../../life/clients';
import { useClient, with400 } from '../../life/useClient';
import { isLoggedIn } from '../../state/goInstance';
import { has } from '../../state/versions';
import { instanceById } from '../../state/findInstance';

const never = async () => await new Promise<never>(() => {});

export const disconnect: InstanceGoRoute = {
	method: 'POST',
	path: '/instance/disconnect',
	key: 'instance',
	async run(call) {
		const { state, instance, go } = call;
		await useClient(call);
		if (!isLoggedIn(instance, go)) return success();
		if (go.client?.isDeaf) await never();
		endClient(state, instance);
		go.row.events = '';
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

/** Logs the device out of the phone, and starts a client that the server can never end (instance_service.go:352–378). */
export const logout: InstanceGoRoute = {
	method: 'DELETE',
	path: '/instance/logout',
	key: 'instance',
	run: async (call) =>
		await with400(async () => {
			const { state, instance, go } = call;
			await useClient(call);
			const { client } = go;
			const hears = client?.isPairing ? has(state.config, 'endlessQrCodes') : true;
			go.hasSession = false;
			instance.paired = false;
			if (client?.isDeaf || !hears) {
				await state.sleep(state.config.go.startMs);
				dropClient(state, instance);
			} else endClient(state, instance, { isDeaf: true });
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
