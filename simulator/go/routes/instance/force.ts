import { bodyOf, type PlainGoRoute } from '../../core/route';
import { failed, success } from '../../core/answers';
import { dropClient, startClient } from '../../life/clients';
import { instanceById } from '../../state/findInstance';
import { goOf, isConnected, isLoggedIn } from '../../state/goInstance';

const struct = { name: 'ForceReconnectStruct', fields: { number: 'string' } } as const;

export const forceReconnect: PlainGoRoute = {
	method: 'POST',
	path: '/instance/forcereconnect/:instanceId',
	key: 'global',
	async run(request) {
		const { state, params } = request;
		bodyOf(request, struct, [['number', 'number is required']]);
		const instance = instanceById(state, params.instanceId);
		if (isLoggedIn(instance, goOf(instance))) throw failed('client already connected');
		const go = goOf(instance);
		// If the instance already had a client, the server can never end the new one (instance_service.go:716–748).
		const how = go.client && ({ isDeaf: true } as const);
		dropClient(state, instance);
		await startClient(state, instance, how);
		await state.sleep(state.config.go.startMs);
		if (!isConnected(instance, go)) throw failed('failed to connect');
		if (!isLoggedIn(instance, go)) throw failed('failed to login');
		return success();
	},
};
