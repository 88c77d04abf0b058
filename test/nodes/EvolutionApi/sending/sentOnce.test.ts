import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { nodeType } from '../../../../dev/ourPackage';
import { sendOnce, sendPartOnce } from '../../../../nodes/EvolutionApi/sending/sentOnce';
import type { Operation } from '../../../../nodes/EvolutionApi/table/operation';
import type { Message } from '../../../../nodes/EvolutionApi/sending/send';

// Tests how *Retry On Fail* recognizes an earlier send: in a node by the item, in a tool by the model's arguments.

const contextOf = (type: string) =>
	({
		getNode: () => ({ type, retryOnFail: true }),
	}) as Partial<IExecuteFunctions> as IExecuteFunctions;
const node = contextOf(nodeType('evolutionApi'));
const tool = contextOf(nodeType('evolutionApiTool'));
const given = { recipient: '5511988887777' };
const itemOf = (json: IDataObject): INodeExecutionData => ({ json });

async function sends(context: IExecuteFunctions, items: INodeExecutionData[]): Promise<number> {
	let count = 0;
	const send = async () => await Promise.resolve([{ json: { sent: ++count } }]);
	for (const item of items) await sendPartOnce(context, item, 'part', send);
	return count;
}

it('Retry On Fail: a tool of an agent that n8n retries with a new item for the same call does not send again', async () => {
	expect(await sends(tool, [itemOf(given), itemOf(given)])).toBe(1);
});

it('Retry On Fail: a tool that the agent calls again with the same text sends again', async () => {
	expect(await sends(tool, [itemOf({ ...given }), itemOf({ ...given })])).toBe(2);
});

it('Retry On Fail: a node that is retried with the same item does not send again', async () => {
	const item = itemOf(given);
	expect(await sends(node, [item, item])).toBe(1);
});

it('Retry On Fail: a node that gets the same data from two branches sends both messages', async () => {
	expect(await sends(node, [itemOf(given), itemOf(given)])).toBe(2);
});

it('Retry On Fail: a tool that n8n retries sends a message with another text, but no message a second time', async () => {
	const operation = { value: 'sendText', request: { idempotent: false } } as Operation;
	const sent: unknown[] = [];
	for (const text of ['Hello', 'Goodbye', 'Hello']) {
		const context = { ...tool, getInputData: () => [itemOf(given)] };
		const message = { request: { input: { text }, index: 0 } } as Message;
		await sendOnce({ context, operation }).send(message, async ({ request }) => {
			sent.push(request.input);
			return await Promise.resolve({ status: 'sent', items: [] });
		});
	}
	expect(sent).toEqual([{ text: 'Hello' }, { text: 'Goodbye' }]);
});
