import type { IDataObject } from 'n8n-workflow';

import { runOperation, type OperationRun } from '../../../../support/run';
import { arrived, useSimulator } from '../../../../support/simulator';
import { runInGo } from '../evolutionGo/support/goSimulator';

const ANA = '5511988887777';

/** Operations on a message, with their values except for the message ID, and the output field that reports success. */
const OPERATIONS: Array<[operation: string, values: IDataObject, done: string | undefined]> = [
	['message.delete', { fromMe: true }, 'deleted'],
	['message.sendReaction', { emoji: '👍' }, undefined],
	['chat.markAsRead', {}, 'read'],
	['chat.markAsPlayed', {}, 'played'],
];

function about(operation: string, values: IDataObject): OperationRun {
	const [resource = '', name = ''] = operation.split('.');
	const ids = resource === 'chat' ? { messageIds: '3EB0A1' } : { messageId: '3EB0A1' };
	return { resource, operation: name, values: { recipient: ANA, ...ids, ...values } };
}

describe.each([
	['Evolution API', useSimulator(), runOperation],
	['Evolution Go', useSimulator({ server: 'go' }), runInGo],
])('a message ID on %s', (_server, simulator, run) => {
	it.each(OPERATIONS)('%s asks for nothing else first', async (operation, values, done) => {
		simulator.current.config.version = '2.4.0';
		const { error, items, hints } = await run(simulator.current, about(operation, values));
		expect(error).toBeUndefined();
		if (done !== undefined) expect(items[0].json[done]).toBe(true);
		expect(hints).toEqual([]);
		const looks = arrived(simulator.current).filter(({ path }) => path.includes('findMessages'));
		expect(looks).toEqual([]);
	});
});
