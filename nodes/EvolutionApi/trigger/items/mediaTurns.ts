const MB = 1024 * 1024;

/** While a file is read, it is in memory several times: as JSON, as Base64 and as bytes. */
const MAX_BYTES = 64 * MB;
const MAX_FILES = 4;
/** For a file whose size the message does not tell. */
const UNKNOWN_BYTES = 16 * MB;

/** Fetches only a few files at the same time, in the order in which they came; a large one alone. */
export class MediaTurns {
	private files = 0;
	private bytes = 0;
	private readonly waiting: Array<{ readonly bytes: number; readonly begin: () => void }> = [];

	/** @param size bytes, according to the message */
	async inTurn<Result>(size: number | undefined, fetch: () => Promise<Result>): Promise<Result> {
		const bytes = Math.min(size ?? UNKNOWN_BYTES, MAX_BYTES);
		await this.begin(bytes);
		try {
			return await fetch();
		} finally {
			this.files--;
			this.bytes -= bytes;
			this.admit();
		}
	}

	private async begin(bytes: number): Promise<void> {
		await new Promise<void>((begin) => {
			this.waiting.push({ bytes, begin });
			this.admit();
		});
	}

	private admit(): void {
		for (let next = this.waiting[0]; next !== undefined; next = this.waiting[0]) {
			if (this.files >= MAX_FILES || this.bytes + next.bytes > MAX_BYTES) return;
			this.waiting.shift();
			this.files++;
			this.bytes += next.bytes;
			next.begin();
		}
	}
}
