import { parseArgs } from 'node:util';

import type { ServerKind } from '../../simulator/state/config';

export const HELP = `A real n8n under events and restarts, and what is lost. Needs npm run build.

Usage
  npx tsx test/soak/main.ts
  npx tsx test/soak/main.ts --quick
  npx tsx test/soak/main.ts --server go

Options
  --server <s>   api (Evolution API) or go (Evolution Go, at which n8n is also away for longer than the
                 server tries to deliver) (default api)
  --quick        the size of CI, about four minutes: every kind of restart, but once, and fewer events
  --events <n>   messages that each of 3 workflows must get (default 20000; quick 300)
  --rounds <n>   how often each kind of restart comes (default 4; quick 1)
  --through <w>  webhook or webSocket: how the workflows receive (default webhook; go has no other)
  --minutes <n>  after which it sends no more, however many it sent (default 120; quick 5)
  --help         this text

Each workflow answers each message. Ends with 1 if an event was lost or an answer is missing for none
of the listed reasons, if one came twice, or if the memory of n8n grew. Its files are then kept.
`;

/** Values of the trigger's parameter *Connection → Method*. */
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
