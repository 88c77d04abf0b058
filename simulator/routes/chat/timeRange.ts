import { crashed } from '../../core/answers';
import type { Json } from '../../core/data';
import { asObject } from '../../core/values';

/**
 * Returns the ends of the filter `messageTimestamp`, in Unix seconds. If one end is missing, the server ignores the filter.
 * @param outOfRange returns the server's error for a time that its column, an integer of four bytes, can't store
 */
export function rangeOf(
	where: Json,
	outOfRange: (seconds: number) => string,
): readonly [from: number, to: number] | undefined {
	const { gte, lte } = asObject(where.messageTimestamp);
	if (!gte || !lte) return undefined;
	const [from, to] = [gte, lte].map((time) => Math.floor(Date.parse(String(time)) / 1000));
	for (const seconds of [from, to]) {
		if (seconds < -(2 ** 31) || seconds >= 2 ** 31) throw crashed(outOfRange(seconds));
	}
	return [from, to];
}
