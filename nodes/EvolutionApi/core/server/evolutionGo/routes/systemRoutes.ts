import { recordOf } from '../../../values/answer';
import { emptyIfNotConnected, STATUS } from '../goInstances';
import { allRows } from '../goRequest';
import type { GoRoutes } from '../goRoute';
import { newMessageId } from '../outgoing';

export const systemRoutes = {
	/** All that the server says of itself. *API Request* and *Check Setup* name this route, too, before they ask their own. */
	'GET /': async ({ go }) => await go({ method: 'GET', path: '/server/ok' }),

	async 'GET /license/status'({ go }) {
		const answer = recordOf(await go({ method: 'GET', path: '/license/status' }));
		const { status, instance_id } = answer;
		return { status, instance_id };
	},

	'GET /baileys/generateMessageID/{instance}': async () => ({ data: newMessageId() }),

	/** Each key opens its own routes alone. */
	async 'POST /verify-creds'(translated) {
		const { apiKey, globalKey } = translated.connection;
		if (globalKey !== undefined) await allRows(translated, true);
		if (globalKey !== undefined && apiKey === '') return { message: 'The global key is valid' };
		await translated.of('').go(STATUS).catch(emptyIfNotConnected);
		const both = 'The global key and the token of the instance are valid';
		return { message: globalKey === undefined ? 'The token of the instance is valid' : both };
	},
} satisfies GoRoutes;
