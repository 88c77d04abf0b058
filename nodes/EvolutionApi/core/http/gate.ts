import { sleep } from 'n8n-workflow';

/** All requests of a run pass it, so that a 429 to one of them slows all of them down. */
interface Gate {
	running: number;
	/** How many may be under way. The callers have limits of their own. */
	limit: number;
	/** Nothing is sent before this is settled. */
	closed: Promise<unknown>;
	readonly waiting: Array<() => void>;
}

/** By connection: a run has one for each server. */
const gates = new WeakMap<object, Gate>();

function gateOf(connection: object): Gate {
	const known = gates.get(connection);
	if (known !== undefined) return known;
	const gate: Gate = { running: 0, limit: Infinity, closed: Promise.resolve(), waiting: [] };
	gates.set(connection, gate);
	return gate;
}

/**
 * Sends the request as soon as the server may be asked.
 * @param pauseAfter if the answer is that there were too many requests: milliseconds in which nothing may be sent. Then
 *   half as many may be under way.
 */
export async function passGate<Answer>(
	connection: object,
	request: () => Promise<Answer>,
	pauseAfter: (answer: Answer) => number | undefined,
): Promise<Answer> {
	const gate = gateOf(connection);
	while (gate.running >= gate.limit) {
		await new Promise<void>((resolve) => gate.waiting.push(resolve));
	}
	gate.running++;
	try {
		// It may be closed for longer meanwhile.
		for (let waited; waited !== gate.closed; ) await (waited = gate.closed);
		const answer = await request();
		adjustLimit(gate, pauseAfter(answer));
		return answer;
	} finally {
		gate.running--;
		for (const resume of gate.waiting.splice(0)) resume();
	}
}

function adjustLimit(gate: Gate, pauseMs: number | undefined): void {
	if (pauseMs === undefined) {
		// One more after each full round, until the server is asked as fast as before.
		gate.limit += 1 / gate.limit;
		return;
	}
	gate.limit = Math.max(1, Math.floor(Math.min(gate.limit, gate.running) / 2));
	gate.closed = Promise.all([gate.closed, sleep(pauseMs)]);
}
