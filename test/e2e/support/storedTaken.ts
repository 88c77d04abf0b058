import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { Memory, memoryFrom } from '../../../nodes/EvolutionApi/hub';

// What n8n's own database says, while n8n does not run.

/** Python comes with the compiler of SQLite that n8n's installation needs. */
const READ = `
import json, sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute('SELECT staticData FROM workflow_entity WHERE staticData IS NOT NULL')
print(json.dumps([json.loads(data) for (data,) in rows]))
`;

/**
 * The events that the triggers had taken, as the static data of the workflows have it.
 * @param userFolder of n8n
 */
export function storedTaken(userFolder: string): Memory {
	const copy = mkdtempSync(path.join(os.tmpdir(), 'database-'));
	try {
		for (const end of ['', '-wal', '-shm']) {
			const file = path.join(userFolder, '.n8n', `database.sqlite${end}`);
			if (existsSync(file)) cpSync(file, path.join(copy, `database.sqlite${end}`));
		}
		const found = execFileSync('python3', ['-c', READ, path.join(copy, 'database.sqlite')]);
		const all = JSON.parse(String(found)) as Array<Record<string, { taken?: unknown } | undefined>>;
		const memory = new Memory(0);
		for (const { taken } of all
			.flatMap((nodes) => Object.values(nodes))
			.filter((one) => one != null))
			memory.loadStored(memoryFrom(JSON.parse(String(taken ?? '[]'))), Date.now());
		return memory;
	} finally {
		rmSync(copy, { recursive: true, force: true });
	}
}
