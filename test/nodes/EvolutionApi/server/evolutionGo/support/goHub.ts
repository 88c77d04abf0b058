import type { WebhookApi } from '../../../../../../nodes/EvolutionApi/hub/changes';
import type { Simulator } from '../../../../../../simulator/server';
import { webhookApiOf } from '../../../../../support/webhookApiOf';

/** Returns access to the webhook of the instance `demo`, with both keys. By default, its sleeps end at once. */
export const talkGo = (
	simulator: Simulator,
	sleep: WebhookApi['sleep'] = async () => await Promise.resolve(),
): WebhookApi => ({ ...webhookApiOf(simulator), sleep });
