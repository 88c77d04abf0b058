import { readDatabase } from '../../e2e/support/n8nDatabase';

const READ = `
rows = ask('SELECT e.workflowId, d.data FROM execution_entity e JOIN execution_data d ON d.executionId = e.id')
found = {}
for workflow, data in rows:
    found.setdefault(workflow, []).extend(sorted(set(re.findall(r'message [0-9]+\\.', data))))
print(json.dumps(found))
`;

/** By workflow: how many executions n8n has in its database for each message, by text. */
export type Executions = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * What n8n has in its database, while it does not run.
 * @param names of workflows, by ID
 */
export function executionsIn(userFolder: string, names: ReadonlyMap<string, string>): Executions {
	const found = readDatabase(userFolder, READ) as Record<string, string[]>;
	return new Map(
		Object.entries(found).map(([id, texts]) => {
			const counts = new Map<string, number>();
			for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
			return [names.get(id) ?? id, counts];
		}),
	);
}
