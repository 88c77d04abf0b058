/** @param log receives the entries of all levels */
export function withLog<Context extends object>(
	context: Context,
	log: (...entry: unknown[]) => void,
): Context {
	const value = { debug: log, info: log, warn: log, error: log };
	return Object.defineProperty(context, 'logger', { value });
}
