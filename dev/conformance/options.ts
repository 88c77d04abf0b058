import { parseArgs } from 'node:util';
import { UsageError } from '../options';

const GO_FILE = 'evolution-go.md';

export const HELP = `npm run conformance: tests every operation of the node, and its trigger, on a server

Usage
  npm run conformance                                          a simulator, started for the test
  npm run conformance -- --url http://localhost:8080 --key …   a real server
  npm run conformance -- --server go                           a simulated Evolution Go
  npm run conformance -- --server go --url … --token … --recipient …   a real Evolution Go

The test creates its own instance, conformance-…, and removes it at the end, even after Ctrl-C. Without a
connected instance, operations that need a phone are only tested until the server refuses them.

Options
  --server <kind>         kind of server: api (Evolution API, default) or go (Evolution Go)
  --url <url>             URL of the server (environment: EVOLUTION_API_URL)
  --key <key>             the server's global key (environment: EVOLUTION_API_KEY)
  --version <x.y.z>       version to simulate (default 2.3.7)
  --instance <name>       instance to test with; must be connected. SENDS MESSAGES to --recipient
  --recipient <number>    number to send to, digits only, with the country code. Required with --instance and --token
  --allow-changes         also test operations that change that account: profile, privacy, groups, channels, blocking, logout
  --callback-host <host>  address of this computer as the server sees it, to test that an event reaches the trigger
                          (default 127.0.0.1 if the server runs on this computer)
  --json <file>           also write the result to this file, as JSON
  --markdown <file>       also write the result to this file, as Markdown, for a bug report
  --help                  show this help

Evolution Go: compares each answer with the known answers of the server
  --token <token>         token of a connected instance. SENDS MESSAGES to --recipient
  --global-key <key>      GLOBAL_API_KEY, to create an instance and for --instance (environment: EVOLUTION_GO_KEY)
  --version <x.y.z>       version to simulate (default: the newest). For a real server, its version, which it doesn't report
  --markdown <file>       default for a real server: ${GO_FILE}

Exits with code 1 if an operation fails or an answer differs from the known ones. Keys, tokens and the recipient's number are
removed from the output. For Evolution Go, all other numbers and all texts in answers are removed, too.
`;

export interface GoTarget {
	/** A server with at least one of the two keys. If it's undefined, a simulator is used. */
	readonly server?: { readonly url: string; readonly token?: string; readonly globalKey?: string };
	/** Version of the server, if it's known. If it's undefined, the simulator uses its newest one. */
	readonly version?: string;
	/** The instance with a phone. Its name is empty if `server.token` identifies the instance. */
	readonly phone?: ConformanceOptions['phone'];
}

export interface ConformanceOptions {
	readonly help: boolean;
	readonly go?: GoTarget;
	/** If it's undefined, a simulator is used. */
	readonly server?: { readonly url: string; readonly key: string };
	readonly version: string;
	/** The instance with a phone, and the person to whom it may send. */
	readonly phone?: {
		readonly instance: string;
		readonly recipient: string;
		readonly mayChange: boolean;
	};
	/** Host name or IP address at which the server reaches this machine; undefined if unknown. */
	readonly callbackHost?: string;
	readonly json?: string;
	readonly markdown?: string;
}

const LOCAL = ['localhost', '127.0.0.1', '[::1]'];

function parse(args: string[]) {
	const text = { type: 'string' } as const;
	try {
		return parseArgs({
			args,
			options: {
				server: text,
				url: text,
				key: text,
				token: text,
				'global-key': text,
				version: text,
				instance: text,
				recipient: text,
				'callback-host': text,
				json: text,
				markdown: text,
				'allow-changes': { type: 'boolean' },
				help: { type: 'boolean', short: 'h' },
			},
		}).values;
	} catch (error) {
		throw new UsageError(`${(error as Error).message}\nAll options: npm run conformance -- --help`);
	}
}

/** @throws {UsageError} */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): ConformanceOptions {
	const values = parse(args);
	const { server: kind = 'api' } = values;
	if (kind === 'go') return readGoOptions(values, env);
	if (kind !== 'api') throw new UsageError(`--server must be api or go, not "${kind}".`);
	for (const name of ['token', 'global-key'] as const) {
		if (values[name] !== undefined) throw new UsageError(`--${name} is for --server go.`);
	}
	const server = serverOf(values.url ?? env.EVOLUTION_API_URL, values.key ?? env.EVOLUTION_API_KEY);
	if (values.instance !== undefined && server === undefined) {
		throw new UsageError('--instance only works with a real server: add --url and --key.');
	}
	if (server !== undefined && values.version !== undefined) {
		throw new UsageError('--version is only for the simulator; a real server reports its own.');
	}
	const isLocal = server === undefined || LOCAL.includes(new URL(server.url).hostname);
	return {
		...shared(values),
		server,
		version: values.version ?? '2.3.7',
		phone: phoneOf(values, values.instance, '--instance'),
		callbackHost: values['callback-host'] ?? (isLocal ? '127.0.0.1' : undefined),
	};
}

type Given = ReturnType<typeof parse>;

const shared = ({ help, json, markdown }: Given) => ({ help: help === true, json, markdown });

function phoneOf(
	values: Given,
	instance: string | undefined,
	named: string,
): ConformanceOptions['phone'] {
	const { recipient, 'allow-changes': mayChange = false } = values;
	if (instance === undefined) {
		if (recipient === undefined && !mayChange) return undefined;
		throw new UsageError(`--recipient and --allow-changes only work with ${named}.`);
	}
	if (!/^\d{8,15}$/.test(recipient ?? '')) {
		throw new UsageError(
			`${named} sends messages: --recipient must be a phone number, digits only, with the country code.`,
		);
	}
	return { instance, recipient: recipient ?? '', mayChange };
}

function readGoOptions(values: Given, env: NodeJS.ProcessEnv): ConformanceOptions {
	for (const name of ['key', 'callback-host'] as const) {
		if (values[name] !== undefined) throw new UsageError(`--${name} is for Evolution API.`);
	}
	const { token, instance, version, markdown, json } = values;
	const globalKey = values['global-key'] ?? env.EVOLUTION_GO_KEY;
	const isReal = values.url !== undefined;
	if (!isReal && (token ?? values['global-key'] ?? instance) !== undefined) {
		throw new UsageError('--token, --global-key and --instance need a real server: add --url.');
	}
	if (isReal && !token && !globalKey) throw new UsageError('--url needs --token or --global-key.');
	if (instance !== undefined && !globalKey) {
		throw new UsageError('--instance needs --global-key. With --token, leave out --instance.');
	}
	if (instance !== undefined && token !== undefined) {
		throw new UsageError('--token already identifies the instance: leave out --instance.');
	}
	const used = instance ?? (token === undefined ? undefined : '');
	const phone = phoneOf(values, used, instance === undefined ? '--token' : '--instance');
	const server =
		values.url === undefined ? undefined : { url: addressOf(values.url), token, globalKey };
	return {
		...shared(values),
		go: { server, version, phone },
		version: version ?? '',
		markdown: markdown ?? (isReal && json === undefined ? GO_FILE : undefined),
	};
}

function addressOf(url: string): string {
	if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
		throw new UsageError(`--url must begin with http:// or https://, not "${url}".`);
	}
	return url.replace(/\/+$/, '');
}

function serverOf(url: string | undefined, key: string | undefined) {
	if (!url) return undefined;
	const address = addressOf(url);
	if (!key) throw new UsageError('--url needs --key, the global key of the server.');
	return { url: address, key };
}
