import type { LastingChannel } from '../active/activeTrigger';
import type { TriggerSettings } from '../settings/triggerSettings';
import { socketChannel } from './socketChannel';
import { webhookChannel } from './webhookChannel';

/** The channel that is chosen in *Receive Through*. */
export const channelOf = ({
	receiveThrough,
}: Pick<TriggerSettings, 'receiveThrough'>): LastingChannel =>
	receiveThrough === 'webSocket' ? socketChannel : webhookChannel;
