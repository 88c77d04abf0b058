import type { Channel } from '../active/activeTrigger';
import type { TriggerSettings } from '../settings/triggerSettings';
import { SocketTestChannel } from './socketTest';
import { WebhookChannel } from './webhookChannel';
import { WebSocketChannel } from './webSocketChannel';

const CHANNELS: Readonly<Record<TriggerSettings['options']['connection']['method'], Channel>> = {
	webhook: new WebhookChannel(),
	webSocket: new WebSocketChannel(),
};

const TEST_CHANNELS: typeof CHANNELS = { ...CHANNELS, webSocket: new SocketTestChannel() };

export const chooseChannel = (
	{ options }: Pick<TriggerSettings, 'options'>,
	isTest = false,
): Channel => (isTest ? TEST_CHANNELS : CHANNELS)[options.connection.method];
