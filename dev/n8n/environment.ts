/** The environment of a private n8n. It contains none of the settings that the user has for their own n8n. */
import path from 'node:path';

/** Variables that a program needs to find folders on this machine and to get through a company's network. */
const INHERITED =
	/^(HOME|USER|LANG|LC_.*|TZ|TMPDIR|TEMP|TMP|SystemRoot|NODE_EXTRA_CA_CERTS|https?_proxy)$/i;

interface N8nPlace {
	port: number;
	/** Port between n8n and its task runner. */
	brokerPort: number;
	userFolder: string;
	node: string;
}

export function n8nEnvironment(
	place: N8nPlace,
	outer: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
	const inherited = Object.entries(outer).filter(([name]) => INHERITED.test(name));
	const noProxy = [outer.NO_PROXY ?? outer.no_proxy, 'localhost', '127.0.0.1'];
	return {
		...Object.fromEntries(inherited),
		NO_PROXY: noProxy.filter(Boolean).join(','),
		PATH: [path.dirname(place.node), outer.PATH].join(path.delimiter),
		GENERIC_TIMEZONE: Intl.DateTimeFormat().resolvedOptions().timeZone,
		N8N_USER_FOLDER: place.userFolder,
		N8N_PORT: String(place.port),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_EDITOR_BASE_URL: `http://localhost:${place.port}`,
		N8N_RUNNERS_BROKER_PORT: String(place.brokerPort),
		QUEUE_HEALTH_CHECK_ACTIVE: 'true', // these two settings are for a worker, instead of those for the editor and the REST routes
		QUEUE_HEALTH_CHECK_PORT: String(place.port),
		N8N_SECURE_COOKIE: 'false', // n8n uses plain HTTP on a loopback address
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_PYTHON_ENABLED: 'false',
		N8N_COMMUNITY_PACKAGES_PREVENT_LOADING: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'all',
		N8N_LOG_LEVEL: 'info',
		NO_COLOR: '1',
	};
}
