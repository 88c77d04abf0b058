import type { Json } from '../core/data';
import { asObject, isObject } from '../core/values';

export interface Fault {
	times: number;
	/** how many matching requests the server handles normally before the first fault */
	skip: number;
	method?: string;
	/** prefix of the request's path */
	path?: string;
	status?: number;
	body?: unknown;
	contentType?: string;
	headers?: Record<string, string>;
	/** when the connection breaks: before the request is handled, after that, or in the middle of the answer */
	drop?: 'before' | 'after' | 'mid';
	delayMs?: number;
	/** the connection breaks after this many ms without an answer, as with a proxy */
	closeMs?: number;
}

const DROPS: readonly unknown[] = ['before', 'after', 'mid'];
const positive = (value: unknown, fallback: number) =>
	typeof value === 'number' && value >= 0 ? value : fallback;

/** Returns the fault in a request body, or an error text if the fault is invalid. */
export function parseFault(body: Json): Fault | string {
	const { status, drop, delayMs, closeMs } = body;
	if ([status, drop, delayMs, closeMs].every((effect) => effect === undefined)) {
		return 'A fault needs "status", "drop", "delayMs" or "closeMs"';
	}
	if (drop !== undefined && !DROPS.includes(drop)) return '"drop" is before, after or mid';
	if (
		status !== undefined &&
		!(Number.isInteger(status) && Number(status) >= 200 && Number(status) < 600)
	) {
		return '"status" must be an HTTP status from 200 to 599';
	}
	return {
		times: positive(body.times, 1),
		skip: positive(body.skip, 0),
		method: typeof body.method === 'string' ? body.method.toUpperCase() : undefined,
		path: typeof body.path === 'string' ? body.path : undefined,
		status: status as number | undefined,
		body: body.body,
		contentType: typeof body.contentType === 'string' ? body.contentType : undefined,
		headers: isObject(body.headers)
			? Object.fromEntries(
					Object.entries(asObject(body.headers)).map(([name, value]) => [name, String(value)]),
				)
			: undefined,
		drop: drop as Fault['drop'],
		delayMs: delayMs === undefined ? undefined : positive(delayMs, 0),
		closeMs: closeMs === undefined ? undefined : positive(closeMs, 0),
	};
}

export function takeFault(faults: Fault[], method: string, path: string): Fault | undefined {
	const index = faults.findIndex(
		(fault) => (!fault.method || fault.method === method) && path.startsWith(fault.path ?? ''),
	);
	if (index < 0) return undefined;
	const fault = faults[index];
	if (fault.skip > 0) {
		fault.skip -= 1;
		return undefined;
	}
	fault.times -= 1;
	if (fault.times <= 0) faults.splice(index, 1);
	return fault;
}
