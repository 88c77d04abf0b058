import type { IExecuteFunctions } from 'n8n-workflow';

import type { Connection } from './adapter';
import { inParallel } from '../concurrency/limiter';
import { isLid, spellings } from '../values/jid';

/** How many LIDs are looked up at the same time. */
const LOOKUPS_AT_ONCE = 10;

/**
 * Which LIDs belong to which numbers, as far as the server knows: what a person wrote is stored under both. Only LIDs are
 * looked up, each once: lists of recipients have few of them.
 */
export class People {
	/** By LID: the first spelling of the number; undefined if the server does not know it. */
	private readonly numbers = new Map<string, string | undefined>();
	private readonly lids = new Map<string, string[]>();

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly connection: Connection,
		private readonly instance: string,
	) {}

	/** @param number in any spelling; undefined if the server does not know it */
	learn(lid: string, number: string | undefined): void {
		if (this.numbers.get(lid) !== undefined) return;
		const first = number === undefined ? undefined : spellings(number)[0];
		this.numbers.set(lid, first);
		if (first !== undefined) this.lids.set(first, [...(this.lids.get(first) ?? []), lid]);
	}

	/** @throws {RequestFailure} if the server cannot be asked */
	async lookUp(addresses: Iterable<string>): Promise<void> {
		const lids = new Set([...addresses].filter((jid) => isLid(jid) && !this.numbers.has(jid)));
		const failures: unknown[] = [];
		await inParallel(this.context, LOOKUPS_AT_ONCE, [...lids], async (lid) => {
			await this.numberOf(lid).then(
				(number) => this.learn(lid, number),
				(error: unknown) => failures.push(error),
			);
			return failures.length === 0;
		});
		if (failures.length > 0) throw failures[0];
	}

	private async numberOf(lid: string): Promise<string | undefined> {
		const { context, connection, instance } = this;
		return await connection.server.store?.numberOf({ context, connection, instance }, lid);
	}

	/** All addresses of whoever has this one; the same for each of them. */
	namesOf(address: string): string[] {
		const numbers = spellings(this.numbers.get(address) ?? address);
		const lids = this.lids.get(numbers[0]) ?? [];
		return [...numbers, ...[...lids].sort()];
	}
}
