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

/** People of the demo data. */
export const ANA = '5511988887777';
export const BRUNO = '5511977776666';
export const CARLA = '34612345678';

/** Token for the example that is an MCP server. */
export const MCP_CREDENTIAL = {
	name: 'Token for MCP clients',
	type: 'httpBearerAuth',
	data: { token: 'a-long-random-token' },
};

/**
 * The n8n of this worker with examples and their credentials, a simulator, a scripted model, a Google sheet, an e-mail server
 * and Chatwoot. An example is imported when a test first uses it.
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

	/** The example as it is stored in n8n. */
	private async stored(id: string): Promise<Workflow> {
		const example = this.examples.find((one) => one.id === id);
		if (example === undefined) throw new Error(`There is no example ${id}`);
		const { client } = this.server.n8n;
		// An existing workflow stays unchanged.
		await fillWorkspace(client, [], [example]);
		return (await client.workflow(id)) as Workflow;
	}

	/** *Execute workflow* from this node. @returns the id of the execution */
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

	/** Saves the example with other nodes. @param edit of the nodes, as JSON */
	async change(workflow: string, edit: (nodes: string) => string): Promise<void> {
		const { client } = this.server.n8n;
		const { nodes, connections, versionId } = await this.stored(workflow);
		await client.request('PATCH', `/rest/workflows/${workflow}`, {
			nodes: JSON.parse(edit(JSON.stringify(nodes))) as unknown,
			connections,
			versionId,
		});
	}

	/** Sets up the customers of the example *Three customers*, each with an instance. @param port of the server in the example */
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

	/** Runs the example by hand. @returns the output of its last node, or of this one */
	async execute(workflow: string, node?: string): Promise<Array<Record<string, unknown>>> {
		const { client } = this.server.n8n;
		const { data } = await client.finished(await this.run(workflow));
		return jsonOf(data.resultData.runData, node);
	}

	/** Starts it by hand. @returns the id of the execution */
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

	/** Unpublishes everything. */
	async unpublish(): Promise<void> {
		for (const id of this.published) await this.server.n8n.client.leave(id);
		this.published.clear();
		await this.listeners(0);
	}

	private async listeners(count: number): Promise<void> {
		const listed = async () => listedIn((await this.webhook())?.headers).length;
		await until(`${count} listen`, async () => (await listed()) === count);
	}

	/** Returns the output of a node in the workflow's newest execution. */
	async newest(workflow: string, node: string): Promise<Array<Record<string, unknown>>> {
		return (await this.outputs(workflow, node)).at(-1) ?? [];
	}

	/** Returns the outputs of a node in the workflow's latest executions, oldest first. */
	async outputs(workflow: string, node: string): Promise<Array<Array<Record<string, unknown>>>> {
		const { client } = this.server.n8n;
		const found: Array<Array<Record<string, unknown>>> = [];
		for (const { id } of await client.executions(workflow)) {
			found.unshift(jsonOf((await client.execution(id)).data.resultData.runData, node));
		}
		return found;
	}

	/** Returns the texts to a person, oldest first. */
	sentTo(chat: string, from = 'demo'): string[] {
		return textsTo(this.simulator, chat, from);
	}

	/** A person sends a message. */
	readonly writes = async (from: string, text: string): Promise<void> =>
		await this.receive({ from, kind: 'text', text });

	/** Waits for a text to a person. */
	readonly gets = async (chat: string, text: string | RegExp): Promise<void> =>
		await until(`${chat} gets ${String(text)}`, () =>
			this.sentTo(chat).some((sent) => sent.match(text) !== null),
		);

	/** Returns the errors of all executions of the example, and its nodes that never ran. */
	async faultsOf(workflow: string): Promise<{ failed: string[]; neverRan: string[] }> {
		const { failed, ran } = await faultsIn(this.server.n8n.client, workflow);
		const nodes = this.examples.find(({ id }) => id === workflow)?.nodes ?? [];
		const names = nodes.flatMap(({ name, type }) => (type === NOTE ? [] : [name]));
		return { failed, neverRan: names.filter((name) => !ran.has(name)) };
	}
}

/** Waits a second: times of messages are whole seconds, so later messages need another one. */
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
