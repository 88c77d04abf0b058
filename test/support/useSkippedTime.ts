import { useSimulator } from './simulator';
import { time } from './skippedTime';

/** A simulator for executions that wait for long: see `time`. The file mocks `n8n-workflow` with `withSkippedTime`. */
export function useSkippedTime(): ReturnType<typeof useSimulator> {
	const simulator = useSimulator();
	beforeEach(() => time.start(simulator.current));
	afterEach(() => jest.restoreAllMocks());
	return simulator;
}
