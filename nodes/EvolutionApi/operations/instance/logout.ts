import { RequestFailure, withWarning } from '../../core/failures/failure';
import { sendTo } from '../../core/server/request';
import { defineOperation } from '../../core/table/defineOperation';
import type { Call } from '../../core/table/operation';
import { instanceField } from '../../fields/instance';

const ROUTE = '/instance/logout/{instance}';

async function isClosed({ context, connection, instance: name }: Call): Promise<boolean> {
	const state = await connection.server.instances
		.state(sendTo(context, connection), name)
		.catch(() => undefined);
	return state === 'close';
}

/** `DELETE /instance/logout/{instance}`: 2.3 answers 400 when the instance is not connected, 2.4 does not. */
export const logout = defineOperation({
	name: 'Log Out',
	value: 'logout',
	action: 'Log a WhatsApp instance out',
	description: 'Disconnect the account. The instance stays and can be connected again.',
	request: { method: 'DELETE', path: ROUTE, retry: 'neverAfterSent' },
	fields: [instanceField],
	async run(_input, call) {
		const { context, connection, instance: name } = call;
		const result = await connection.server.ask(context, connection, {
			method: 'DELETE',
			route: ROUTE,
			parameters: { instance: name },
			retry: 'neverAfterSent',
			instance: name,
		});
		if (!('failure' in result)) return result.body;
		// While the instance connects, the server looks for a session that no longer exists and answers 500 (seen on 2.3.7).
		const isDone = result.failure.httpCode === 500 && (await isClosed(call));
		if (!isDone) throw new RequestFailure(withWarning(result.failure, 'neverAfterSent'));
		return {};
	},
	output: (_answer, _input, instanceName) => ({ loggedOut: true, instanceName }),
});
