/** Creates workflows that ask people a question and wait for the answer. */
import type { Credential, NewWorkflow } from '../../../dev/n8n/types';
import { nodeType } from '../../../dev/ourPackage';
import { until, type Stage, type WorkflowMaker } from './triggerStage';

export const ANA = '5511988887777';
export const BRUNO = '5511977776666';
export const CARLA = '34612345678';

const at = (x: number): [number, number] => [x, 0];

/**
 * Creates an active workflow that {@link start} starts. It asks the person that `start` names, and posts the result to
 * `/<name>`, or an error to `/<name>/error`.
 * @param parameters of *Send and Wait for Response*; in expressions, `$json.body` is the body of the call
 * @param credential to use instead of the stage's own
 */
export async function createAsking(
	stage: Stage,
	server: WorkflowMaker,
	name: string,
	parameters: object = {},
	credential?: Pick<Credential, 'id' | 'name'>,
): Promise<string> {
	const { client } = server.n8n;
	const used = credential ?? (await server.credentialFor(stage));
	const collect = (key: string, path: string) => ({
		id: `${key}-${name}`,
		name: key,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		position: at(440),
		parameters: {
			method: 'POST',
			url: `${stage.collector.url}/${path}`,
			sendBody: true,
			specifyBody: 'json',
			// In n8n 2.0, an expression that contains `...$json` returns nothing.
			jsonBody: '={{ JSON.stringify(Object.assign({ execution: $execution.id }, $json)) }}',
		},
	});
	const { id } = await client.createWorkflow({
		name,
		nodes: [
			{
				id: `start-${name}`,
				name: 'Start',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				position: at(0),
				webhookId: `start-${name}`,
				parameters: { httpMethod: 'POST', path: `start-${name}`, responseMode: 'onReceived' },
			},
			{
				id: `ask-${name}`,
				name: 'Ask {{ "them" }}',
				type: nodeType('evolutionApi'),
				typeVersion: 1,
				position: at(220),
				onError: 'continueErrorOutput',
				parameters: {
					authentication: 'globalKey',
					resource: 'message',
					operation: 'sendAndWait',
					instance: { __rl: true, mode: 'name', value: 'demo' },
					recipient: { __rl: true, mode: 'number', value: '={{ $json.body.to }}' },
					message: '={{ $json.body.message }}',
					responseType: 'freeText',
					...parameters,
				},
				credentials: { evolutionGlobalKeyApi: used },
			},
			collect('Collect', name),
			collect('Failed', `${name}/error`),
		],
		connections: {
			Start: { main: [[{ node: 'Ask {{ "them" }}', type: 'main', index: 0 }]] },
			'Ask {{ "them" }}': {
				main: [
					[{ node: 'Collect', type: 'main', index: 0 }],
					[{ node: 'Failed', type: 'main', index: 0 }],
				],
			},
		},
	} as NewWorkflow);
	await client.activate(id);
	return id;
}

export async function start({ n8n }: WorkflowMaker, name: string, body: object): Promise<void> {
	// n8n activates a workflow with some delay.
	await until(`${name} can be started`, async () => {
		const answer = await fetch(`${n8n.url}/webhook/start-${name}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
			// The request may fail because n8n is closing an idle connection at this moment.
		}).catch(() => undefined);
		return answer?.ok === true;
	});
}

interface View {
	readonly id: string;
	readonly fromMe: boolean;
	readonly text?: string;
}

/** @param who a phone number, or the JID of a group */
export async function messagesOf(stage: Stage, who: string, instance = 'demo'): Promise<View[]> {
	const chat = who.includes('@') ? who : `${who}@s.whatsapp.net`;
	return (await stage.ask('GET', `/_sim/instances/${instance}/messages?chat=${chat}`)) as View[];
}

export async function question(
	stage: Stage,
	number: string,
	text: string,
	instance?: string,
): Promise<View> {
	let found: View | undefined;
	await until(`"${text}" is asked`, async () => {
		const views = await messagesOf(stage, number, instance);
		found = views.find((view) => view.fromMe && JSON.stringify(view).includes(text));
		return found !== undefined;
	});
	if (found === undefined) throw new Error(`Nobody asked "${text}"`);
	return found;
}

/** Creates a sub-workflow that asks a person for approval on a web page. Its question begins with `name`. @returns the workflow's ID */
export async function createAskingSubWorkflow(
	stage: Stage,
	server: WorkflowMaker,
	name: string,
): Promise<string> {
	const used = await server.credentialFor(stage);
	const node = nodeOf(name);
	const { id } = await server.n8n.client.createWorkflow({
		name,
		nodes: [
			node('Called', 'n8n-nodes-base.executeWorkflowTrigger', 1.1, { inputSource: 'passthrough' }),
			asking(used, node, 'Each', name, '={{ $json.to }}'),
		],
		connections: { Called: { main: [[{ node: 'Each', type: 'main', index: 0 }]] } },
	} as NewWorkflow);
	// n8n only runs sub-workflows that are published.
	await server.n8n.client.activate(id);
	return id;
}

type MakeNode = ReturnType<typeof nodeOf>;

const nodeOf =
	(workflow: string) => (key: string, type: string, typeVersion: number, parameters: object) => ({
		id: `${key}-${workflow}`,
		name: key,
		type,
		typeVersion,
		position: at(0),
		parameters,
	});

const asking = (
	credential: Pick<Credential, 'id' | 'name'>,
	node: MakeNode,
	key: string,
	title: string,
	recipient: string,
) => ({
	...node(key, nodeType('evolutionApi'), 1, {
		authentication: 'globalKey',
		resource: 'message',
		operation: 'sendAndWait',
		instance: { __rl: true, mode: 'name', value: 'demo' },
		recipient: { __rl: true, mode: 'number', value: recipient },
		message: `=${title}: may ${recipient.slice(1)}?`,
		responseType: 'approval',
		showChoicesAs: 'page',
	}),
	credentials: { evolutionGlobalKeyApi: credential },
	retryOnFail: true,
});

/**
 * Creates an active workflow that asks people for approval on a web page: first the `people`, then the person in `last`.
 * The body for {@link start} contains `people` and `last`. The workflow posts each answer to `/<name>`.
 * The questions begin with `<name>`, and the last one with `last of <name>`.
 * @param subWorkflow ID of a sub-workflow that asks each person in `people` (see {@link createAskingSubWorkflow})
 */
export async function createAskingEach(
	stage: Stage,
	server: WorkflowMaker,
	name: string,
	subWorkflow?: string,
): Promise<void> {
	const { client } = server.n8n;
	const used = await server.credentialFor(stage);
	const node = nodeOf(name);
	const asks = (key: string, title: string, recipient: string) =>
		asking(used, node, key, title, recipient);
	const calls = node('Each', 'n8n-nodes-base.executeWorkflow', 1.2, {
		workflowId: { __rl: true, mode: 'id', value: subWorkflow },
		workflowInputs: { mappingMode: 'defineBelow', value: {}, matchingColumns: [], schema: [] },
		options: {},
	});
	const posts = (key: string) =>
		node(key, 'n8n-nodes-base.httpRequest', 4.2, {
			method: 'POST',
			url: `${stage.collector.url}/${name}`,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '={{ JSON.stringify($json) }}',
		});
	const to = (key: string) => [{ node: key, type: 'main', index: 0 }];
	const { id } = await client.createWorkflow({
		name,
		nodes: [
			{
				...node('Start', 'n8n-nodes-base.webhook', 2, {
					httpMethod: 'POST',
					path: `start-${name}`,
					responseMode: 'onReceived',
				}),
				webhookId: `start-${name}`,
			},
			node('People', 'n8n-nodes-base.splitOut', 1, { fieldToSplitOut: 'body.people' }),
			node('Loop', 'n8n-nodes-base.splitInBatches', 3, {}),
			subWorkflow === undefined ? asks('Each', name, '={{ $json.to }}') : calls,
			posts('Answered'),
			{
				...asks('Last', `last of ${name}`, "={{ $('Start').first().json.body.last }}"),
				executeOnce: true,
			},
			posts('Answered last'),
		],
		connections: {
			Start: { main: [to('People')] },
			People: { main: [to('Loop')] },
			Loop: { main: [to('Last'), to('Each')] },
			Each: { main: [to('Answered')] },
			Answered: { main: [to('Loop')] },
			Last: { main: [to('Answered last')] },
		},
	} as NewWorkflow);
	await client.activate(id);
}
