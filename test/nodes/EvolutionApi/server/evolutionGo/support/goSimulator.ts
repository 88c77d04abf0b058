import type { EngineResult } from '../../../../../../dev/engine/engine';
import { runOperationWith, type OperationRun } from '../../../../../../dev/engine/operation';
import type { Simulator } from '../../../../../../simulator/server';
import { useSimulator } from '../../../../../support/simulator';

export interface Keys {
	readonly instanceToken?: string;
	readonly globalApiKey?: string;
}

export function useGoSimulator(version: string): { readonly current: Simulator } {
	const simulator = useSimulator({ server: 'go', version });
	beforeEach(() => shortenWaits(simulator.current));
	return simulator;
}

/** After a reset, the simulator's waits are as long as the server's, so this must be called again. */
export function shortenWaits({ config }: Simulator): void {
	Object.assign(config.go, { startMs: 40, retryMs: 2, queryMs: 5 });
	Object.assign(config, { ackDelayMs: 5, reloadMs: 20 });
}

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
