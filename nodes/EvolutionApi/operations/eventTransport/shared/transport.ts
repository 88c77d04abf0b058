import { choiceField } from '../../../fields/fieldKinds';
import { choice } from '../../../fields/inputs';

/** Where the server sends events in addition to the webhook: `/{transport}/set/{instance}` and `…/find/…`. */
export const transport = choiceField('Transport', 'transport', {
	options: [
		{ name: 'Amazon SQS', value: 'sqs' },
		{ name: 'Apache Kafka', value: 'kafka', description: 'Evolution API 2.3.4 or newer' },
		{ name: 'NATS', value: 'nats', description: 'Evolution API 2.3.0 or newer' },
		{ name: 'Pusher', value: 'pusher' },
		{ name: 'RabbitMQ', value: 'rabbitmq' },
		{ name: 'WebSocket', value: 'websocket' },
	],
	default: 'rabbitmq',
	description: 'Where to send the events. The transport must be enabled on the server.',
});

export const transportInput = choice('kafka', 'nats', 'pusher', 'rabbitmq', 'sqs', 'websocket');

/** First version of the server that has the transport. */
export const transportSince = ({ transport: name }: { transport: string }) =>
	name === 'kafka' ? '2.3.4' : undefined;

/** Names the transport, and the setting of the server that switches it on. */
export const switchedOff = (name: string) => {
	const label = transport.options.find(({ value }) => value === name)?.name ?? name;
	return `${label} is switched off in the settings of the server: ${name.toUpperCase()}_ENABLED`;
};

/** Keys of answers that hold secrets. */
export const TRANSPORT_SECRET_KEYS = ['key', 'secret'];
