import type { N8nClient } from '../../../dev/n8n/client';

/** What went wrong in the latest executions of a workflow, once all are over, and which of its nodes ran. */
export async function faultsIn(
	client: N8nClient,
	workflow: string,
): Promise<{ failed: string[]; ran: Set<string> }> {
	const failed: string[] = [];
	const ran = new Set<string>();
	for (const { id } of await client.executions(workflow)) {
		// A customer has the answer a moment before n8n has written that the execution is over.
		const { status, data } = await client.finished(id);
		for (const [name, runs] of Object.entries(data.resultData.runData)) {
			ran.add(name);
			for (const { error } of runs) if (error) failed.push(`${name}: ${error.message}`);
		}
		if (status !== 'success') failed.push(`execution ${status}`);
	}
	return { failed, ran };
}
