import type { Channel, Departure } from '../active/activeTrigger';
import type { TriggerSettings } from '../settings/triggerSettings';
import { SocketTestChannel } from './socketTest';
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

const TEST_CHANNELS: typeof CHANNELS = { ...CHANNELS, webSocket: new SocketTestChannel() };

/** The channel of *Connection → Method*. @param isTest a session that listens for one test event */
export const chooseChannel = (
	{ options }: Pick<TriggerSettings, 'options'>,
	isTest = false,
): Channel => (isTest ? TEST_CHANNELS : CHANNELS)[options.connection.method];
