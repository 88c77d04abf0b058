import { z } from 'zod';

import { defineOperation } from '../../core/defineOperation';
import { withWarning } from '../../core/failure';
import type { Call } from '../../core/operation';
import { pause } from '../../core/pause';
import { RequestFailure, trySend } from '../../core/request';
import { fillRoute } from '../../core/route';
import { instance } from '../../fields/instance';

const ROUTE = '/instance/delete/{instance}';
const PAUSE_MS = 1000;

/** `DELETE /instance/delete/{instance}`. The name is free again only a moment later. */
export const deleteInstance = defineOperation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete an instance',
	description: 'Disconnect the account and delete the instance with all its data',
	request: { method: 'DELETE', path: ROUTE, retry: 'neverAfterSent' },
	fields: [instance],
	input: z.object({}),
	example: {},
	async run(_input, { context, connection, instance: name }: Call) {
		const ask = async () =>
			await trySend(context, connection, {
				method: 'DELETE',
				path: fillRoute(ROUTE, { instance: name }),
				retry: 'neverAfterSent',
				instance: name,
			});
		const first = await ask();
		if (!('failure' in first)) return first.body;
		// While it connects, the server may fail to log it out, and deletes nothing; it is closed by then (seen on 2.3.7).
		const isClosing = first.failure.httpCode === 400 && first.failure.nothingDone !== true;
		if (isClosing) await pause(PAUSE_MS, context.getExecutionCancelSignal());
		const last = isClosing ? await ask() : first;
		if ('failure' in last) throw new RequestFailure(withWarning(last.failure, 'neverAfterSent'));
		return last.body;
	},
	output: (_answer, _input, instanceName) => ({ deleted: true, instanceName }),
});
