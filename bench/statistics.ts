export const median = (values: readonly number[]): number => {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Returns how much values differ: half the distance between the quartiles, divided by the median. */
export function spread(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const at = (part: number) => sorted[Math.round((sorted.length - 1) * part)];
	return (at(0.75) - at(0.25)) / 2 / median(values);
}
