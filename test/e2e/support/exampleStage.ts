import type { NewWorkflow, OutputItem, Workflow } from '../../../dev/n8n/types';
import {
	CUSTOMER_CREDENTIAL,
	credentialsFor,
	exampleWorkflows,
	fillWorkspace,
} from '../../../dev/workspace';
import { isOurType } from '../../../dev/ourPackage';
import { Chatwoot } from '../../support/chatwoot';
import { faultsIn } from './faults';
import { listedIn } from './hubList';
import { MailServer } from './mailServer';
import { ModelServer } from './modelServer';
import { SharedStage } from './sharedStage';
import { SheetServer } from './sheetServer';
import { NOTE } from './shownWords';
import { textsTo } from './textsTo';
import { until } from './triggerStage';

export const ANA = '5511988887777';
export const BRUNO = '5511977776666';
export const CARLA = '34612345678';

export const MCP_CREDENTIAL = {
	name: 'Token for MCP clients',
	type: 'httpBearerAuth',
	data: { token: 'a-long-random-token' },
};

/**
 * This worker's n8n with the examples and their credentials, a simulator, a scripted model, and stand-ins for Google Sheets, an
 * e-mail server and Chatwoot.
 */
export class ExampleStage extends SharedStage {
	model = new ModelServer();
	sheet = new SheetServer();
	mail = new MailServer();
	chatwoot = new Chatwoot(() => this.simulator);
	readonly examples: NewWorkflow[] = exampleWorkflows();
	private readonly published = new Set<string>();

	override async start(): Promise<void> {
		await super.start();
		this.published.clear();
		this.model = new ModelServer();
		this.sheet = new SheetServer();
		this.mail = new MailServer();
		this.chatwoot = new Chatwoot(() => this.simulator);
		await this.model.start();
		await this.sheet.start(this.server.google);
		await this.mail.start();
		await this.chatwoot.start();
		const { url, key } = this.simulator;
		const credentials = [
			...credentialsFor({ url, key }),
			CUSTOMER_CREDENTIAL,
			this.model.credential,
			this.sheet.credential,
			this.mail.credential,
			MCP_CREDENTIAL,
			this.chatwoot.credential,
		];
		await fillWorkspace(this.server.n8n.client, credentials, []);
	}

	override async end(): Promise<void> {
		await super.end();
		await this.model.close();
		await this.sheet.close();
		await this.mail.close();
		await this.chatwoot.close();
	}

	private async stored(id: string): Promise<Workflow> {
		const example = this.examples.find((one) => one.id === id);
		if (example === undefined) throw new Error(`There is no example ${id}`);
		const { client } = this.server.n8n;
		await fillWorkspace(client, [], [example]);
		return (await client.workflow(id)) as Workflow;
	}

	/** @returns the execution's ID */
	async runFrom(workflow: string, trigger: string): Promise<string> {
		const { client } = this.server.n8n;
		const answer = await client.request<{ executionId?: string }>(
			'POST',
			`/rest/workflows/${workflow}/run`,
			{ workflowData: await this.stored(workflow), triggerToStartFrom: { name: trigger } },
		);
		if (answer.executionId === undefined) throw new Error(JSON.stringify(answer));
		return answer.executionId;
	}

	/** @param edit changes the nodes, as JSON text */
	async change(workflow: string, edit: (nodes: string) => string): Promise<void> {
		const { client } = this.server.n8n;
		const { nodes, connections, versionId } = await this.stored(workflow);
		await client.request('PATCH', `/rest/workflows/${workflow}`, {
			nodes: JSON.parse(edit(JSON.stringify(nodes))) as unknown,
			connections,
			versionId,
		});
	}

	async prepareCustomers(port = this.simulator.port): Promise<void> {
		for (const name of ['bakery', 'garage', 'florist']) {
			await this.ask('POST', '/instance/create', {
				instanceName: name,
				token: `token of ${name}`,
				qrcode: true,
				integration: 'WHATSAPP-BAILEYS',
			});
			await this.sim(`/_sim/instances/${name}/scan`, {});
		}
		await this.change('evolutionThreeCustomers', (nodes) =>
			nodes
				.replaceAll('https://evolution.example.com', `http://127.0.0.1:${port}`)
				.replaceAll('https://whatsapp.example.org', `http://localhost:${port}`),
		);
	}

	/** @returns the output of `node`, by default of the last node that ran */
	async execute(workflow: string, node?: string): Promise<Array<Record<string, unknown>>> {
		const { client } = this.server.n8n;
		const { data } = await client.finished(await this.run(workflow));
		return jsonOf(data.resultData.runData, node);
	}

	/** @returns the execution's ID */
	async run(workflow: string): Promise<string> {
		await this.stored(workflow);
		return await this.server.n8n.client.run(workflow);
	}

	async publish(...workflows: string[]): Promise<void> {
		for (const id of workflows) {
			this.published.add(id);
			await this.stored(id);
			await this.server.n8n.client.listen(id);
		}
		await this.listeners(this.examples.filter((example) => this.listens(example)).length);
	}

	private listens({ id, nodes }: NewWorkflow): boolean {
		const starts = ({ type }: { type: string }) => isOurType(type) && type.endsWith('Trigger');
		return this.published.has(String(id)) && nodes.some(starts);
	}

	async unpublish(): Promise<void> {
		for (const id of this.published) await this.server.n8n.client.leave(id);
		this.published.clear();
		await this.listeners(0);
	}

	private async listeners(count: number): Promise<void> {
		const listed = async () => listedIn((await this.webhook())?.headers).length;
		await until(`${count} listen`, async () => (await listed()) === count);
	}

	async newest(workflow: string, node: string): Promise<Array<Record<string, unknown>>> {
		return (await this.outputs(workflow, node)).at(-1) ?? [];
	}

	/** Returns a node's output in each of the workflow's latest executions, oldest first. */
	async outputs(workflow: string, node: string): Promise<Array<Array<Record<string, unknown>>>> {
		const { client } = this.server.n8n;
		const found: Array<Array<Record<string, unknown>>> = [];
		for (const { id } of await client.executions(workflow)) {
			found.unshift(jsonOf((await client.execution(id)).data.resultData.runData, node));
		}
		return found;
	}

	/** Returns the texts that were sent to a person, oldest first. */
	sentTo(chat: string, from = 'demo'): string[] {
		return textsTo(this.simulator, chat, from);
	}

	readonly writes = async (from: string, text: string): Promise<void> =>
		await this.receive({ from, kind: 'text', text });

	readonly gets = async (chat: string, text: string | RegExp): Promise<void> =>
		await until(`${chat} gets ${String(text)}`, () =>
			this.sentTo(chat).some((sent) => sent.match(text) !== null),
		);

	async faultsOf(workflow: string): Promise<{ failed: string[]; neverRan: string[] }> {
		const { failed, ran } = await faultsIn(this.server.n8n.client, workflow);
		const nodes = this.examples.find(({ id }) => id === workflow)?.nodes ?? [];
		const names = nodes.flatMap(({ name, type }) => (type === NOTE ? [] : [name]));
		return { failed, neverRan: names.filter((name) => !ran.has(name)) };
	}
}

/** The times of messages are in whole seconds, so only a message of a later second counts as later. */
export async function nextSecond(): Promise<void> {
	const second = () => Math.floor(Date.now() / 1000);
	const now = second();
	await until('the next second has begun', () => second() > now);
}

function jsonOf(
	runData: Record<string, Array<{ data?: { main: Array<OutputItem[] | null> } }>>,
	node = Object.keys(runData).at(-1) ?? '',
): Array<Record<string, unknown>> {
	const items = (runData[node] ?? []).flatMap(({ data }) => data?.main.flat() ?? []);
	return items.flatMap((item) => (item === null ? [] : [item.json]));
}
