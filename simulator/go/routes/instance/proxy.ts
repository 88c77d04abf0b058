import { success, successWith } from '../../core/answers';
import { bodyOf, type PlainGoRoute } from '../../core/route';
import type { Instance } from '../../../state/instance';
import type { State } from '../../../state/state';
import { reconnect } from '../../life/clients';
import { useClient } from '../../life/useClient';
import type { Config } from '../../../state/config';
import { has } from '../../state/versions';
import { goOf } from '../../state/goInstance';
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

/** Stores the proxy and reconnects, even if the instance wasn't connected. */
function apply(state: State, instance: Instance, proxy: string): void {
	const go = goOf(instance);
	go.row.proxy = proxy;
	// The server doesn't report an error if the client is disconnected.
	void useClient({ state, instance }).then(
		async () => await reconnect(state, instance),
		() => undefined,
	);
}

interface Proxy {
	host: string;
	port: string;
	username: string;
	password: string;
	protocol: string;
}

/** If the protocol is missing or unknown, the server chooses one by the port (utils.go:260–281 of 0.7.0). */
function protocolOf({ protocol, port }: Proxy): string {
	const scheme = protocol.trim().toLowerCase();
	if (scheme === 'socks') return 'socks5';
	if (['http', 'https', 'socks5'].includes(scheme)) return scheme;
	const number = Number(port.trim());
	const isSocks = [1080, 2080].includes(number) || (number >= 42_000 && number <= 43_000);
	return isSocks ? 'socks5' : 'http';
}

export function proxyText(config: Config, proxy: Proxy): string {
	const { port, password, username, host } = proxy;
	const protocol = has(config, 'proxyProtocol') ? { protocol: protocolOf(proxy) } : {};
	return JSON.stringify({ ...protocol, port, password, username, host });
}

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
		const { host, port, username, password } = body;
		apply(state, instanceById(state, params.instanceId), proxyText(state.config, body));
		const hasAuth = username !== '' && password !== '';
		if (!has(state.config, 'proxyProtocol')) return successWith({ host, port, hasAuth });
		return successWith({ host, port, hasAuth, protocol: protocolOf(body) });
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
