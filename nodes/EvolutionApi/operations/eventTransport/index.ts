import type { Resource } from '../../core/table/operation';
import { get } from './get';
import { update } from './update';

export const eventTransport: Resource = {
	name: 'Event Transport',
	value: 'eventTransport',
	description: 'Send the events of an instance to RabbitMQ, SQS, NATS, Kafka, Pusher or WebSocket',
	operations: [get, update],
};
