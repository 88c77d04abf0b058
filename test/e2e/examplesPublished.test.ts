import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { NewCredential, NewWorkflow, Workflow, WorkflowNode } from '../../dev/n8n/types';
import { CUSTOMER_CREDENTIAL, credentialsFor, exampleWorkflow } from '../../dev/workspace';
import { SharedStage } from './support/sharedStage';

// Sets up each example like a user: imports it unchanged, chooses credentials in its nodes, saves and publishes it, with the requests that n8n's editor sends.

const FOLDER = path.join(__dirname, '../../examples');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

/** Credentials for n8n's own nodes in the examples. These nodes don't run here. */
const OF_OTHERS: NewCredential[] = [
	{ name: 'OpenAI', type: 'openAiApi', data: { apiKey: 'any', url: 'http://127.0.0.1:9/v1' } },
	{ name: 'Token for MCP clients', type: 'httpBearerAuth', data: { token: 'any' } },
	{ name: 'Chatwoot', type: 'httpHeaderAuth', data: { name: 'api_access_token', value: 'any' } },
	{
		name: 'SMTP account',
		type: 'smtp',
		data: { host: '127.0.0.1', port: 9, secure: false, user: '', password: '' },
	},
	{
		name: 'Google Sheets account',
		type: 'googleSheetsOAuth2Api',
		data: { clientId: 'any', clientSecret: 'any', oauthTokenData: { access_token: 'any' } },
	},
];

/** Triggers for starts by hand or from another workflow. n8n doesn't publish workflows that have no other trigger. */
const BY_HAND = ['n8n-nodes-base.manualTrigger', 'n8n-nodes-base.executeWorkflowTrigger'];

const startsByItself = ({ type }: WorkflowNode) =>
	(/Trigger$/.test(type) || type === 'n8n-nodes-base.webhook') && !BY_HAND.includes(type);
const PUBLISHED = FILES.filter((file) => exampleWorkflow(file).nodes.some(startsByItself));

const stage = new SharedStage();
/** IDs of credentials, by type and name. */
const ids = new Map<string, string>();

beforeAll(async () => {
	await stage.start();
	const { url, key } = stage.simulator;
	for (const credential of [...credentialsFor({ url, key }), CUSTOMER_CREDENTIAL, ...OF_OTHERS]) {
		const { id, name, type } = await stage.server.n8n.client.createCredential(credential);
		ids.set(`${type} ${name}`, id);
	}
});
afterAll(async () => await stage.end());

/** Imports a file as n8n's menu item *Import from File* does. The editor gives each trigger a new webhook ID. */
async function importFile(file: string): Promise<Workflow> {
	const { id, nodes, ...workflow } = JSON.parse(
		readFileSync(path.join(FOLDER, file), 'utf8'),
	) as NewWorkflow;
	return await stage.server.n8n.client.createWorkflow({
		...workflow,
		name: `${id} ${workflow.name}`,
		nodes: nodes.map((node) =>
			node.webhookId === undefined ? node : { ...node, webhookId: randomUUID() },
		),
	});
}

/** Returns the node with the credential that the user chose, in the form that the editor saves. */
const withChosen = ({ credentials = {}, ...node }: WorkflowNode): WorkflowNode => {
	const chosen = Object.entries(credentials).map(([type, { name }]) => [
		type,
		{ id: ids.get(`${type} ${name}`), name },
	]);
	return chosen.length === 0 ? node : { ...node, credentials: Object.fromEntries(chosen) };
};

const credentialsOf = ({ nodes }: Pick<Workflow, 'nodes'>) =>
	Object.fromEntries(nodes.map(({ name, credentials }) => [name, credentials ?? {}]));

async function save({ id, connections, settings, versionId }: Workflow, nodes: WorkflowNode[]) {
	const changed = { nodes, connections, settings, versionId };
	return await stage.server.n8n.client.request<Workflow>('PATCH', `/rest/workflows/${id}`, changed);
}

/** @returns the workflow's ID */
async function importAndChoose(file: string): Promise<string> {
	const imported = await importFile(file);
	const wanted = exampleWorkflow(file).nodes;
	const nodes = imported.nodes.map((node) =>
		withChosen({
			...node,
			credentials: wanted.find(({ name }) => name === node.name)?.credentials,
		}),
	);
	await save(imported, nodes);
	const stored = await stage.server.n8n.client.workflow(imported.id);
	expect(credentialsOf(stored as Workflow)).toEqual(credentialsOf({ nodes }));
	return imported.id;
}

it('n8n publishes no example in which no credential was chosen', async () => {
	const { id } = await importFile('auto-reply-by-keyword.json');
	await expect(stage.server.n8n.client.listen(id)).rejects.toThrow(/credential/i);
});

it.each(PUBLISHED)(
	'example %s: n8n keeps the credential chosen after the import, and publishes the workflow',
	async (file) => {
		const { client } = stage.server.n8n;
		const id = await importAndChoose(file);
		await client.listen(id);
		expect(await client.workflow(id)).toMatchObject({ active: true });
	},
);

it.each(FILES.filter((file) => !PUBLISHED.includes(file)))(
	'example %s, which is run by hand: n8n keeps the credential chosen after the import',
	async (file) => void (await importAndChoose(file)),
);
