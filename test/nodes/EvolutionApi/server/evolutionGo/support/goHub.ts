import type { WebhookApi } from '../../../../../../nodes/EvolutionApi/hub/changes';
import type { Simulator } from '../../../../../../simulator/server';
import { webhookApiOf } from '../../../../../support/webhookApiOf';

export const talkGo = (
	simulator: Simulator,
	sleep: WebhookApi['sleep'] = async () => await Promise.resolve(),
): WebhookApi => ({ ...webhookApiOf(simulator), sleep });
