/** Reads `docs/compose/compose.yaml` as `docker compose` would with a `.env` file. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';

export const COMPOSE = path.join(__dirname, '../../docs/compose');

export interface Service {
	readonly image: string;
	readonly command?: string[];
	readonly entrypoint?: string[];
	readonly environment?: Record<string, string>;
	readonly ports?: string[];
	readonly volumes?: Array<string | { readonly source: string; readonly target: string }>;
	readonly healthcheck?: { readonly test: string[] };
	readonly depends_on?: Record<string, { readonly condition: string }>;
}

export interface Compose {
	readonly services: Record<string, Service>;
	readonly volumes: Record<string, unknown>;
}

/** Matches a variable: `${A}`, `${A:-b}` (default `b`), or `${A:?why}` (required, with the error `why`). */
const VARIABLE = /\$\{(\w+)(?::([-?])([^}]*))?\}/g;

export const composeText = () => readFileSync(path.join(COMPOSE, 'compose.yaml'), 'utf8');

/** @throws {Error} if a required variable is missing */
export function readCompose(env: Readonly<Record<string, string>>): Compose {
	const filled = (text: string) =>
		text.replace(VARIABLE, (_all, name: string, sign = '', rest = '') => {
			const value = env[name] ?? '';
			if (value === '' && sign === '?') throw new Error(`${name}: ${String(rest)}`);
			return value === '' ? String(rest) : value;
		});
	return parse(composeText(), (_key, value: unknown) =>
		typeof value === 'string' ? filled(value) : value,
	) as Compose;
}

export function newKeys(): Record<string, string> {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'compose-'));
	try {
		copyFileSync(path.join(COMPOSE, 'keys.sh'), path.join(folder, 'keys.sh'));
		execFileSync('sh', ['keys.sh'], { cwd: folder });
		return envIn(path.join(folder, '.env'));
	} finally {
		rmSync(folder, { recursive: true });
	}
}

export const envIn = (file: string): Record<string, string> =>
	Object.fromEntries(
		[...readFileSync(file, 'utf8').matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [
			name,
			value,
		]),
	);
