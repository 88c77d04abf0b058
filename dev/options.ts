/** What `npm start` was asked for: command line first, then environment, then defaults. */
import path from 'node:path';
import { parseArgs } from 'node:util';

export const HELP = `npm start: a real n8n with this package, and an Evolution API server that needs no phone

Usage
  npm start
  npm start -- --n8n-port 5680 --simulator-port 8090

Options
  --n8n-port <port>         port of the n8n editor (default 5678; environment: N8N_PORT)
  --simulator-port <port>   port of simulator and phone page (default 8080; environment: SIMULATOR_PORT)
  --data-folder <folder>    where n8n keeps accounts and workflows (default .dev); delete it to begin anew
  --help                    this text

Environment
  EVOLUTION_API_URL, EVOLUTION_API_KEY   use this Evolution API server instead of the simulator
  EVOLUTION_INSTANCE                     an instance of that server, for the second credential
  EVOLUTION_INSTANCE_KEY                 its own key (default: the key of the server)
  N8N_RUNTIME_DIR                        folder for the private n8n (default: below ~/.cache)
`;

/** A mistake in the command line or the environment; `message` says what to do. */
export class UsageError extends Error {}

/** The Evolution API server to use when it is not the simulator. */
export interface Server {
	url: string;
	key: string;
	instance?: { name: string; key: string };
}

export interface StartOptions {
	help: boolean;
	n8nPort: number;
	simulatorPort: number;
	dataFolder: string;
	server?: Server;
	/** Key of the simulator; undefined: its own default. */
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

function parse(args: string[]) {
	const text = { type: 'string' } as const;
	const options = { 'n8n-port': text, 'simulator-port': text, 'data-folder': text } as const;
	try {
		return parseArgs({ args, options: { ...options, help: { type: 'boolean', short: 'h' } } })
			.values;
	} catch (error) {
		throw new UsageError(`${(error as Error).message}\nAll options: npm start -- --help`);
	}
}

/** Throws `UsageError`. */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): StartOptions {
	const given = parse(args);
	const port = (option: 'n8n-port' | 'simulator-port', variable: string, standard: string) => {
		const fromOption = given[option];
		if (fromOption !== undefined) return portOf(fromOption, `--${option}`);
		return portOf(env[variable] || standard, variable);
	};
	const options: StartOptions = {
		help: given.help ?? false,
		n8nPort: port('n8n-port', 'N8N_PORT', '5678'),
		simulatorPort: port('simulator-port', 'SIMULATOR_PORT', '8080'),
		dataFolder: path.resolve(given['data-folder'] ?? path.join(__dirname, '..', '.dev')),
		server: serverOf(env),
		simulatorKey: env.EVOLUTION_API_KEY || undefined,
	};
	if (!options.server && options.n8nPort === options.simulatorPort) {
		throw new UsageError(`n8n and the simulator cannot share port ${options.n8nPort}.`);
	}
	return options;
}
