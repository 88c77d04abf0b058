import type { WorkflowNode } from '../../dev/n8n/types';
import { nodeType } from '../../dev/ourPackage';
import type { Collector } from '../e2e/support/collector';
import type { Server } from '../e2e/support/triggerStage';
import type { EvolutionServer } from './evolutionServer';
import type { Through } from './options';

const REPORT = { type: 'CUSTOM.report', typeVersion: 1 };

interface Parts {
	readonly n8n: Server;
	readonly server: EvolutionServer;
	readonly collector: Collector;
}

/**
 * Creates a workflow that reports each message to `/<name>`, and answers it with `<name>: <message ID>`. If the answer fails, it
 * reports that to `/<name>/failed`. n8n makes three attempts. @returns the workflow's ID
 */
export async function createAnswering(
	parts: Parts,
	name: string,
	through: Through,
): Promise<string> {
	const { n8n, server, collector } = parts;
	const place = { simulator: server, collector };
	const parameters = {
		options: {
			connection: { values: { method: through } },
			// Turns off the loop guard, because people never write that many messages: with 20,000 messages, each of 40 chats gets 500.
			loopGuard: 0,
		},
	};
	const url = `${collector.url}/${name}`;
	const id = await n8n.create(place, name, parameters, { url }, REPORT);
	const { client } = n8n.n8n;
	const stored = await client.workflow(id);
	const { authentication, credentials } = await n8n.keyOf(place);
	const answer = {
		id: `3-${name}`,
		name: 'Answer',
		type: nodeType('evolutionApi'),
		typeVersion: 1,
		position: [440, 0],
		parameters: {
			authentication,
			resource: 'message',
			operation: 'sendText',
			instance: { __rl: true, mode: 'name', value: 'demo' },
			recipient: { __rl: true, mode: 'number', value: '={{ $json.chat }}' },
			text: `=${name}: {{ $json.messageId }}`,
		},
		credentials,
		onError: 'continueErrorOutput',
		retryOnFail: true,
		maxTries: 3,
	};
	const failed = {
		id: `4-${name}`,
		name: 'Failed',
		...REPORT,
		position: [660, 100],
		parameters: { url: `${collector.url}/${name}/failed` },
	};
	const to = (node: string) => [{ node, type: 'main', index: 0 }];
	await client.request('PATCH', `/rest/workflows/${id}`, {
		...stored,
		nodes: [...(stored?.nodes ?? []), answer, failed] as WorkflowNode[],
		connections: {
			...stored?.connections,
			Collect: { main: [to('Answer')] },
			Answer: { main: [[], to('Failed')] },
		},
	});
	return id;
}
