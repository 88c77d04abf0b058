import { Memory, memoryFrom } from '../../../nodes/EvolutionApi/hub';
import { readDatabase } from './n8nDatabase';

// What n8n's own database says, while n8n does not run.

const READ = `
data = ask('SELECT staticData FROM workflow_entity WHERE staticData IS NOT NULL')
keys = ask('SELECT deduplicationKey FROM execution_entity WHERE deduplicationKey IS NOT NULL')
print(json.dumps({'data': [json.loads(one) for (one,) in data], 'keys': [key for (key,) in keys]}))
`;

interface Read {
	readonly data: ReadonlyArray<Record<string, { taken?: unknown } | undefined>>;
	readonly keys: readonly string[];
}

export interface Stored {
	/** The events that the triggers had taken, as the static data of the workflows have it. */
	readonly taken: Memory;
	/** The keys of the executions that had begun and were not over. */
	readonly begun: ReadonlySet<string>;
}

/** @param userFolder of n8n, which keeps no executions that succeed */
export function storedIn(userFolder: string): Stored {
	const { data, keys } = readDatabase(userFolder, READ) as Read;
	const taken = new Memory(0);
	for (const one of data.flatMap((nodes) => Object.values(nodes)).filter((node) => node != null))
		taken.loadStored(memoryFrom(JSON.parse(String(one.taken ?? '[]'))), Date.now());
	return { taken, begun: new Set(keys) };
}
