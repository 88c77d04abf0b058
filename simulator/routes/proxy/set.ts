import { badRequest, created } from '../../core/answers';
import { notEmpty, textSchema, truthSchema } from '../../core/schema';
import type { InstanceRoute, Json } from '../../core/types';
import { asString } from '../../core/values';
import { saveExtra } from '../../state/rows';
import { neverResolves } from '../../whatsapp/address';

const REQUIRED = ['enabled', 'host', 'port', 'protocol'];
const FIELDS = ['host', 'port', 'protocol', 'username', 'password'];

/** The server tries the proxy out; the simulator believes it, except where nothing can listen. */
const works = ({ host, port }: Json) => !neverResolves(asString(host)) && port !== '9';

/** Switching it off empties every field. */
export const set: InstanceRoute = {
	method: 'POST',
	path: '/proxy/set/:instanceName',
	guard: 'instance',
	schema: {
		type: 'object',
		properties: {
			enabled: truthSchema,
			...Object.fromEntries(FIELDS.map((name) => [name, textSchema])),
		},
		required: REQUIRED,
		...notEmpty(...REQUIRED),
	},
	handler({ instance, body }) {
		const off = Object.fromEntries(FIELDS.map((name) => [name, '']));
		const proxy: Json = body.enabled ? { ...body } : { enabled: false, ...off };
		if (proxy.host && !works(proxy)) throw badRequest('Invalid proxy');
		const columns = ['enabled', ...FIELDS].map((name) => [name, proxy[name] ?? null]);
		saveExtra(instance, 'proxy', Object.fromEntries(columns));
		return created({ proxy: { instanceName: instance.name, proxy } });
	},
};
