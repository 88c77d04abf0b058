import '../../../../dev/codeBeforeJson';

import type { IDataObject } from 'n8n-workflow';

import { forgetReservations } from '../../../../nodes/EvolutionApi/sending/sentCount';
import { runOperationWith } from '../../../../dev/engine/operation';

// A process that stands for an n8n process. It runs executions at the same time, each with its own recipients.

export interface SendOrder {
	readonly baseUrl: string;
	readonly apiKey: string;
	readonly recipients: readonly string[][];
	readonly bulkSending: IDataObject;
}

async function send({ baseUrl, apiKey, recipients, bulkSending }: SendOrder): Promise<unknown[]> {
	// Without this, the process would still count the last message of the previous test.
	forgetReservations();
	const executions = recipients.map(async (people) => {
		const { items } = await runOperationWith(
			{
				authentication: 'globalKey',
				credentials: { evolutionGlobalKeyApi: { baseUrl, apiKey } },
			},
			{
				resource: 'message',
				operation: 'sendText',
				instance: 'demo',
				items: people.map((to) => ({ json: { to } })),
				values: { recipient: '={{ $json.to }}', text: 'Hello', bulkSending },
			},
		);
		return items.map(({ json }) => json.broadcast);
	});
	return (await Promise.all(executions)).flat();
}

process.on('message', (order: SendOrder) => {
	void send(order).then((fates) => process.send?.(fates));
});
process.send?.('ready');
