import { setTimeout as sleep } from 'node:timers/promises';

import { until } from '../../e2e/support/triggerStage';
import { randomFrom } from '../../support/random';
import { executionsIn } from '../../e2e/support/executionsIn';
import { fateOf, type Fate, type Killed } from './fates';
import { isIn, KillStage, type KillOptions } from './killStage';

// Kills n8n around deliveries of Evolution Go. A message that n8n has answered with 2xx must be in n8n's database after the
// kill, because Evolution Go doesn't send the message again. No message may start a workflow twice.

const MOST_BEFORE = 4;
const EVERY_MS = 150;
/** Maximum time from a message to the kill, ms. Half of the kills wait for n8n's answer instead, see AFTER_ANSWER_MS. */
const AFTER_MESSAGE_MS = 200;
const AFTER_ANSWER_MS = 40;
const OVER_MS = 60_000;
const AROUND_MS = 60_000;
const ENDING_MS = 3_000;

interface WithFate {
	readonly name: string;
	readonly text: string;
	readonly fate: Fate;
	/** The message's delivery attempts and the kills around them, in seconds since the first attempt, as JSON. */
	readonly history: string;
}

export async function killRounds(options: KillOptions): Promise<WithFate[]> {
	const place = new KillStage();
	const random = randomFrom(options.seed);
	const killed: Killed[] = [];
	try {
		await place.start(options);
		const { server, ids, told } = place;
		for (let round = 1; round <= options.times; round++) {
			const before = 1 + Math.floor(random() * MOST_BEFORE);
			for (let count = 0; count < before; count++) {
				await sleep(EVERY_MS);
				await place.tell();
			}
			const last = told[told.length - 1];
			if (random() < 0.5) {
				await until('n8n has taken it', () => place.isTaken(last), OVER_MS);
				await sleep(random() * AFTER_ANSWER_MS);
			} else await sleep(random() * AFTER_MESSAGE_MS);
			await server.n8n.stop(0);
			const to = Date.now();
			const stored = executionsIn(server.folder, ids);
			await server.start();
			killed.push({ to, readyAt: Date.now(), stored });
			if (round % 10 === 0) options.say(`  ${round} kills, ${told.length} messages`);
		}
		await until('everything is delivered', () => told.every((one) => place.isTaken(one)), OVER_MS);
		await sleep(ENDING_MS);
		await server.stop();
		const atTheEnd = executionsIn(server.folder, ids);
		return told.flatMap((one) =>
			place.workflows.map((name) => {
				const stores = [...killed.map(({ stored }) => stored), atTheEnd];
				const isStored = stores.some((stored) => isIn(stored, name, one));
				const found = { tries: place.triesOf(one), came: place.came(name, one), isStored };
				const history = historyOf(found.tries, killed);
				return { name, text: one.text, fate: fateOf(found, killed), history };
			}),
		);
	} finally {
		await place.end();
	}
}

function historyOf(
	tries: ReadonlyArray<{ readonly at: number; readonly status?: number }>,
	killed: readonly Killed[],
): string {
	const [first, last] = [tries[0]?.at ?? 0, tries.at(-1)?.at ?? 0];
	const after = (time: number) => (time - first) / 1000;
	const near = killed.filter(
		({ to, readyAt }) => readyAt >= first - AROUND_MS && to <= last + AROUND_MS,
	);
	return JSON.stringify({
		tries: tries.map(({ at, status }) => [after(at), status ?? 'no answer']),
		kills: near.map(({ to, readyAt }) => ({ gone: after(to), ready: after(readyAt) })),
	});
}
