/** Returns how many executions of a workflow n8n has finished since its start. */
export async function finishedExecutions(url: string, workflowId: string): Promise<number> {
	const text = await (await fetch(`${url}/metrics`)).text();
	const line = text
		.split('\n')
		.find(
			(each) => each.startsWith('n8n_workflow_success_total{') && each.includes(`"${workflowId}"`),
		);
	return line === undefined ? 0 : Number(line.split(' ').at(-1));
}
