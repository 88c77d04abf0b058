import type { EngineResult } from '../../../../../../dev/engine/engine';
import { runOperationWith, type OperationRun } from '../../../../../../dev/engine/operation';
import type { Simulator } from '../../../../../../simulator/server';
import { useSimulator } from '../../../../../support/simulator';

/** Which keys the credential has. */
export interface Keys {
	readonly instanceToken?: string;
	readonly globalApiKey?: string;
}

/** Evolution Go as the simulator plays it, with the demo data, whose waits are short. */
export function useGoSimulator(version: string): { readonly current: Simulator } {
	const simulator = useSimulator({ server: 'go', version });
	beforeEach(() => shortenWaits(simulator.current));
	return simulator;
}

/** To be called again after a reset, which makes them as long as those of the server. */
export function shortenWaits({ config }: Simulator): void {
	Object.assign(config.go, { startMs: 40, retryMs: 2, queryMs: 5 });
	Object.assign(config, { ackDelayMs: 5, reloadMs: 20 });
}

/** Runs an operation on the real engine against the simulator, with the global key if no other is given. */
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
