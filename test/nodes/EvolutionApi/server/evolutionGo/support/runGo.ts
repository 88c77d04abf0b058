import type { EngineResult } from '../../../../../../dev/engine/engine';
import { runOperationWith, type OperationRun } from '../../../../../../dev/engine/operation';
import { GLOBAL_KEY, GoStandIn, TOKEN } from './goStandIn';

interface Keys {
	/** Whether the credential has only the global key. The default instance is then `sales`. */
	readonly global?: true;
	readonly both?: true;
}

export function useGo(): GoStandIn {
	const server = new GoStandIn();
	beforeAll(async () => await server.start());
	afterEach(() => {
		const mistakes = [...server.mistakes];
		server.reset();
		expect(mistakes).toEqual([]);
	});
	afterAll(async () => await server.stop());
	return server;
}

export async function runGo(
	{ url: baseUrl }: GoStandIn,
	{ global, both, ...run }: OperationRun & Keys,
): Promise<EngineResult> {
	const token = global ? {} : { instanceToken: TOKEN };
	const key = global || both ? { globalApiKey: GLOBAL_KEY } : {};
	return await runOperationWith(
		{
			authentication: 'evolutionGo',
			credentials: { evolutionGoKeyApi: { baseUrl, ...token, ...key } },
		},
		{ ...run, instance: run.instance ?? (global ? 'sales' : undefined) },
	);
}
