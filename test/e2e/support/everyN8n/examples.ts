/** Tests whether the examples run in several n8n versions. */
import type { NodeTypeSummary } from '../../../../dev/n8n/types';
import { credentialsFor, exampleWorkflows, prepareWorkspace } from '../../../../dev/workspace';
import type { Server, Stage } from '../triggerStage';

const versionsOf = ({ version = [] }: NodeTypeSummary) =>
	Array.isArray(version) ? version : [version];

export function examplesWork(server: Server, stage: Stage): void {
	const examples = exampleWorkflows();

	it('has every node of the examples, in its version', async () => {
		const types = await server.n8n.client.nodeTypes();
		const has = (type: string, typeVersion: number) =>
			types.some((one) => one.name === type && versionsOf(one).includes(typeVersion));
		const missing = examples.flatMap(({ name, nodes }) =>
			nodes
				.filter(({ type, typeVersion }) => !has(type, typeVersion))
				.map(({ type, typeVersion }) => `${name}: ${type} ${typeVersion}`),
		);
		expect(missing).toEqual([]);
	});

	it('takes each of them once, and runs those that need no one else', async () => {
		const { client } = server.n8n;
		const { url, key } = stage.simulator;
		const credentials = credentialsFor({ url, key });
		await prepareWorkspace(client, credentials, examples);
		await prepareWorkspace(client, credentials, examples); // as at a second start
		const workflows = await client.workflows();
		for (const example of examples) {
			expect(workflows.filter(({ name }) => name === example.name)).toHaveLength(1);
		}
		for (const name of ['Send a text', 'Check and clean a list of numbers']) {
			const id = String(workflows.find((workflow) => workflow.name === name)?.id);
			const { status, data } = await client.finished(await client.run(id));
			const { error } = data.resultData;
			expect([name, status, error?.message]).toEqual([name, 'success', undefined]);
		}
	});
}
