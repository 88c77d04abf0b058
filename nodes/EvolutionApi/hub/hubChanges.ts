import { HubChangeRefused, type HubChange } from './hubChange';
import type { HubState } from './plan';
import { runRound, type PendingChange, type Round } from './round';
import type { WebhookApi } from './webhookApi';

/** Changes the hubs of this process. Changes of one instance that come at the same time are made together. */
export class HubChanges {
	private readonly running = new Map<string, PendingChange[]>();
	/** By key: names of events that the server refused. */
	private readonly refused = new Map<string, Set<string>>();

	/**
	 * Makes changes: reads the webhook, plans, writes, waits and reads back, until the changes hold.
	 * @param key names the server, the instance and the credential
	 * @returns the state afterwards; its `key` verifies the deliveries
	 * @throws {HubChangeRefused} if the list is full, the server does not know an event, or a conversation
	 *   cannot wait here; the other changes of the same moment go on
	 * @throws {RequestFailure} with the cause, if the server refuses, has no webhook headers, or others
	 *   overwrite the webhook again and again
	 */
	async change(key: string, api: WebhookApi, changes: readonly HubChange[]): Promise<HubState> {
		return await new Promise((resolve, reject) => {
			const entry = { changes, resolve, reject, tries: 0 };
			const pending = this.running.get(key);
			if (pending === undefined) void this.runRounds(key, api, [entry]);
			else pending.push(entry);
		});
	}

	/** Never throws: an error rejects the changes that it belongs to. */
	private async runRounds(key: string, api: WebhookApi, pending: PendingChange[]): Promise<void> {
		this.running.set(key, pending);
		const refused = this.refused.get(key) ?? new Set();
		this.refused.set(key, refused);
		const round: Round = { api, pending, refused, slowestMs: 0, failures: 0 };
		while (pending.length > 0) {
			try {
				await runRound(round);
			} catch (error) {
				for (const { reject } of removeFailed(pending, error)) reject(error);
			}
		}
		this.running.delete(key);
	}
}

/** A change that is refused fails alone; any other error fails all. */
function removeFailed(pending: PendingChange[], error: unknown): PendingChange[] {
	const all = pending.splice(0);
	if (!(error instanceof HubChangeRefused)) return all;
	const hasFailed = ({ changes }: PendingChange) => changes.includes(error.change);
	pending.push(...all.filter((entry) => !hasFailed(entry)));
	return all.filter(hasFailed);
}
