import type { EngineResult } from '../../../../../../dev/engine/engine';
import { runOperationWith, type OperationRun } from '../../../../../../dev/engine/operation';
import { GLOBAL_KEY, GoStandIn, TOKEN } from './goStandIn';

/** Which keys the credential has. */
interface Keys {
	/** Only the global key, and the instance `sales`. */
	readonly global?: true;
	/** Both keys. */
	readonly both?: true;
}

/** A stand-in for the tests of a file. After each test, it reports wrong requests. */
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

/** Runs an operation on the real engine against the stand-in, with the instance's token alone. */
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
