import { crashed, ok } from '../../core/answers';
import { sentId } from '../../core/ids';
import type { InstanceRoute } from '../../core/types';
import { perChannel } from '../../whatsapp/send';

/** Returns an ID for the `messageId` of a send, as a JSON string. The route is new in 2.4. */
export const generateMessageId: InstanceRoute = {
	method: 'GET',
	path: '/baileys/generateMessageID/:instanceName',
	guard: 'instance',
	since: '2.4.0',
	handler: perChannel({
		baileys({ instance }) {
			if (!instance.hasClient) {
				throw crashed("Cannot read properties of undefined (reading 'user')");
			}
			return ok(sentId());
		},
	}),
};
