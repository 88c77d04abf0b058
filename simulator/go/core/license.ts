import type { Answer } from '../../core/types';
import type { State } from '../../state/state';

const OPEN = /^\/(health|server\/ok|favicon\.ico|ws|license\/(status|register|activate))$/;
const OPEN_BELOW = /^\/(manager|assets|swagger)/;
const FILE = /\.(svg|css|js|png|ico|woff2?|ttf)$/;

/** Returns the 503 of a server without a license, which it sends even for unknown paths. */
export function goLicenseGate({ config }: State, path: string, host: string): Answer | undefined {
	if (config.licensed || OPEN.test(path) || OPEN_BELOW.test(path) || FILE.test(path)) {
		return undefined;
	}
	return {
		status: 503,
		body: {
			error: 'service not activated',
			code: 'LICENSE_REQUIRED',
			register_url: `http://${host}/manager/login`,
			message: 'License required. Open the manager to activate your license.',
		},
	};
}
