import { HubChangeRefused, type HubChange } from './hubChange';
import type { HubState } from './plan';
import { runRound, type PendingChange, type Round } from './round';
import type { WebhookApi } from './webhookApi';

/** The changes of one process: those of one instance that come at the same time are made together. */
export class HubChanges {
	private readonly running = new Map<string, PendingChange[]>();
	/** By key: the events that the server of an instance did not take. */
	private readonly refused = new Map<string, Set<string>>();

	/**
	 * Fulfils changes: reads the webhook, plans, writes, waits, reads back, and again until it holds.
	 * @param key names the server, the instance and the credential
	 * @returns how it is then; its `key` verifies the deliveries
	 * @throws {HubChangeRefused} where the list is full, the server does not know an event, or a conversation
	 *   cannot wait here; the other changes of the same moment go on
	 * @throws {RequestFailure} with the cause, where the server does not do it, has no webhook headers, or
	 *   others overwrite the webhook again and again
	 */
	async change(key: string, api: WebhookApi, changes: readonly HubChange[]): Promise<HubState> {
		return await new Promise((resolve, reject) => {
			const entry = { changes, resolve, reject, tries: 0 };
			const entries = this.running.get(key);
			if (entries === undefined) void this.work(key, api, [entry]);
			else entries.push(entry);
		});
	}

	/** Never throws: what goes wrong is told to those who wished. */
	private async work(key: string, api: WebhookApi, entries: PendingChange[]): Promise<void> {
		this.running.set(key, entries);
		const refused = this.refused.get(key) ?? new Set();
		this.refused.set(key, refused);
		const round: Round = { api, pending: entries, refused, slowestMs: 0, failures: 0 };
		while (entries.length > 0) {
			try {
				await runRound(round);
			} catch (error) {
				for (const { reject } of takeFailed(entries, error)) reject(error);
			}
		}
		this.running.delete(key);
	}
}

/** A change that is refused fails alone; the rest stays. */
function takeFailed(entries: PendingChange[], error: unknown): PendingChange[] {
	if (!(error instanceof HubChangeRefused)) return entries.splice(0);
	const isMeant = ({ changes }: PendingChange) => changes.includes(error.change);
	const all = entries.splice(0);
	entries.push(...all.filter((entry) => !isMeant(entry)));
	return all.filter(isMeant);
}
