import type { LastingChannel } from '../active/activeTrigger';
import type { TriggerSettings } from '../settings/triggerSettings';
import { socketChannel } from './socketChannel';
import { webhookChannel } from './webhookChannel';

/** The channel of *Connection → Method*. */
export const channelOf = ({ options }: Pick<TriggerSettings, 'options'>): LastingChannel =>
	options.connection.method === 'webSocket' ? socketChannel : webhookChannel;
