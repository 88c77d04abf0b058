import { inspectInstanceHub } from '../../../hub/instanceHub';
import { eventsFinding, webhookFinding } from '../../../trigger/health/webhookFindings';
import type { SetupCheck } from './setupCheck';

/** `GET /webhook/find/{instance}` */
export const webhookCheck: SetupCheck = {
	name: 'Webhook',
	needs: ['Instance'],
	isOfInstance: true,
	async look(setup) {
		const { context, connection, instance } = setup;
		const hub = await inspectInstanceHub(context, connection, instance);
		setup.hub = hub;
		return webhookFinding({ connection, instance, hub });
	},
};

export const eventsCheck: SetupCheck = {
	name: 'Events',
	needs: ['Webhook'],
	isOfInstance: true,
	look: eventsFinding,
};
