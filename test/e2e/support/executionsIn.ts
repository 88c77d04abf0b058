import { readDatabase } from './n8nDatabase';

// Finds out which messages have started executions. It reads n8n's database, and looks for the messages' texts in the data of executions.

const READ = `
rows = ask('SELECT e.workflowId, e.status, d.data FROM execution_entity e JOIN execution_data d ON d.executionId = e.id')
found = {}
for workflow, status, data in rows:
    texts = found.setdefault(workflow, {})
    for text in set(re.findall(r'message [0-9]+[^"\\\\.]*\\.', data)):
        texts.setdefault(text, []).append(status)
print(json.dumps(found))
`;

/** Statuses of executions, by the workflow's name and the text of the message. */
export type Executions = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/**
 * Reads n8n's database after n8n was stopped. n8n keeps successful executions for an hour, whatever its settings are.
 * @param names of workflows, by workflow ID
 */
export function executionsIn(userFolder: string, names: ReadonlyMap<string, string>): Executions {
	const found = readDatabase(userFolder, READ) as Record<string, Record<string, string[]>>;
	return new Map(
		Object.entries(found).map(([id, texts]) => [
			names.get(id) ?? id,
			new Map(Object.entries(texts)),
		]),
	);
}
