import { success, successWith } from '../../core/answers';
import { bodyOf, type PlainGoRoute } from '../../core/route';
import type { Instance } from '../../../state/instance';
import type { State } from '../../../state/state';
import { reconnect } from '../../life/clients';
import { has } from '../../state/versions';
import { goOf, isConnected } from '../../state/goInstance';
import { instanceById } from '../../state/findInstance';

const struct = {
	name: 'SetProxyStruct',
	fields: {
		host: 'string',
		port: 'string',
		username: 'string',
		password: 'string',
		protocol: 'string',
	},
} as const;

/** The server connects anew, and does not wait for it. */
function apply(state: State, instance: Instance, proxy: string): void {
	const go = goOf(instance);
	go.row.proxy = proxy;
	if (isConnected(instance, go)) void reconnect(state, instance);
}

/** By the port, where nobody says it. */
const protocolOf = (port: string) => {
	const number = Number(port);
	const isSocks = [1080, 2080].includes(number) || (number >= 42_000 && number <= 43_000);
	return isSocks ? 'socks5' : 'http';
};

export const setProxy: PlainGoRoute = {
	method: 'POST',
	path: '/instance/proxy/:instanceId',
	key: 'global',
	run(request) {
		const { state, params } = request;
		const body = bodyOf(request, struct, [
			['host', 'host is required'],
			['port', 'port is required'],
		]);
		const { host, port, username, password, protocol } = body;
		apply(state, instanceById(state, params.instanceId), JSON.stringify(body));
		const hasAuth = username !== '' && password !== '';
		if (!has(state.config, 'proxyProtocol')) return successWith({ host, port, hasAuth });
		return successWith({ host, port, hasAuth, protocol: protocol || protocolOf(port) });
	},
};

export const deleteProxy: PlainGoRoute = {
	method: 'DELETE',
	path: '/instance/proxy/:instanceId',
	key: 'global',
	run({ state, params }) {
		apply(state, instanceById(state, params.instanceId), '');
		return success();
	},
};
