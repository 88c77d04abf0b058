import { channel } from 'node:diagnostics_channel';

/** Where sleeps are told of; the node may be loaded, and this file with it, more than once. */
export const SLEEPS = 'test.sleep';

/**
 * `n8n-workflow` for `jest.mock`, in which waiting takes `longestMs` at most: with less, thirty tries of the node are over before a
 * busy machine has started three workflows. The look after a change, more than ten seconds later, never comes: it would write the
 * list beside the test.
 * @param longSleep what waits of more than `longMs` do instead
 */
export function withShortSleep(
	longestMs = 20,
	longSleep: (ms: number) => Promise<void> = async () => await new Promise<void>(() => {}),
	longMs = 10_000,
) {
	const actual = jest.requireActual<typeof import('n8n-workflow')>('n8n-workflow');
	const sleep = async (ms: number) => {
		if (ms > longMs) return await longSleep(ms);
		const short = actual.sleep(Math.min(ms, longestMs));
		channel(SLEEPS).publish(short);
		await short;
	};
	return { ...actual, sleep };
}
