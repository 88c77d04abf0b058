import { setTimeout as sleep } from 'node:timers/promises';

import type { Arrivals } from './arrivals';
import type { EvolutionServer } from './evolutionServer';
import type { Incident } from './incidents';
import type { Through } from './options';
import { sentMessages } from './sent';

/** Maximum number of messages under way. n8n's SQLite database fails if hundreds of webhook calls arrive at the same time. */
const MOST_OPEN = 6;
/** If no message has arrived for this time (ms), the stream no longer waits for those that haven't arrived. */
const STUCK_MS = 20_000;
const MOST_MEANWHILE = 20;
const LOOK_MS = 250;
/** Time without an arrival after which the run is over, ms. It's longer than a killed n8n needs until it can activate its workflows. */
const QUIET_MS = 30_000;
const CHATS = 40;

interface Parts {
	readonly server: EvolutionServer;
	readonly arrivals: Arrivals;
}

interface Options {
	readonly events: number;
	readonly minutes: number;
	readonly through: Through;
}

export async function stream(
	{ server, arrivals }: Parts,
	{ events, minutes, through }: Options,
	incidents: readonly Incident[],
	say: (text: string) => void,
): Promise<void> {
	let sent = 0;
	const since = Date.now();
	const isLate = () => Date.now() - since > minutes * 60_000;
	const send = async () => {
		const from = `55119000000${10 + (sent % CHATS)}`;
		try {
			arrivals.expect(await server.receive(from, `event ${sent}`));
			sent++;
		} catch {
			// The server is down.
			await sleep(100);
		}
	};
	const room = async () => {
		while (arrivals.openCount() >= MOST_OPEN) {
			await sleep(10);
			if (Date.now() - arrivals.lastAt > STUCK_MS) arrivals.forgetOpen();
		}
	};
	const sendUntil = async (at: number) => {
		while (sent < at && !isLate()) {
			await room();
			const before = sent;
			await send();
			if (sent > before && sent % 1000 === 0) say(`  ${sent} after ${minutesSince(since)} min`);
		}
	};
	for (const { name, at, everyMs, isApart, run } of incidents) {
		await sendUntil(at);
		while (isApart && !isLate() && !isDelivered(server)) await sleep(LOOK_MS);
		if (isLate()) break;
		const [from, first] = [Date.now(), sent];
		let isOver = false;
		const happens = run().finally(() => (isOver = true));
		while (!isOver && sent < first + MOST_MEANWHILE) {
			await send();
			await sleep(everyMs);
		}
		await happens;
		arrivals.lastAt = Date.now();
		const took = ((Date.now() - from) / 1000).toFixed(1);
		say(`  at ${first}: ${name}, away for ${took} s, ${sent - first} messages meanwhile`);
	}
	await sendUntil(events);
	await settled({ server, arrivals }, through);
	say(`  ${sent} of ${events} messages sent, all over after ${minutesSince(since)} min`);
}

const minutesSince = (at: number) => ((Date.now() - at) / 60_000).toFixed(1);

async function settled({ server, arrivals }: Parts, through: Through): Promise<void> {
	for (let isOver = false; !isOver; ) {
		await sleep(QUIET_MS);
		arrivals.openCount();
		const isQuiet = Date.now() - arrivals.lastAt >= QUIET_MS;
		// Through the WebSocket, the server sends each event only once, so there are no attempts to wait for.
		isOver = isQuiet && (through === 'webSocket' || isDelivered(server));
	}
}

function isDelivered({ file, startedAt }: EvolutionServer): boolean {
	const own = sentMessages(file).filter(({ at }) => at > startedAt);
	return own.every(({ attempts }) => attempts.at(-1)?.final === true);
}
