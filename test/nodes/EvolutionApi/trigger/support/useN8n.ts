import { forgetUnusedCaches } from '../../../../../nodes/EvolutionApi/trigger/memory/scopedCache';
import type { useSimulator } from '../../../../support/simulator';
import { FakeN8n } from './fakeN8n';

/** Longer than the node keeps unused state. */
const LONG_MS = 2 * 3_600_000;

/** Starts a simulated n8n for each test. The simulated server doesn't repeat failed deliveries. */
export function useN8n(
	simulator: ReturnType<typeof useSimulator>,
	authentication?: FakeN8n['authentication'],
) {
	let n8n: FakeN8n | undefined;
	const stage = {
		/** How far the clock is ahead of the real time. */
		aheadMs: 0,
		get n8n(): FakeN8n {
			if (n8n === undefined) throw new Error('Not before the test');
			return n8n;
		},
	};
	beforeEach(async () => {
		const now = Date.now;
		jest.spyOn(Date, 'now').mockImplementation(() => now() + stage.aheadMs);
		// Empties all caches, since the Loop Guard would count the texts of earlier tests, too, and stop the chat. The first call
		// notes which caches are unused, and the second call forgets them.
		for (stage.aheadMs = LONG_MS; stage.aheadMs <= 2 * LONG_MS; stage.aheadMs += LONG_MS)
			forgetUnusedCaches(() => false);
		stage.aheadMs = 0;
		simulator.current.config.webhookRetry = { delaysMs: [], timeoutMs: 30_000 };
		n8n = await FakeN8n.start(simulator.current, authentication);
	});
	afterEach(async () => {
		await n8n?.close();
		jest.restoreAllMocks();
	});
	return stage;
}
