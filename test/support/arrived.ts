import type { Simulator } from '../../simulator/server';

/** A request that reached the Evolution routes of the simulator. */
export interface Arrived {
	readonly method: string;
	/** As sent, still percent-encoded, without the query. */
	readonly path: string;
	readonly body: unknown;
	readonly files: ReadonlyArray<{
		field: string;
		fileName: string;
		mimetype: string;
		size: number;
		sha256: string;
	}>;
	readonly status: number;
}

export async function arrived({ url }: Simulator): Promise<Arrived[]> {
	const response = await fetch(`${url}/_sim/requests`);
	return (await response.json()) as Arrived[];
}

export async function clearArrived({ url }: Simulator): Promise<void> {
	await fetch(`${url}/_sim/requests`, { method: 'DELETE' });
	await fetch(`${url}/_sim/faults`, { method: 'DELETE' });
}
