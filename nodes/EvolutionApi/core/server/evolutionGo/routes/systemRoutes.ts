import { recordOf } from '../../../values/answer';
import { allRows } from '../goKeys';
import type { GoRoutes } from '../goRoute';
import { newMessageId } from '../messageId';

export const systemRoutes = {
	/** All that the server says of itself. *API Request* and *Check Set-Up* name this route, too, before they ask their own. */
	'GET /': async ({ go }) => await go({ method: 'GET', path: '/server/ok' }),

	async 'GET /license/status'({ go }) {
		const answer = recordOf(await go({ method: 'GET', path: '/license/status' }));
		const { status, instance_id } = answer;
		return { status, instance_id };
	},

	'GET /baileys/generateMessageID/{instance}': async () => ({ data: newMessageId() }),

	/** Only the global key opens the list of instances. */
	async 'POST /verify-creds'(translated) {
		await allRows(translated, true);
		return { message: 'The global key is valid' };
	},
} satisfies GoRoutes;
