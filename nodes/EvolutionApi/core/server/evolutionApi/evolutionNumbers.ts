import type { IDataObject } from 'n8n-workflow';

import { fillRoute } from '../../http/route';
import { recordsIn } from '../../values/answer';
import { plainNameOrNull } from '../../values/plainName';
import type { ServerAdapter } from '../adapter';
import { trySend } from '../request';

// `POST /chat/whatsappNumbers/{instance}`: which numbers are on WhatsApp.

export const NUMBERS_PATH = '/chat/whatsappNumbers/{instance}';

/** Newer servers refuse more at once, and WhatsApp blocks accounts that check many. */
export const NUMBERS_IN_REQUEST = 50;

/** Puts the answer into the order of the question: the server has its own, but repeats each number as it was asked. */
export function numbersInOrder(answer: unknown, asked: readonly unknown[]): IDataObject[] {
	const entries = recordsIn(answer);
	const byNumber = new Map(entries.map((entry) => [String(entry.number), entry]));
	return asked.map((number) => {
		const found = byNumber.get(String(number));
		return {
			number: String(number),
			exists: found?.exists === true,
			jid: found?.exists === true ? String(found.jid) : null,
			name: plainNameOrNull(found?.name),
			reason: null,
		};
	});
}

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
