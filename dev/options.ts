/** Options of `npm start`: from the command line, or else from the environment, or else defaults. */
import path from 'node:path';
import { parseArgs } from 'node:util';

export const HELP = `npm start: runs n8n with this package, and a simulated Evolution API server that needs no phone

Usage
  npm start
  npm start -- --n8n-port 5680 --simulator-port 8090
  npm start -- --n8n-url http://localhost:5678 --simulator-url http://host.docker.internal:8080

Options
  --n8n-port <port>         port of the n8n editor (default 5678; environment: N8N_PORT)
  --simulator-port <port>   port of the simulator and its phone page (default 8080; environment: SIMULATOR_PORT)
  --server <kind>           server to simulate: api (Evolution API, default) or go (Evolution Go)
  --version <x.y.z>         version of that server (default: the newest one that the simulator knows)
  --data-folder <folder>    folder for n8n's accounts and workflows (default .dev). Delete it to start over
  --n8n-url <url>           your own n8n, such as a container, instead of a new one. Install the package there first.
                            Missing credentials and workflows are added to it
  --n8n-key <key>           API key of that n8n, from Settings → n8n API (N8N_API_KEY is safer)
  --simulator-url <url>     the simulator's address as that n8n sees it. The simulator then listens on all addresses of
                            this machine (default http://127.0.0.1:8080, which in a container is the container itself)
  --help                    show this help

Environment
  N8N_API_KEY                            same as --n8n-key
  EVOLUTION_API_URL, EVOLUTION_API_KEY   an Evolution API server to use instead of the simulator
  EVOLUTION_INSTANCE                     an instance of that server, for the second credential
  EVOLUTION_INSTANCE_KEY                 that instance's own key (default: the server's key)
  N8N_RUNTIME_DIR                        folder for the installed n8n (default: below ~/.cache)
`;

export class UsageError extends Error {}

export interface Server {
	url: string;
	key: string;
	instance?: { name: string; key: string };
}

export interface ForeignN8n {
	/** URL without a slash at its end. */
	url: string;
	key: string;
	/** URL at which n8n reaches the simulator, for example if n8n runs in a container. */
	simulatorUrl?: string;
}

export interface StartOptions {
	help: boolean;
	/** If it's undefined, this program starts its own n8n. */
	foreign?: ForeignN8n;
	n8nPort: number;
	simulatorPort: number;
	simulated: { server: 'api' | 'go'; version?: string };
	dataFolder: string;
	server?: Server;
	simulatorKey?: string;
}

function portOf(text: string, name: string): number {
	const port = Number(text);
	if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
	throw new UsageError(`${name} must be a port number from 1 to 65535, not "${text}".`);
}

function serverOf(env: NodeJS.ProcessEnv): Server | undefined {
	const url = env.EVOLUTION_API_URL?.trim();
	if (!url) return undefined;
	if (!/^https?:\/\/[^/]/i.test(url)) {
		throw new UsageError(`EVOLUTION_API_URL must begin with http:// or https://, not "${url}".`);
	}
	const key = env.EVOLUTION_API_KEY;
	if (!key) {
		throw new UsageError('EVOLUTION_API_URL is set, so EVOLUTION_API_KEY must be set as well.');
	}
	const name = env.EVOLUTION_INSTANCE;
	const instance = name ? { name, key: env.EVOLUTION_INSTANCE_KEY || key } : undefined;
	return { url, key, instance };
}

const TEXT = { type: 'string' } as const;
const OPTIONS = {
	'n8n-port': TEXT,
	'simulator-port': TEXT,
	server: TEXT,
	version: TEXT,
	'data-folder': TEXT,
	'n8n-url': TEXT,
	'n8n-key': TEXT,
	'simulator-url': TEXT,
	help: { type: 'boolean', short: 'h' },
} as const;

function parse(args: string[]) {
	try {
		return parseArgs({ args, options: OPTIONS }).values;
	} catch (error) {
		throw new UsageError(`${(error as Error).message}\nAll options: npm start -- --help`);
	}
}

function addressOf(text: string, name: string): string {
	const isAddress = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
	if (isAddress) return text.replace(/\/+$/, '');
	throw new UsageError(`${name} must be an address with http:// or https://, not "${text}".`);
}

function foreignOf(args: ReturnType<typeof parse>, env: NodeJS.ProcessEnv): ForeignN8n | undefined {
	const { 'n8n-url': url, 'simulator-url': simulatorUrl } = args;
	if (url === undefined) {
		const alone = (['n8n-key', 'simulator-url'] as const).find((name) => args[name] !== undefined);
		if (alone === undefined) return undefined;
		throw new UsageError(`--${alone} is for an n8n that runs already, which --n8n-url names.`);
	}
	for (const name of ['n8n-port', 'data-folder'] as const) {
		if (args[name] === undefined) continue;
		throw new UsageError(`--n8n-url names an n8n that runs already: leave out --${name}.`);
	}
	if (simulatorUrl !== undefined && env.EVOLUTION_API_URL?.trim()) {
		throw new UsageError(
			'EVOLUTION_API_URL is set, so there is no simulator: leave out --simulator-url.',
		);
	}
	const key = args['n8n-key'] ?? env.N8N_API_KEY;
	if (!key) {
		throw new UsageError(
			'--n8n-url needs the API key of that n8n, in --n8n-key or N8N_API_KEY: make one in Settings → n8n API.',
		);
	}
	return {
		url: addressOf(url, '--n8n-url'),
		key,
		simulatorUrl:
			simulatorUrl === undefined ? undefined : addressOf(simulatorUrl, '--simulator-url'),
	};
}

function simulatedOf(
	{ server = 'api', version }: ReturnType<typeof parse>,
	env: NodeJS.ProcessEnv,
): StartOptions['simulated'] {
	if (server !== 'api' && server !== 'go') {
		throw new UsageError(`--server must be api or go, not "${server}".`);
	}
	const isNamed = server !== 'api' || version !== undefined;
	if (isNamed && env.EVOLUTION_API_URL?.trim()) {
		throw new UsageError(
			'EVOLUTION_API_URL is set, so there is no simulator: leave out --server and --version.',
		);
	}
	return { server, version };
}

/** Throws `UsageError`. */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): StartOptions {
	const values = parse(args);
	const port = (option: 'n8n-port' | 'simulator-port', variable: string, standard: string) => {
		const fromOption = values[option];
		if (fromOption !== undefined) return portOf(fromOption, `--${option}`);
		return portOf(env[variable] || standard, variable);
	};
	const options: StartOptions = {
		help: values.help ?? false,
		foreign: foreignOf(values, env),
		n8nPort: port('n8n-port', 'N8N_PORT', '5678'),
		simulatorPort: port('simulator-port', 'SIMULATOR_PORT', '8080'),
		simulated: simulatedOf(values, env),
		dataFolder: path.resolve(values['data-folder'] ?? path.join(__dirname, '..', '.dev')),
		server: serverOf(env),
		simulatorKey: env.EVOLUTION_API_KEY || undefined,
	};
	const both = !options.server && !options.foreign;
	if (both && options.n8nPort === options.simulatorPort) {
		throw new UsageError(`n8n and the simulator cannot share port ${options.n8nPort}.`);
	}
	return options;
}
