const MB = 1024 * 1024;

/** A file is held several times over while it is read: as Base64, as JSON and as bytes. */
const MOST_BYTES = 64 * MB;
const MOST_FILES = 4;
/** For a file of which the message does not tell the size. */
const UNKNOWN_BYTES = 16 * MB;

/** Lets few files be fetched at the same time, in the order in which they came; a large one alone. */
export class MediaTurns {
	private files = 0;
	private bytes = 0;
	private readonly waiting: Array<{ readonly bytes: number; readonly begin: () => void }> = [];

	/** @param size bytes of the file, as the message says */
	async inTurn<Result>(size: number | undefined, fetch: () => Promise<Result>): Promise<Result> {
		const bytes = Math.min(size ?? UNKNOWN_BYTES, MOST_BYTES);
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
			if (this.files >= MOST_FILES || this.bytes + next.bytes > MOST_BYTES) return;
			this.waiting.shift();
			this.files++;
			this.bytes += next.bytes;
			next.begin();
		}
	}
}
