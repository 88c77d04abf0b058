import { setTimeout as sleep } from 'node:timers/promises';

import { randomFrom } from '../../support/random';
import { executionsIn } from '../../e2e/support/executionsIn';
import { isTaken } from './fates';
import { isIn, KillStage, type KillOptions } from './killStage';

/** Half of the moments come so long after a message, at most, and half so long after the server was told. */
const AFTER_MESSAGE_MS = 150;
const AFTER_ANSWER_MS = 30;
/** What n8n had answered is read. */
const READ_MS = 25;
/** So many messages are looked at, the newest. */
const LOOKED_AT = 8;
const PAUSE_MS = 150;

/** A message that the server need not send again, and of whose workflow n8n had no execution. */
interface Missing {
	readonly moment: number;
	readonly name: string;
	readonly text: string;
}

/**
 * Stops n8n at moments around deliveries, and lets it go on: a kill would leave behind just what its database and the server
 * have then. So hundreds of moments take minutes.
 */
export async function missingAt(options: KillOptions): Promise<Missing[]> {
	const place = new KillStage();
	const random = randomFrom(options.seed);
	const missing: Missing[] = [];
	try {
		await place.start(options);
		const { server, ids, told } = place;
		for (let moment = 1; moment <= options.times; moment++) {
			await sleep(random() * PAUSE_MS);
			const one = await place.tell();
			if (random() < 0.5) {
				while (place.triesOf(one).length === 0) await sleep(1);
				await sleep(random() * AFTER_ANSWER_MS);
			} else await sleep(random() * AFTER_MESSAGE_MS);
			const { pid } = server.n8n;
			if (pid === undefined) throw new Error('n8n has no process');
			process.kill(pid, 'SIGSTOP');
			await sleep(READ_MS);
			const stored = executionsIn(server.folder, ids);
			const taken = told.slice(-LOOKED_AT).filter((one) => place.triesOf(one).some(isTaken));
			process.kill(pid, 'SIGCONT');
			for (const one of taken)
				for (const name of place.workflows)
					if (!isIn(stored, name, one)) missing.push({ moment, name, text: one.text });
			if (moment % 50 === 0) options.say(`  ${moment} moments, ${missing.length} missing`);
		}
		return missing;
	} finally {
		await place.end();
	}
}
