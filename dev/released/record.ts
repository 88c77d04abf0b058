import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { Release } from './current';

const FILE = path.join(__dirname, '..', '..', 'test', 'package', 'released.json');

/** What the last release promises. */
export const readRecord = (): Release | undefined =>
	existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Release) : undefined;

export function writeRecord(release: Release): void {
	writeFileSync(FILE, recordText(release));
}

/** JSON in which each parameter and each output is a line, so that a change of it can be read. */
export function recordText(value: unknown, depth = 0): string {
	// Release, nodes, node, version, its parts: below them, a line is one thing.
	const isLine = depth > 4 || typeof value !== 'object' || value === null || Array.isArray(value);
	if (isLine) return JSON.stringify(value);
	const indent = '\t'.repeat(depth + 1);
	const lines = Object.entries(value).map(
		([key, inner]) => `${indent}${JSON.stringify(key)}: ${recordText(inner, depth + 1)}`,
	);
	const text = `{\n${lines.join(',\n')}\n${'\t'.repeat(depth)}}`;
	return depth === 0 ? `${text}\n` : text;
}
