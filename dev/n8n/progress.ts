const QUIET_BEAT_MS = 20_000;

/** Formats a time: `75_000` (ms) becomes `1:15`. */
export function elapsed(ms: number): string {
	const seconds = Math.floor(ms / 1000);
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/**
 * On a terminal, one line is rewritten every second. Elsewhere (CI, a pipe), there is a line at the start, one every 20 s, and
 * one at the end.
 */
export async function withProgress<T>(
	text: string,
	work: () => Promise<T>,
	out: NodeJS.WriteStream = process.stdout,
): Promise<T> {
	const since = Date.now();
	const live = out.isTTY === true;
	const line = () => `  ${text} … ${elapsed(Date.now() - since)}`;
	out.write(live ? line() : `  ${text} …\n`);
	const timer = setInterval(
		() => out.write(live ? `\r${line()}` : `${line()}\n`),
		live ? 1000 : QUIET_BEAT_MS,
	);
	let mark = 'failed after';
	try {
		const result = await work();
		mark = 'done in';
		return result;
	} finally {
		clearInterval(timer);
		out.write(`${live ? '\r' : ''}  ${text}: ${mark} ${elapsed(Date.now() - since)}\n`);
	}
}
