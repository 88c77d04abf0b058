/**
 * Pins of what is installed apart from the project, e.g. n8n itself. They are npm's two files under other names, as
 * n8n verifies no package whose repository has a second package.json.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const PIN = 'pin.json';
export const PIN_LOCK = 'pin-lock.json';

/** Address where npm finds the pinned package. */
const MANIFEST = 'package.json';
const LOCK = 'package-lock.json';

/** Copies the two files of a pin to the folder where npm installs it. */
export function copyPin(pinned: string, folder: string): void {
	copyFileSync(path.join(pinned, PIN), path.join(folder, MANIFEST));
	copyFileSync(path.join(pinned, PIN_LOCK), path.join(folder, LOCK));
}

/** First 12 hex digits of the SHA-256 of the lock file: a new pin is a new folder. */
export function pinHash(pinned: string): string {
	return hashOf(path.join(pinned, PIN_LOCK));
}

/** Whether this pin has been copied into the folder, and not an older one. */
export function holdsPin(folder: string, pinned: string): boolean {
	const lock = path.join(folder, LOCK);
	return existsSync(lock) && hashOf(lock) === pinHash(pinned);
}

function hashOf(file: string): string {
	return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12);
}
