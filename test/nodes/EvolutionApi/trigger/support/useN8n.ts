import type { useSimulator } from '../../../../support/simulator';
import { FakeN8n } from './fakeN8n';

/** A new n8n for each test, at a server that tries each delivery once. */
export function useN8n(
	simulator: ReturnType<typeof useSimulator>,
	authentication?: FakeN8n['authentication'],
) {
	let n8n: FakeN8n | undefined;
	const stage = {
		/** How far the clock is ahead of the real one. */
		aheadMs: 0,
		get n8n(): FakeN8n {
			if (n8n === undefined) throw new Error('Not before the test');
			return n8n;
		},
	};
	beforeEach(async () => {
		const now = Date.now;
		stage.aheadMs = 0;
		jest.spyOn(Date, 'now').mockImplementation(() => now() + stage.aheadMs);
		simulator.current.config.webhookRetry = { delaysMs: [], timeoutMs: 30_000 };
		n8n = await FakeN8n.start(simulator.current, authentication);
	});
	afterEach(async () => {
		await n8n?.close();
		jest.restoreAllMocks();
	});
	return stage;
}
