import { until } from '../../support/client';
import { type Collector } from '../../support/collector';
import { type GoClient, TOKEN } from './goClient';

export const NEW = { name: 'sales', token: 'sales-token' };

export function instancesOf(current: () => GoClient) {
	const status = async (key = TOKEN) =>
		(await current().call('GET', '/instance/status', undefined, key)).body;
	return {
		status,
		isOpen: async () => await until(async () => (await status()).data?.LoggedIn),
		async row(name = 'demo') {
			const { body } = await current().get('/instance/all');
			return body.data.find((one: { name: string }) => one.name === name);
		},
		create: async (more: object = {}) =>
			await current().post('/instance/create', { ...NEW, ...more }),
		asNew: async (method: string, path: string, body?: unknown) =>
			await current().call(method, path, body, NEW.token),
	};
}

export const names = (hook: Collector) => hook.all.map(({ body }) => body.event);
