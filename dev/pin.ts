/**
 * Pins of software that is installed separately from the project, such as n8n. Each pin is a package.json and its lock file,
 * but under other names, because n8n doesn't verify a package whose repository has a second package.json.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const PIN = 'pin.json';
export const PIN_LOCK = 'pin-lock.json';

const MANIFEST = 'package.json';
const LOCK = 'package-lock.json';

export function copyPin(pinned: string, folder: string): void {
	copyFileSync(path.join(pinned, PIN), path.join(folder, MANIFEST));
	copyFileSync(path.join(pinned, PIN_LOCK), path.join(folder, LOCK));
}

/** The hash is part of the folder's name, so a new pin has a new folder. */
export function pinHash(pinned: string): string {
	return hashOf(path.join(pinned, PIN_LOCK));
}

export function holdsPin(folder: string, pinned: string): boolean {
	const lock = path.join(folder, LOCK);
	return existsSync(lock) && hashOf(lock) === pinHash(pinned);
}

function hashOf(file: string): string {
	return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12);
}
