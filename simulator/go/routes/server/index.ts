import { invalid, bareAnswer } from '../../core/answers';
import type { Answer } from '../../../core/types';
import type { GoRoute } from '../../core/route';
import { licenseInstanceId } from '../../../core/license';

const page = (): Answer => ({
	status: 200,
	raw: '<!doctype html><title>Evolution Go</title>',
	contentType: 'text/html; charset=utf-8',
});

/** Routes that need no API key. */
export const serverRoutes: GoRoute[] = [
	{
		method: 'GET',
		path: '/server/ok',
		key: 'none',
		run: () => bareAnswer({ status: 'ok' }),
	},
	{ method: 'GET', path: '/swagger/*', key: 'none', run: page },
	{ method: 'GET', path: '/manager', key: 'none', run: page },
	{ method: 'GET', path: '/manager/*', key: 'none', run: page },
	{ method: 'GET', path: '/assets/*', key: 'none', run: page },
	{
		method: 'GET',
		path: '/favicon.ico',
		key: 'none',
		run: () => ({ status: 204, raw: '' }),
	},
	{
		method: 'GET',
		path: '/license/status',
		key: 'none',
		run: ({ state }) =>
			bareAnswer({
				status: state.config.licensed ? 'active' : 'inactive',
				instance_id: licenseInstanceId,
				...(state.config.licensed && { api_key: 'abcd...wxyz' }),
			}),
	},
	{
		method: 'GET',
		path: '/license/register',
		key: 'none',
		run({ state, host }) {
			if (state.config.licensed) {
				return bareAnswer({ status: 'active', message: 'License is already active' });
			}
			return bareAnswer({ status: 'pending', register_url: `http://${host}/manager/login` });
		},
	},
	{
		method: 'GET',
		path: '/license/activate',
		key: 'none',
		run({ query }) {
			if (!query.code) throw invalid('Missing code');
			return bareAnswer({ status: 'active' });
		},
	},
	{
		method: 'GET',
		path: '/ws',
		key: 'none',
		run({ state, query }) {
			if (query.token === state.key) throw invalid('Bad Request');
			return { status: 401, body: { error: 'Token inválido' } };
		},
	},
];
