/** Stores a trigger's events by calling its webhook, one call after the other. */
export class Saver {
	/** Number of our own calls that have stored events. */
	ownStores = 0;
	/** Tells whether the last of our own calls has stored the events; undefined before the first. If not, n8n may not reach itself. */
	reachesItself?: boolean;
	/** When the events are stored next, Unix ms; Infinity if nothing is planned. */
	plannedAt = Infinity;
	/** Number of changes when the events were last stored. */
	private storedChanges = 0;
	private last?: Promise<unknown>;
	/** The next call, which hasn't begun. Requests share it until it begins. */
	private next?: Promise<boolean>;

	/**
	 * @param countChanges returns how often the data has changed so far
	 * @param callWebhook stores the events, and notes whether that worked
	 */
	constructor(
		private readonly countChanges: () => number,
		private readonly callWebhook: () => Promise<unknown>,
	) {}

	/** Tells whether nothing has changed since the last storage: an unwanted event isn't worth a write to n8n's database. */
	get isUpToDate(): boolean {
		return this.storedChanges === this.countChanges();
	}

	/** Notes that a call of the webhook is about to store the events. */
	noteStored(): void {
		this.storedChanges = this.countChanges();
	}

	/** Stores the events. Requests during a call share the next call. @returns whether the events were stored */
	async save(): Promise<boolean> {
		this.next ??= Promise.resolve(this.last).then(async () => {
			this.next = undefined;
			await this.callWebhook();
			return this.reachesItself === true;
		});
		this.last = this.next;
		return await this.next;
	}
}
