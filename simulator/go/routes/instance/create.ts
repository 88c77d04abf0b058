import { successWith, failed } from '../../core/answers';
import { bodyOf, type PlainGoRoute, type Required } from '../../core/route';
import { newInstance } from '../../../state/instance';
import { goOf } from '../../state/goInstance';
import { proxyText } from './proxy';
import { checkUuid, findById } from '../../state/findInstance';
import { advancedStruct, instanceView, settingsFrom } from '../../state/instanceView';

const MAX_INSTANCES = 1000;

const struct = {
	name: 'CreateStruct',
	fields: {
		instanceId: 'string',
		name: 'string',
		token: 'string',
		proxy: {
			name: 'ProxyConfig',
			isPointer: true,
			fields: {
				host: 'string',
				port: 'string',
				username: 'string',
				password: 'string',
				protocol: 'string',
			},
		},
		advancedSettings: { ...advancedStruct, isPointer: true },
	},
} as const;

const OF_PROXY: Required = [
	['proxy.port', 'proxy port is required'],
	['proxy.password', 'proxy password is required'],
	['proxy.username', 'proxy username is required'],
	['proxy.host', 'proxy host is required'],
];

const NEEDED: Required = [
	['name', 'name is required'],
	['token', 'token is required'],
];

const duplicateKey = (key: string) =>
	failed(`ERROR: duplicate key value violates unique constraint "${key}" (SQLSTATE 23505)`);

export const createInstance: PlainGoRoute = {
	method: 'POST',
	path: '/instance/create',
	key: 'global',
	run(request) {
		const { state } = request;
		let body = bodyOf(request, struct, NEEDED);
		if (body.proxy) body = bodyOf(request, struct, [...NEEDED, ...OF_PROXY]);
		if (state.instances.has(body.name)) throw failed('instance already exists');
		if (body.instanceId) checkDatabaseId(body.instanceId);
		if (body.instanceId && findById(state, body.instanceId)) throw duplicateKey('instances_pkey');
		const isTaken = [...state.instances.values()].some(({ token }) => token === body.token);
		if (isTaken) throw duplicateKey('uni_instances_token');
		if (state.instances.size >= MAX_INSTANCES) {
			throw failed('too many instances in the simulator');
		}
		const { name, token, advancedSettings, proxy } = body;
		const settings = advancedSettings && settingsFrom(advancedSettings);
		const instance = newInstance(
			{ name, token, integration: 'WHATSAPP-BAILEYS', settings },
			state.config,
		);
		if (body.instanceId) instance.id = body.instanceId;
		const go = goOf(instance);
		go.row.proxy = proxy ? proxyText(state.config, proxy) : 'null';
		state.instances.set(name, instance);
		state.changed({ type: 'instance', instance: name });
		return successWith(instanceView(instance, go.row.proxy));
	},
};

/** The database column for the ID has the type UUID, so the database refuses any other text. */
function checkDatabaseId(id: string): void {
	try {
		checkUuid(id);
	} catch {
		throw failed(`ERROR: invalid input syntax for type uuid: "${id}" (SQLSTATE 22P02)`);
	}
}
