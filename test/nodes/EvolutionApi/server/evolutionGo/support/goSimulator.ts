import type { EngineResult } from '../../../../../../dev/engine/engine';
import { runOperationWith, type OperationRun } from '../../../../../../dev/engine/operation';
import type { Simulator } from '../../../../../../simulator/server';
import { useSimulator } from '../../../../../support/simulator';

/** The keys in the credential. */
export interface Keys {
	readonly instanceToken?: string;
	readonly globalApiKey?: string;
}

/** Gives a test file a simulated Evolution Go with the demo data and short waits. */
export function useGoSimulator(version: string): { readonly current: Simulator } {
	const simulator = useSimulator({ server: 'go', version });
	beforeEach(() => shortenWaits(simulator.current));
	return simulator;
}

/** Shortens the simulator's waits. After a reset, they are as long as the server's, so this must be called again. */
export function shortenWaits({ config }: Simulator): void {
	Object.assign(config.go, { startMs: 40, retryMs: 2, queryMs: 5 });
	Object.assign(config, { ackDelayMs: 5, reloadMs: 20 });
}

/** Runs an operation in n8n's real engine against the simulator. By default, it uses the global key. */
export async function runInGo(
	{ url: baseUrl, key }: Simulator,
	{ keys = { globalApiKey: key }, ...run }: OperationRun & { readonly keys?: Keys },
): Promise<EngineResult> {
	const isGlobal = keys.globalApiKey !== undefined;
	return await runOperationWith(
		{ authentication: 'evolutionGo', credentials: { evolutionGoKeyApi: { baseUrl, ...keys } } },
		{ ...run, instance: run.instance ?? (isGlobal ? 'demo' : undefined) },
	);
}
