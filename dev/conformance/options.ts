/** What `npm run conformance` was asked for. */
import { parseArgs } from 'node:util';
import { UsageError } from '../options';

export const HELP = `npm run conformance: runs every operation of the node, and the registration of its trigger, against a server

Usage
  npm run conformance                                          a simulator that it starts itself
  npm run conformance -- --url http://localhost:8080 --key …   a real server

It makes an instance of its own, conformance-…, and removes it at the end, also after Ctrl-C. What needs a
phone is only tried as far as the server refuses it, unless an instance is named that has one.

Options
  --url <url>             the server (environment: EVOLUTION_API_URL)
  --key <key>             its global key (environment: EVOLUTION_API_KEY)
  --version <x.y.z>       version that the simulator plays (default 2.3.7)
  --instance <name>       a connected instance of that server, for what needs a phone. It WRITES to the recipient.
  --recipient <number>    whom it writes to, with the country code; needed with --instance
  --allow-changes         also does there what changes the account: profile, privacy, groups, blocking, logout
  --callback-host <host>  under which the server reaches this computer, to see an event reach the trigger
                          (default 127.0.0.1, if the server is on this computer)
  --json <file>           writes the result as JSON, too
  --markdown <file>       writes the result as Markdown, too, for the report of a bug
  --help                  this text

Ends with 1 if anything failed. Keys, tokens and the number of the recipient are taken out of what it shows.
`;

export interface ConformanceOptions {
	readonly help: boolean;
	/** Undefined: a simulator. */
	readonly server?: { readonly url: string; readonly key: string };
	/** Of the simulator. */
	readonly version: string;
	/** The instance that has a phone, and whom it may write to. */
	readonly phone?: {
		readonly instance: string;
		readonly recipient: string;
		readonly mayChange: boolean;
	};
	/** Where the server reaches us; undefined if unknown. */
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
				url: text,
				key: text,
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
	const given = parse(args);
	const server = serverOf(given.url ?? env.EVOLUTION_API_URL, given.key ?? env.EVOLUTION_API_KEY);
	const { instance, recipient } = given;
	if (instance !== undefined && server === undefined) {
		throw new UsageError('--instance is an instance of a real server: it needs --url and --key.');
	}
	if (instance !== undefined && !/^\d{8,15}$/.test(recipient ?? '')) {
		throw new UsageError(
			'--instance writes to somebody: --recipient must be a number of digits only, with the country code.',
		);
	}
	if (instance === undefined && (recipient !== undefined || given['allow-changes'] === true)) {
		throw new UsageError('--recipient and --allow-changes have a meaning only with --instance.');
	}
	if (server !== undefined && given.version !== undefined) {
		throw new UsageError('--version is that of the simulator; a real server says its own.');
	}
	const isLocal = server === undefined || LOCAL.includes(new URL(server.url).hostname);
	const mayChange = given['allow-changes'] === true;
	return {
		help: given.help === true,
		server,
		version: given.version ?? '2.3.7',
		phone: instance === undefined ? undefined : { instance, recipient: recipient ?? '', mayChange },
		callbackHost: given['callback-host'] ?? (isLocal ? '127.0.0.1' : undefined),
		json: given.json,
		markdown: given.markdown,
	};
}

function serverOf(url: string | undefined, key: string | undefined) {
	if (!url) return undefined;
	if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
		throw new UsageError(`--url must begin with http:// or https://, not "${url}".`);
	}
	if (!key) throw new UsageError('--url needs --key, the global key of the server.');
	return { url: url.replace(/\/+$/, ''), key };
}
