import type { N8nClient } from '../../../dev/n8n/client';

export async function faultsIn(
	client: N8nClient,
	workflow: string,
): Promise<{ failed: string[]; ran: Set<string> }> {
	const failed: string[] = [];
	const ran = new Set<string>();
	for (const { id } of await client.executions(workflow)) {
		// The workflow's reply may arrive a moment before n8n stores the end of the execution.
		const { status, data } = await client.finished(id);
		for (const [name, runs] of Object.entries(data.resultData.runData)) {
			ran.add(name);
			for (const { error } of runs) if (error) failed.push(`${name}: ${error.message}`);
		}
		if (status !== 'success') failed.push(`execution ${status}`);
	}
	return { failed, ran };
}
