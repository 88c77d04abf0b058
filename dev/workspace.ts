/** Fills a new n8n with an owner account, credentials and the example workflows. A second run adds nothing. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CUSTOMER_KEY, withChosenCredential } from './exampleCredentials';
import { goCredential, goNamed } from './goExamples';
import type { N8nClient } from './n8n/client';
import type * as n8n from './n8n/types';
import type { Server, StartOptions } from './options';
import { isOurType } from './ourPackage';

export const OWNER: n8n.Owner = {
	email: 'owner@example.com',
	firstName: 'Demo',
	lastName: 'Owner',
	password: 'Welcome-2-n8n',
};

export const DEMO_INSTANCE = { name: 'demo', key: 'demo-token' };
const FIRST = { id: 'evolutionSendText', name: 'Send a text' };
const NOTE_TYPE = 'n8n-nodes-base.stickyNote';
const EXAMPLES = path.join(__dirname, '..', 'examples');

export function exampleWorkflows(folder = EXAMPLES): n8n.NewWorkflow[] {
	const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
	return files.sort().map((name) => exampleWorkflow(name, folder));
}

export function exampleWorkflow(file: string, folder = EXAMPLES): n8n.NewWorkflow {
	const text = readFileSync(path.join(folder, file), 'utf8');
	const workflow = JSON.parse(text) as n8n.NewWorkflow;
	return { ...workflow, nodes: workflow.nodes.map(withChosenCredential) };
}

type Kind = StartOptions['simulated']['server'];

/** Returns the most useful credential first. */
export function credentialsFor(server: Server, kind: Kind = 'api'): n8n.NewCredential[] {
	if (kind === 'go') return [goCredential(server)];
	const global: n8n.NewCredential = {
		name: 'Evolution (Global Key) account',
		type: 'evolutionGlobalKeyApi',
		data: { baseUrl: server.url, apiKey: server.key },
	};
	if (!server.instance) return [global];
	const { name, key } = server.instance;
	const instance: n8n.NewCredential = {
		name: 'Evolution (Instance Key) account',
		type: 'evolutionInstanceKeyApi',
		data: { baseUrl: server.url, instanceName: name, apiKey: key },
	};
	return [global, instance];
}

export const CUSTOMER_CREDENTIAL: n8n.NewCredential = {
	...CUSTOMER_KEY,
	data: {
		baseUrl: '={{ $json.server }}',
		instanceName: '={{ $json.instance }}',
		apiKey: '={{ $json.key }}',
	},
};

/**
 * The examples contain phone numbers of the simulator's people. On a real server, they may belong to someone. So the recipient
 * is left empty for the user to fill in, and examples that name people in other places, such as in a list, are left out.
 */
export function forRealServer(workflows: n8n.NewWorkflow[], instance = ''): n8n.NewWorkflow[] {
	return workflows.map((workflow) => withoutDemo(workflow, instance)).filter(namesNobody);
}

function withoutDemo(workflow: n8n.NewWorkflow, instance: string): n8n.NewWorkflow {
	const nodes = workflow.nodes.map((node) => {
		if (!isOurType(node.type)) return node;
		const parameters = { ...node.parameters };
		for (const name of ['recipient', 'team']) {
			const locator = parameters[name];
			if (isLocator(locator) && !locator.value.startsWith('=')) {
				parameters[name] = filled(locator, '');
			}
		}
		if (isLocator(parameters.instance) && parameters.instance.value === DEMO_INSTANCE.name) {
			parameters.instance = filled(parameters.instance, instance);
		}
		return { ...node, parameters };
	});
	return { ...workflow, nodes };
}

const namesNobody = ({ nodes }: n8n.NewWorkflow) =>
	!nodes.some(({ type, parameters }) => type !== NOTE_TYPE && hasNumber(parameters));

/** Tells whether there is a text with ten or more digits, including the characters that people put between digits. */
const hasNumber = (parameters: object) => /(?:\d[ ()-]*){10}/.test(JSON.stringify(parameters));

export function withPhonePage(workflows: n8n.NewWorkflow[], url: string): n8n.NewWorkflow[] {
	const local = url.replace('127.0.0.1', 'localhost');
	const link = `[phone page](${local}/phone#instance=${DEMO_INSTANCE.name})`;
	return workflows.map((workflow) => ({
		...workflow,
		nodes: workflow.nodes.map((node) => {
			const { content } = node.parameters;
			if (node.type !== NOTE_TYPE || typeof content !== 'string') return node;
			const linked = content.replaceAll('**phone page**', link);
			return { ...node, parameters: { ...node.parameters, content: linked } };
		}),
	}));
}

/** Compares names as well as IDs, because n8n before 2.41 assigns its own workflow IDs. */
export async function firstWorkflow(client: N8nClient): Promise<string> {
	const workflows = await client.workflows();
	const firsts = [FIRST, goNamed(FIRST)];
	const found = workflows.find(({ id, name }) =>
		firsts.some((first) => id === first.id || name === first.name),
	);
	return found === undefined ? '' : `/workflow/${found.id}`;
}

interface Locator {
	__rl: true;
	mode: string;
	value: string;
}

function isLocator(value: unknown): value is Locator {
	return typeof value === 'object' && value !== null && '__rl' in value;
}

function filled(locator: Locator, value: string): Locator {
	return { ...locator, value };
}

/** Suffix for our credentials' names. Without it, the user's own credentials of the same name would be overwritten. */
const OURS = ' (npm start)';

export function marked(credentials: n8n.NewCredential[]): n8n.NewCredential[] {
	return credentials.map((credential) => ({ ...credential, name: credential.name + OURS }));
}

export function withMarked(workflows: n8n.NewWorkflow[]): n8n.NewWorkflow[] {
	const mark = ({ credentials = {}, ...node }: n8n.WorkflowNode): n8n.WorkflowNode => ({
		...node,
		credentials: Object.fromEntries(
			Object.entries(credentials).map(([type, named]) => [
				type,
				type.startsWith('evolution') ? { ...named, name: named.name + OURS } : named,
			]),
		),
	});
	return workflows.map((workflow) => ({ ...workflow, nodes: workflow.nodes.map(mark) }));
}

export interface WorkspaceClient {
	credentials(): Promise<n8n.Credential[]>;
	createCredential(credential: n8n.NewCredential): Promise<n8n.Credential>;
	updateCredential(id: string, credential: n8n.NewCredential): Promise<n8n.Credential>;
	workflows(): Promise<Array<Pick<n8n.Workflow, 'id' | 'name'>>>;
	createWorkflow(workflow: n8n.NewWorkflow): Promise<n8n.Workflow>;
}

export async function prepareWorkspace(
	client: N8nClient,
	credentials: n8n.NewCredential[],
	workflows: n8n.NewWorkflow[],
): Promise<void> {
	await client.enter(OWNER);
	await fillWorkspace(client, credentials, workflows);
}

/**
 * Updates credentials, because the URLs may differ from those of the last start. Existing workflows belong to the user, and stay.
 * @param credentials n8n's editor chooses the last one for new nodes
 */
export async function fillWorkspace(
	client: WorkspaceClient,
	credentials: n8n.NewCredential[],
	workflows: n8n.NewWorkflow[],
): Promise<void> {
	const existing = await client.credentials();
	for (const credential of credentials) {
		const same = existing.find(
			({ name, type }) => name === credential.name && type === credential.type,
		);
		if (same) await client.updateCredential(same.id, credential);
		else await client.createCredential(credential);
	}
	const stored = await client.credentials();
	const present = await client.workflows();
	for (const workflow of workflows) {
		// Before 2.41, n8n assigns its own workflow IDs.
		if (present.some(({ id, name }) => id === workflow.id || name === workflow.name)) continue;
		await client.createWorkflow(withCredentials(workflow, stored));
	}
}

/** Adds the stored ID to each credential that an example names, because n8n before 2.0 doesn't look credentials up by name. */
function withCredentials(workflow: n8n.NewWorkflow, stored: n8n.Credential[]): n8n.NewWorkflow {
	const found = (type: string, { name }: { name: string }) =>
		stored.find((credential) => credential.name === name && credential.type === type);
	const nodes = workflow.nodes.map(({ credentials = {}, ...node }) => ({
		...node,
		credentials: Object.fromEntries(
			Object.entries(credentials).map(([type, named]) => {
				const { id = null, name } = found(type, named) ?? named;
				return [type, { id, name }];
			}),
		),
	}));
	return { ...workflow, nodes };
}
