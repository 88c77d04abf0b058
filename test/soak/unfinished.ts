import { readDatabase } from '../e2e/support/n8nDatabase';
import type { Unfinished } from './ends';

/** Python code that finds the simulator's message IDs, `3A` and 18 hexadecimal digits, in n8n's execution data. */
const READ = `
rows = ask("SELECT e.workflowId, d.data FROM execution_entity e JOIN execution_data d ON d.executionId = e.id "
    "WHERE e.deletedAt IS NULL AND e.status IN ('new', 'running')")
found = {}
for workflow, data in rows:
    found.setdefault(workflow, []).extend(set(re.findall(r'\\b3A[0-9A-F]{18}\\b', data)))
print(json.dumps(found))
`;

/** Returns the messages of executions that n8n hadn't finished when it was stopped. @param names of workflows, by ID */
export function readUnfinished(userFolder: string, names: ReadonlyMap<string, string>): Unfinished {
	const found = readDatabase(userFolder, READ) as Record<string, string[]>;
	return new Map(Object.entries(found).map(([id, ids]) => [names.get(id) ?? id, new Set(ids)]));
}
