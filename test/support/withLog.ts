/** Puts a log of the test in the place of n8n's. @param log gets what is logged, on whatever level */
export function withLog<Context extends object>(
	context: Context,
	log: (...entry: unknown[]) => void,
): Context {
	const value = { debug: log, info: log, warn: log, error: log };
	return Object.defineProperty(context, 'logger', { value });
}
