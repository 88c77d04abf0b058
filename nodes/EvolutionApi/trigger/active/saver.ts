/** Pause before events are stored: a trigger's static data may lack the events from this period. */
const SAVE_MS = 5_000;

/** Longest pause before the first call, which spreads the calls of all workflows. */
const SPREAD_MS = 500;

/** Stores a trigger's events by calling its webhook, one call after the other. */
export class Saver {
	/** Number of our own calls that have stored events. */
	ownStores = 0;
	/** Number of changes when the events were last stored. */
	private storedChanges = 0;
	/** When the events are stored next, Unix ms; Infinity if nothing is planned. */
	plannedAt = Infinity;
	private last?: Promise<unknown>;
	/** The next call, which hasn't begun. Requests share it until it begins. */
	private next?: Promise<boolean>;
	private hasCalled = false;
	/** True if the last call stored nothing: n8n may not reach itself. */
	hasFailed = false;

	/**
	 * @param countChanges returns how often the data has changed so far
	 * @param callWebhook stores the events, and notes whether that worked
	 */
	constructor(
		private readonly countChanges: () => number,
		private readonly callWebhook: () => Promise<unknown>,
	) {}

	/** Tells whether n8n is known to reach itself. */
	get reachesItself(): boolean {
		return this.hasCalled && !this.hasFailed;
	}

	/** Tells whether nothing has changed since the last storage: an unwanted event isn't worth a write to n8n's database. */
	get isUpToDate(): boolean {
		return this.storedChanges === this.countChanges();
	}

	/** Notes that a call of the webhook is about to store the events. */
	noteStored(): void {
		this.storedChanges = this.countChanges();
	}

	/** Pause before the next storage, ms. The first call comes soon, because it shows whether n8n reaches itself. */
	get pause(): number {
		return this.hasCalled ? SAVE_MS : Math.random() * SPREAD_MS;
	}

	/** Notes the end of one of our own calls. */
	noteCall(isStored: boolean): void {
		this.hasCalled = true;
		this.hasFailed = !isStored;
	}

	/** Stores the events. Requests during a call share the next call. @returns whether the events were stored */
	async save(): Promise<boolean> {
		this.next ??= Promise.resolve(this.last).then(async () => {
			this.next = undefined;
			await this.callWebhook();
			return !this.hasFailed;
		});
		this.last = this.next;
		return await this.next;
	}
}
