import { sleep } from 'n8n-workflow';

import type { Connection } from './connection';

/** What all requests of a run pass, so that a 429 to one of them slows all of them down. */
interface Gate {
	running: number;
	/** How many may be under way, beside the limit of those who ask. */
	limit: number;
	/** Nothing is sent before this is over. */
	closed: Promise<unknown>;
	readonly waiting: Array<() => void>;
}

/** The connection is one object for a run. */
const gates = new WeakMap<Connection, Gate>();

function gateOf(connection: Connection): Gate {
	const known = gates.get(connection);
	if (known !== undefined) return known;
	const gate: Gate = { running: 0, limit: Infinity, closed: Promise.resolve(), waiting: [] };
	gates.set(connection, gate);
	return gate;
}

/**
 * Does the request as soon as the server may be asked.
 * @param pauseAfter milliseconds for which nothing more may be sent, where the answer is that there were
 *   too many; then half as many may be under way
 */
export async function whenOpen<Answer>(
	connection: Connection,
	request: () => Promise<Answer>,
	pauseAfter: (answer: Answer) => number | undefined,
): Promise<Answer> {
	const gate = gateOf(connection);
	while (gate.running >= gate.limit) {
		await new Promise<void>((resolve) => gate.waiting.push(resolve));
	}
	gate.running++;
	try {
		for (let waited; waited !== gate.closed; ) await (waited = gate.closed);
		const answer = await request();
		adjust(gate, pauseAfter(answer));
		return answer;
	} finally {
		gate.running--;
		for (const resume of gate.waiting.splice(0)) resume();
	}
}

function adjust(gate: Gate, pauseMs: number | undefined): void {
	if (pauseMs === undefined) {
		// One more after each full round: a server that stays content is asked as fast as before.
		gate.limit += 1 / gate.limit;
		return;
	}
	gate.limit = Math.max(1, Math.floor(Math.min(gate.limit, gate.running) / 2));
	gate.closed = Promise.all([gate.closed, sleep(pauseMs)]);
}
