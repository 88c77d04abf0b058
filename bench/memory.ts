import { readFileSync } from 'node:fs';

import type { RunningN8n } from '../dev/n8n/driver';

const EVERY_MS = 5;

/** Watches the memory. @returns a function that ends this, and returns how many bytes the peak was above the memory at the start */
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

const statusOf = ({ pid }: RunningN8n, name: string) =>
	Number(
		new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(
			readFileSync(`/proc/${pid}/status`, 'utf8'),
		)?.[1],
	) / 1024;

export const peakMb = (n8n: RunningN8n) => Math.round(statusOf(n8n, 'VmHWM'));
