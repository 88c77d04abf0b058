import { parseArgs } from 'node:util';

import type { ServerKind } from '../../simulator/state/config';

export const HELP = `Soak test: sends events to a real n8n, restarts it, and counts what is lost. Run npm run build first.

Usage
  npx tsx test/soak/main.ts
  npx tsx test/soak/main.ts --quick
  npx tsx test/soak/main.ts --server go

Options
  --server <s>   api (Evolution API, default) or go (Evolution Go, where n8n is sometimes down for longer
                 than the server keeps retrying)
  --quick        about four minutes, as in CI: each kind of restart once, and fewer events
  --events <n>   messages for each of the 3 workflows (default 20000; quick 300)
  --rounds <n>   number of restarts of each kind (default 4; quick 1)
  --through <w>  channel of the workflows: webhook (default) or webSocket (not with go)
  --minutes <n>  time after which no more messages are sent (default 120; quick 5)
  --help         show this help

Each workflow answers each message. The exit code is 1 if an event was lost or an answer is missing for a
reason that isn't listed, if an event or answer came twice, or if n8n's memory grew. The files are then kept.
`;

export type Through = 'webhook' | 'webSocket';

export interface SoakOptions {
	readonly help: boolean;
	readonly server: ServerKind;
	readonly through: Through;
	readonly events: number;
	readonly rounds: number;
	/** Time limit for sending, minutes. */
	readonly minutes: number;
}

/** @throws {Error} with a description of the mistake in the arguments */
export function readOptions(args: string[]): SoakOptions {
	const text = { type: 'string' } as const;
	const flag = { type: 'boolean' } as const;
	const { values } = parseArgs({
		args,
		options: {
			quick: flag,
			help: { ...flag, short: 'h' },
			events: text,
			rounds: text,
			minutes: text,
			through: text,
			server: text,
		},
	});
	const isQuick = values.quick === true;
	const number = (name: 'events' | 'rounds' | 'minutes', standard: number) => {
		const given = values[name];
		if (given !== undefined && !/^\d+$/.test(given)) {
			throw new Error(`--${name} must be a whole number, not "${given}".`);
		}
		return given === undefined ? standard : Number(given);
	};
	const { through = 'webhook' } = values;
	if (through !== 'webhook' && through !== 'webSocket') {
		throw new Error(`--through must be webhook or webSocket, not "${through}".`);
	}
	const { server = 'api' } = values;
	if (server !== 'api' && server !== 'go') {
		throw new Error(`--server must be api or go, not "${server}".`);
	}
	if (server === 'go' && through === 'webSocket') {
		throw new Error('At Evolution Go, workflows receive through the webhook only.');
	}
	return {
		help: values.help === true,
		server,
		through,
		events: number('events', isQuick ? 300 : 20_000),
		rounds: number('rounds', isQuick ? 1 : 4),
		minutes: number('minutes', isQuick ? 5 : 120),
	};
}
