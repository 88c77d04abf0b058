import { StreamedForm } from '../input/form';

/** A read that takes longer hangs; a send may upload a large file and wait for its `delay`. */
export const TIMEOUT_MS = { always: 60_000, neverAfterSent: 300_000 };

interface Stream {
	destroy(error?: Error): unknown;
}

/** 100 KB/s: no healthy server answers more slowly. */
const ANSWER_BYTES_PER_MS = 100;
/** 10 KB/s: nobody sends files through a slower line. */
const UPLOAD_BYTES_PER_MS = 10;

/**
 * One limit for a whole request, from its start to the end of the answer. n8n's own time-out ends only the silence of a
 * connection: neither an answer that comes drop by drop, nor a request that was answered by `101 Switching Protocols`,
 * whose connection Node closes without telling anybody. No timer of it keeps a process alive.
 */
export class TimeLimit {
	private readonly end: number;

	/**
	 * @param patienceMs for what is small; each 100 KB of the answer get a second more
	 * @param body what is sent; each 10 KB of it get a second more
	 */
	constructor(patienceMs: number, body?: unknown) {
		this.end = Date.now() + patienceMs + bytesIn(body) / UPLOAD_BYTES_PER_MS;
	}

	/** @returns the answer with its headers @throws {Error} with the code `ETIMEDOUT` if they do not come */
	async untilAnswered<Answer extends { readonly body: Stream }>(
		answering: Promise<Answer>,
	): Promise<Answer> {
		const signal = AbortSignal.timeout(this.leftMs());
		let giveUp = () => {};
		const late = new Promise<never>((_resolve, reject) => {
			giveUp = () => {
				reject(timedOut());
				// It may still come, and nobody reads it.
				answering.then(
					({ body }) => body.destroy(),
					() => {},
				);
			};
		});
		signal.addEventListener('abort', giveUp, { once: true });
		try {
			return await Promise.race([answering, late]);
		} finally {
			signal.removeEventListener('abort', giveUp);
		}
	}

	/** Breaks the stream off when it is too slow. @param received bytes of it @returns what ends the watching */
	watch(stream: Stream, received: () => number): () => void {
		let signal: AbortSignal;
		const checkTime = () => {
			const left = this.leftMs(received());
			if (left === 0) {
				stream.destroy(timedOut());
				return;
			}
			signal = AbortSignal.timeout(left);
			signal.addEventListener('abort', checkTime, { once: true });
		};
		checkTime();
		return () => signal.removeEventListener('abort', checkTime);
	}

	private leftMs(receivedBytes = 0): number {
		return Math.max(0, Math.ceil(this.end + receivedBytes / ANSWER_BYTES_PER_MS - Date.now()));
	}
}

const timedOut = () => Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' });

/** About: texts and files are nearly all of what is large. */
function bytesIn(body: unknown): number {
	if (typeof body === 'string' || body instanceof Uint8Array) return body.length;
	if (body instanceof StreamedForm) return body.size;
	if (typeof body !== 'object' || body === null) return 0;
	return Object.values(body).reduce<number>((sum, value) => sum + bytesIn(value), 0);
}
