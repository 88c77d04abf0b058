import { withShortSleep } from './shortSleep';

const LOOK_MS = 5;
/** Pauses between the tries of a request are shorter: they end within the step of the clock in which they begin. */
const LONG_MS = 3_000;

async function untilClockSays(ms: number): Promise<void> {
	const end = Date.now() + ms;
	// What still sleeps at the end of the tests keeps nobody up.
	while (Date.now() < end) {
		await new Promise((resolve) => setTimeout(resolve, LOOK_MS).unref());
	}
}

/** `n8n-workflow` for `jest.mock`, in which a long sleep is over as soon as the clock says so: a test sets that ahead. */
export const withLaterSleep = () => withShortSleep(LOOK_MS, untilClockSays, LONG_MS);
