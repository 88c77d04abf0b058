import { sleep } from 'n8n-workflow';

import type { Delivery } from '../../events';
import { setHubAgain } from '../../hub/instanceHub';
import type { ActiveTrigger } from '../active/activeTrigger';

/** The server starts the client about a second after it has told of its end. */
const STARTED_MS = 5_000;

/** Triggers that do it already: the server tells a log-out twice. */
const planned = new WeakSet<ActiveTrigger>();

/** After a log-out some servers go on with another webhook than the one that is set, also once a phone is there again. */
export function setAgainAfterLogOut(
	trigger: ActiveTrigger,
	{ connection: change, event }: Delivery,
) {
	const { context, connection, instance } = trigger;
	const isForgotten = connection.server.webhook.isForgottenAtLogOut === true;
	const isLogOut = change?.end === 'loggedOut' || event === 'logout.instance';
	if (!isForgotten || !isLogOut || planned.has(trigger)) return;
	planned.add(trigger);
	void sleep(STARTED_MS).then(async () => {
		planned.delete(trigger);
		if (trigger.isLeaving) return;
		await setHubAgain(context, connection, instance).catch((error: unknown) => {
			const cause = error instanceof Error ? error.message : '';
			context.logger.warn('The webhook could not be set again after a log-out', { cause });
		});
	});
}
