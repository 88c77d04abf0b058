import { convert } from '../../converter/convert';
import type { NodeJson } from '../../converter/workflow';
import type { NewWorkflow } from '../../dev/n8n/types';
import { eachTestOn, SharedStage } from './support/sharedStage';

// Tests a converted workflow with a webhook, in a real n8n.

const ANA = '5511988887777';
const stage = eachTestOn(new SharedStage());
const { server } = stage;

it('converter: behind the trigger that replaces a webhook, the file of a message is in the same field as before', async () => {
	const file = Buffer.from('not really a sound').toString('base64');
	const { client } = server.n8n;
	await client.listen((await client.createWorkflow(await convertedBot())).id);
	await stage.receive({ from: ANA, kind: 'audio', ptt: true, base64: file });
	await stage.receive({ from: ANA, kind: 'text', text: 'hello' });
	const read = await stage.collector.settled('/converted', 2);
	expect(read).toHaveLength(2);
	expect(read).toContainEqual({ type: 'audioMessage', file });
	expect(read).toContainEqual({ type: 'conversation', text: 'hello' });
});

async function convertedBot(): Promise<NewWorkflow> {
	const credential = await server.credentialFor(stage);
	const value = "$('Webhook').item.json.body.data";
	const { result } = convert(
		{
			name: 'converted',
			nodes: [
				{
					id: 'c1',
					name: 'Webhook',
					type: 'n8n-nodes-base.webhook',
					typeVersion: 2,
					webhookId: 'b1a7c9d2-0000-4000-8000-00000000c0de',
					position: [0, 0],
					parameters: { httpMethod: 'POST', path: 'bot' },
				},
				{
					id: 'c2',
					name: 'Collect',
					type: 'n8n-nodes-base.httpRequest',
					typeVersion: 4.2,
					position: [220, 0],
					parameters: {
						method: 'POST',
						url: `${stage.collector.url}/converted`,
						sendBody: true,
						specifyBody: 'json',
						jsonBody: `={{ JSON.stringify({ type: ${value}.messageType, text: ${value}.message.conversation, file: ${value}.message.base64 }) }}`,
					},
				},
			],
			connections: { Webhook: { main: [[{ node: 'Collect', type: 'main', index: 0 }]] } },
		},
		{ credential: { type: 'evolutionGlobalKeyApi', ...credential } },
	);
	const { nodes } = result as { nodes: NodeJson[] };
	const trigger = nodes.find(({ type }) => type.endsWith('evolutionApiTrigger'));
	Object.assign(trigger?.parameters.instance as object, { value: 'demo' });
	return result as NewWorkflow;
}
