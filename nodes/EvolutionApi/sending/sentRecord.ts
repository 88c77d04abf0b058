import { createHash } from 'node:crypto';
import type { ICheckProcessedOptions, IExecuteFunctions } from 'n8n-workflow';

import { InputProblem } from '../core/input/inputProblem';

const HOUR_MS = 3_600_000;
/** Each hour has an entry of its own to look for. */
const MOST_HOURS = 31 * 24;
/** n8n reads and writes all of them for each message. */
const MOST_ENTRIES = 10_000;

const PLACE = ['bulkSending', 'deduplication', 'values', 'sentSince'];

/**
 * What a node has sent, for servers that keep no messages. It is in n8n's database, where *Remove Duplicates* keeps what it has
 * seen, and of each node on its own. Unlike static data, n8n writes it at once, so it outlives a run that died.
 *
 * n8n keeps checksums without a time, and cannot look one up without recording it. So each entry names an hour, and what was
 * recorded by looking is taken away again.
 */
export class SentRecord {
	private readonly sinceHour: number;

	/** @throws {InputProblem} if `since` is longer ago than it can be looked up */
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly instance: string,
		since: Date,
	) {
		this.sinceHour = hourOf(since.getTime());
		if (hourOf(Date.now()) - this.sinceHour <= MOST_HOURS) return;
		throw new InputProblem(
			PLACE,
			'is more than 31 days ago',
			`Enter ${MOST_HOURS} hours or less: this server keeps no messages, and n8n remembers them for 31 days.`,
		);
	}

	/**
	 * @param names all addresses of the recipient
	 * @param identity of the content
	 * @returns the start of the hour in which it was sent last, or was about to be; undefined if n8n knows nothing of it
	 * @throws {InputProblem} if n8n cannot be asked
	 */
	async find(names: readonly string[], identity: string): Promise<Date | undefined> {
		const { helpers } = this.context;
		const hours = new Map<string, number>();
		for (let hour = this.sinceHour; hour <= hourOf(Date.now()); hour++) {
			for (const entry of this.entriesFor(names, identity, hour)) hours.set(entry, hour);
		}
		const { processed, new: unknown } = await asked(
			helpers.checkProcessedAndRecord([...hours.keys()], 'node', ENTRIES),
		);
		await asked(helpers.removeProcessed(unknown, 'node', ENTRIES));
		const found = processed.map((entry) => hours.get(String(entry)) ?? 0);
		return found.length === 0 ? undefined : new Date(Math.max(...found) * HOUR_MS);
	}

	/**
	 * Right before it is sent: if n8n dies now, nobody knows whether it went out.
	 * @returns what takes it away again, for when it certainly was not sent; an earlier record stays
	 */
	async note(names: readonly string[], identity: string): Promise<() => Promise<void>> {
		const { helpers } = this.context;
		const entries = this.entriesFor(names, identity, hourOf(Date.now()));
		const options = { ...ENTRIES, maxEntries: MOST_ENTRIES };
		const { new: noted } = await asked(helpers.checkProcessedAndRecord(entries, 'node', options));
		return async () => await asked(helpers.removeProcessed(noted, 'node', ENTRIES));
	}

	private entriesFor(names: readonly string[], identity: string, hour: number): string[] {
		return [...new Set(names)].map((name) => {
			const whole = JSON.stringify([this.instance, name, identity, hour]);
			return createHash('sha256').update(whole).digest('base64');
		});
	}
}

const ENTRIES: ICheckProcessedOptions = { mode: 'entries' };

const hourOf = (ms: number) => Math.floor(ms / HOUR_MS);

async function asked<Answer>(answer: Promise<Answer>): Promise<Answer> {
	return await answer.catch((error: unknown) => {
		const cause = error instanceof Error ? `: ${error.message}` : '';
		const problem = `cannot be checked: n8n could not look up what this node has sent${cause}`;
		throw new InputProblem(PLACE, problem, 'Save the workflow, then run it again.');
	});
}
