import { uuid } from './ids';
import type { Answer } from './types';
import { isAtLeast } from '../state/config';
import type { State } from '../state/state';

/** The server's ID for its license: one per process, as on a real server. */
export const licenseInstanceId = uuid();

const PUBLIC = /^\/$|^\/(health|server\/ok|license\/(status|register|activate))$|^\/manager/;

export function licenseGate({ config, serverUrl }: State, path: string): Answer | undefined {
	if (config.licensed || PUBLIC.test(path) || !isAtLeast(config, '2.4.0')) return undefined;
	const registerUrl = `${serverUrl}/manager/login`;
	return {
		status: 503,
		body: {
			error: 'service not activated',
			code: 'LICENSE_REQUIRED',
			register_url: registerUrl,
			instance_id: licenseInstanceId,
			docs_url: 'https://docs.evolutionfoundation.com.br/licensing',
			message: `This Evolution API instance is not activated. Open ${registerUrl} to activate, or set AUTHENTICATION_API_KEY and restart.`,
		},
	};
}
