import type { NewWorkflow } from '../../../../dev/n8n/types';
import { nodeType } from '../../../../dev/ourPackage';
import { chain, type Step } from '../everyN8n/chain';
import type { Server, Stage } from '../triggerStage';

export interface Account {
	readonly stage: Stage;
	readonly instance: string;
}

export async function ours(
	server: Server,
	{ stage, instance }: Account,
	name: string,
	parameters: Record<string, unknown>,
): Promise<Step> {
	const { authentication, credentials } = await server.keyOf(stage);
	return {
		name,
		type: nodeType('evolutionApi'),
		typeVersion: 1,
		parameters: {
			authentication,
			instance: { __rl: true, mode: 'name', value: instance },
			...parameters,
		},
		credentials,
	};
}

export const calledAs = (name: string): Step => ({
	name: 'Start',
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2,
	webhookId: `start-${name}`,
	parameters: { httpMethod: 'POST', path: `start-${name}`, responseMode: 'onReceived' },
});

export const postTo = (url: string): Step => ({
	name: 'Collect',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: {
		method: 'POST',
		url,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: '={{ JSON.stringify($json) }}',
	},
});

export const recipient = (value: string) => ({ __rl: true, mode: 'number', value });

export const workflow = (name: string, [start, ...steps]: readonly Step[]): NewWorkflow =>
	chain(name, steps, start);

/** Returns the texts that an account has sent to a chat, oldest first. */
export function textsTo({ stage, instance }: Account, chat: string): string[] {
	const { messages } = stage.simulator.state.instances.get(instance) ?? {};
	const jid = chat.includes('@') ? chat : `${chat}@s.whatsapp.net`;
	const sent = (messages?.chat(jid)?.messages ?? []).filter(({ key }) => key.fromMe);
	return sent.map(({ message }) =>
		String(message.conversation ?? Object(message.extendedTextMessage).text),
	);
}
