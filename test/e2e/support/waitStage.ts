/** Workflows that ask people and wait for them, on the stage of the trigger's tests. */
import type { Credential, NewWorkflow } from '../../../dev/n8n/types';
import { nodeType } from '../../../dev/ourPackage';
import { until, type Stage, type WorkflowMaker } from './triggerStage';

export const ANA = '5511988887777';
export const BRUNO = '5511977776666';
export const CARLA = '34612345678';

const at = (x: number): [number, number] => [x, 0];

/**
 * An active workflow that starts with a call of {@link start}, asks whom the call names, and posts what
 * comes out to `/<name>`, or an error to `/<name>/error`.
 * @param parameters of *Send and Wait for Response*; in expressions `$json.body` is the body of the call
 * @param credential if not that of the stage
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
			// In n8n 2.0 an expression with `...$json` in it gives nothing.
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
					resource: 'conversation',
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

/** Starts an execution that asks. */
export async function start({ n8n }: WorkflowMaker, name: string, body: object): Promise<void> {
	// n8n activates workflows some time after it was told to.
	await until(`${name} can be started`, async () => {
		const answer = await fetch(`${n8n.url}/webhook/start-${name}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
			// n8n may be closing an idle connection at this moment.
		}).catch(() => undefined);
		return answer?.ok === true;
	});
}

interface View {
	readonly id: string;
	readonly fromMe: boolean;
	readonly text?: string;
}

/** What is in a chat. @param who a number, or the JID of a group */
export async function messagesOf(stage: Stage, who: string): Promise<View[]> {
	const chat = who.includes('@') ? who : `${who}@s.whatsapp.net`;
	return (await stage.ask('GET', `/_sim/instances/demo/messages?chat=${chat}`)) as View[];
}

/** The question with this text, once it is in the chat. */
export async function question(stage: Stage, number: string, text: string): Promise<View> {
	let found: View | undefined;
	await until(`"${text}" is asked`, async () => {
		const views = await messagesOf(stage, number);
		found = views.find((view) => view.fromMe && JSON.stringify(view).includes(text));
		return found !== undefined;
	});
	if (found === undefined) throw new Error(`Nobody asked "${text}"`);
	return found;
}
