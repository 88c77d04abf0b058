import { fillRoute } from '../../http/route';
import { trySend } from '../request';
import type { ServerAdapter } from '../adapter';
import { NUMBERS_IN_REQUEST, NUMBERS_PATH, numbersInOrder } from './whatsappNumbers';

export const evolutionNumbers: ServerAdapter['numbers'] = {
	atOnce: NUMBERS_IN_REQUEST,

	async find({ context, connection, instance }, asked) {
		const result = await trySend(context, connection, {
			method: 'POST',
			path: fillRoute(NUMBERS_PATH, { instance }),
			body: { numbers: asked },
			retry: 'always',
			instance,
		});
		if ('failure' in result) return result;
		const found = numbersInOrder(result.body, asked).map(
			({ number, exists, jid }) => [String(number), exists === true ? String(jid) : null] as const,
		);
		return { found: new Map(found) };
	},
};
