/** The last `limit` entries, oldest first. */
export class Ring<Entry> {
	private entries: Entry[] = [];

	constructor(private readonly limit: number) {}

	add(entry: Entry): void {
		this.entries.push(entry);
		// Drops old entries in blocks, so that adding an entry stays cheap.
		if (this.entries.length > this.limit * 1.25) this.entries = this.entries.slice(-this.limit);
	}

	list(): Entry[] {
		return this.entries.slice(-this.limit);
	}

	clear(): void {
		this.entries = [];
	}
}
