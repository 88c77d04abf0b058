/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// What was captured from a real server. It lies beside the project and is not part of it.

export const SHARED = join(__dirname, '..', '..', '..', 'shared', 'evolution-api');
export const hasShared = existsSync(join(SHARED, 'contract'));

/** `describe`, or a skipped one that says why. */
export function describeCaptured(title: string, tests: () => void): void {
	if (hasShared) return describe(title, tests);
	process.stdout.write(`Skipped: ${title}. The captured answers of a real server are not here.\n`);
	describe.skip(title, tests);
}

export interface JsonSchema {
	readonly type?: string | readonly string[];
	readonly properties?: Record<string, JsonSchema>;
	readonly required?: readonly string[];
	readonly items?: JsonSchema;
	readonly enum?: readonly unknown[];
	readonly minItems?: number;
	readonly minLength?: number;
}

export interface Captured {
	readonly group: string;
	readonly operation: string;
	readonly method: string;
	/** With `{instanceName}`. */
	readonly path: string;
	readonly params: readonly string[];
	/** Names of the query parameters. */
	readonly query: readonly string[];
	readonly requestSchema: JsonSchema | null;
	readonly multipartFileField: string | null;
	readonly successStatus: number;
	readonly exampleResponse: unknown;
	readonly moreExamples: readonly CapturedAnswer[];
	readonly errorExamples: readonly CapturedAnswer[];
}

export interface CapturedAnswer {
	readonly label: string;
	readonly status: number;
	readonly response: unknown;
}

/** A file of the captured data, as JSON. */
export const readShared = <Content>(...path: string[]): Content =>
	JSON.parse(readFileSync(join(SHARED, ...path), 'utf8')) as Content;

/** Every captured route; none when the data is not there. */
export function capturedRoutes(): Captured[] {
	if (!hasShared) return [];
	return readdirSync(join(SHARED, 'contract')).flatMap((file) =>
		readShared<Captured[]>('contract', file),
	);
}
