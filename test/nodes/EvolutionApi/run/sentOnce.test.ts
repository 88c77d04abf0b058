import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { nodeType } from '../../../../dev/ourPackage';
import { sendOnce, sendPartOnce } from '../../../../nodes/EvolutionApi/run/sentOnce';
import type { Operation } from '../../../../nodes/EvolutionApi/core/table/operation';

// What a try of *Retry On Fail* has from the one before it: an item for a node, what the model gave for a tool.

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

it('a tool that is tried again with a new item for the same call does not send again', async () => {
	expect(await sends(tool, [itemOf(given), itemOf(given)])).toBe(1);
});

it('a tool that is called again with the same words sends again', async () => {
	expect(await sends(tool, [itemOf({ ...given }), itemOf({ ...given })])).toBe(2);
});

it('a node that is tried again with the same item does not send again', async () => {
	const item = itemOf(given);
	expect(await sends(node, [item, item])).toBe(1);
});

it('a node behind two branches with the same data sends to both', async () => {
	expect(await sends(node, [itemOf(given), itemOf(given)])).toBe(2);
});

it('a tool that sends another message for the same words of the model does send it', async () => {
	const operation = { value: 'sendText', request: { retry: 'neverAfterSent' } } as Operation;
	const sent: string[] = [];
	for (const text of ['Hello', 'Goodbye', 'Hello']) {
		await sendOnce(tool, itemOf(given), { operation, request: { text } }, async () => {
			sent.push(text);
			return await Promise.resolve([]);
		});
	}
	expect(sent).toEqual(['Hello', 'Goodbye']);
});
