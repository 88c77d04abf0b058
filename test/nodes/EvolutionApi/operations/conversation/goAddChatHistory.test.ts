import type { IDataObject } from 'n8n-workflow';

import { arrived } from '../../../../support/simulator';
import { runInGo, useGoSimulator } from '../../server/evolutionGo/support/goSimulator';

const simulator = useGoSimulator('0.7.2');
const json: IDataObject = {
	event: 'messages.upsert',
	instance: 'demo',
	messageId: '3A00',
	chat: '5511988887777@s.whatsapp.net',
	text: 'Hello',
	chatInput: 'Hello',
};

const run = async (values: IDataObject) =>
	await runInGo(simulator.current, {
		resource: 'conversation',
		operation: 'addChatHistory',
		values,
		trigger: {},
		items: [{ json }],
	});

it.each<[string, IDataObject, string]>([
	['a Context Window Length above 0', { contextWindowLength: 20 }, 'Enter 0'],
	[
		'a Specific Message',
		{
			contextWindowLength: 0,
			options: {
				specificMessage: { values: { recipient: '5511988887777', messageId: '3A01' } },
			},
		},
		'Remove it, to use the message that started the workflow',
	],
])(
	'Add Chat History on Evolution Go refuses %s, before any request',
	async (_what, values, hint) => {
		const { error } = await run(values);
		expect(error?.message).toContain('with Evolution Go, which keeps no messages');
		expect(error?.description).toContain(hint);
		expect(arrived(simulator.current)).toEqual([]);
	},
);

it('Add Chat History on Evolution Go gives only the message of the trigger with a Context Window Length of 0', async () => {
	const { error, items } = await run({ contextWindowLength: 0 });
	expect(error).toBeUndefined();
	expect(items).toMatchObject([{ json: { ...json, history: [], historyText: '' } }]);
});
