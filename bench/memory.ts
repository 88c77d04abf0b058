const EVERY_MS = 5;

/** @returns ends the watch: the most memory of the process since now, over what it has now, in bytes */
export function watchMemory(): () => number {
	const idle = process.memoryUsage.rss();
	let most = idle;
	const look = () => {
		most = Math.max(most, process.memoryUsage.rss());
	};
	const timer = setInterval(look, EVERY_MS);
	return () => {
		clearInterval(timer);
		look();
		return most - idle;
	};
}
