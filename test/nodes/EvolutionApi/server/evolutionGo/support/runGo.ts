import type { EngineResult } from '../../../../../../dev/engine/engine';
import { runOperationWith, type OperationRun } from '../../../../../../dev/engine/operation';
import { GLOBAL_KEY, GoStandIn, TOKEN } from './goStandIn';

/** The keys in the credential. */
interface Keys {
	/** Whether it only has the global key; the instance is then `sales`. */
	readonly global?: true;
	/** Whether it has both keys. */
	readonly both?: true;
}

/** Starts a stand-in for the tests of a file. After each test, it fails if there were wrong requests. */
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

/** Runs an operation in n8n's real engine against the stand-in. By default, the credential only has the instance's token. */
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
