import type { Channel, Departure } from '../active/activeTrigger';
import type { TriggerSettings } from '../settings/triggerSettings';
import { WebhookChannel } from './webhookChannel';
import { WebSocketChannel } from './webSocketChannel';

/** The server calls n8n with the events of all its instances, at an address that somebody has set there: nobody registers. */
class GlobalWebhookChannel extends WebhookChannel {
	override async register(): Promise<undefined> {}

	override async repair(): Promise<void> {}

	override async leave(): Promise<Departure> {
		return {};
	}
}

const CHANNELS: Readonly<Record<TriggerSettings['options']['connection']['method'], Channel>> = {
	webhook: new WebhookChannel(),
	globalWebhook: new GlobalWebhookChannel(),
	webSocket: new WebSocketChannel(),
};

/** The channel of *Connection → Method*. */
export const chooseChannel = ({ options }: Pick<TriggerSettings, 'options'>): Channel =>
	CHANNELS[options.connection.method];
