/** Rewrites exported workflows from n8n-nodes-evolution-api to this package: see docs/migration.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { migrateWorkflow, type Report, type WorkflowFile } from './workflow';

const USAGE = `npm run migrate -- workflow.json …

Writes workflow.migrated.json beside each file, and says what is left to do by hand.
The files are workflows downloaded from n8n's editor, or arrays of them as "n8n export:workflow" writes.
`;

function main(files: readonly string[]): number {
	if (files.length === 0 || files.some((file) => file.startsWith('-'))) {
		process.stdout.write(USAGE);
		return files.length === 0 ? 1 : 0;
	}
	for (const file of files) {
		const content = JSON.parse(readFileSync(file, 'utf8')) as WorkflowFile | WorkflowFile[];
		const reports = [content].flat().map(migrateWorkflow);
		const workflows = reports.map(({ workflow }) => workflow);
		const { dir, name } = path.parse(file);
		const target = path.join(dir, `${name}.migrated.json`);
		const written = Array.isArray(content) ? workflows : workflows[0];
		writeFileSync(target, `${JSON.stringify(written, null, 2)}\n`);
		process.stdout.write(`${target}\n${reports.map(described).join('')}`);
	}
	return 0;
}

function described({ migrated, notes }: Report): string {
	if (migrated.length === 0 && notes.length === 0) return '  No node of the old package.\n';
	const todo = notes.map(([node, note]) => `  - ${node}: ${note}\n`).join('');
	return `  ${migrated.length} nodes rewritten: ${migrated.join(', ')}\n  - Each: choose the credential again.\n${todo}`;
}

process.exitCode = main(process.argv.slice(2));
