import type { LastingChannel } from '../active/activeTriggers';
import type { TriggerSettings } from '../settings/triggerSettings';
import { socketChannel } from './socketChannel';
import { webhookChannel } from './webhookChannel';

/** The one place that asks which of them it is: *Receive Through*. */
export const channelOf = ({
	receiveThrough,
}: Pick<TriggerSettings, 'receiveThrough'>): LastingChannel =>
	receiveThrough === 'webSocket' ? socketChannel : webhookChannel;
