import type { IDataObject } from 'n8n-workflow';

import { runOperation } from '../../support/run';
import { arrived, forget, useSimulator } from '../../support/simulator';
import { dialled } from './dialled';
import { files } from './files';
import { numbers } from './numbers';
import { templates } from './templates';
import { texts } from './texts';

const simulator = useSimulator();

/** Sends a text. @returns its message ID, so that it can be edited */
async function sendFirst(): Promise<string> {
	const { items } = await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendText',
		values: { recipient: '5511988887777', text: 'Hi' },
	});
	forget(simulator.current);
	return String(items[0].json.messageId);
}

it.each([...numbers, ...dialled, ...files, ...texts, ...templates])(
	'what others have reported of sending: $saw ($source)',
	async ({ operation, values, item, right }) => {
		const messageId = operation === 'edit' ? await sendFirst() : undefined;
		const instance = simulator.current.state.instances.get('demo');
		// Only instances with Meta's API have templates.
		if (operation === 'sendTemplate' && instance) instance.integration = 'WHATSAPP-BUSINESS';
		const { error } = await runOperation(simulator.current, {
			resource: 'message',
			operation,
			values: { ...values, ...(messageId && { messageId }) },
			items: [item],
		});
		const sent = arrived(simulator.current).filter(
			({ method, path }) => method === 'POST' && !path.includes('findMessages'),
		);
		if (right instanceof RegExp) {
			expect(error?.message).toMatch(right);
			expect(error?.description).toMatch(/\S/);
			expect(sent).toEqual([]);
			return;
		}
		expect(error).toBeUndefined();
		expect(sent.map(({ body }) => body as IDataObject)).toMatchObject([right]);
	},
);
