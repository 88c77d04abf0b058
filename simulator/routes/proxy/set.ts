import { badRequest, created } from '../../core/answers';
import { notEmpty, textSchema, truthSchema } from '../../core/schema';
import type { Json } from '../../core/data';
import type { InstanceRoute } from '../../core/types';
import { saveExtra } from '../../state/rows';
import { works } from './works';

const REQUIRED = ['enabled', 'host', 'port', 'protocol'];
const FIELDS = ['host', 'port', 'protocol', 'username', 'password'];

/** Disabling the proxy clears all its fields. */
export const setProxy: InstanceRoute = {
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
