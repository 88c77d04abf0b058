import type { IDataObject } from 'n8n-workflow';

import { RequestFailure } from '../errors/failure';
import { InputProblem } from '../core/input/inputProblem';
import { defineOperation, type Resource } from '../table/operation';
import { collectionInput, choiceField, collectionField } from '../fields/fieldKinds';
import {
	enabledField,
	PUSHER_TEXTS,
	pusherOptions,
	pusherShape,
	mergeSettings,
	setMode,
	setModeInput,
} from '../fields/instanceSettings';
import { eventsInput, eventsToSend, neededForEvents, requireEvents } from '../fields/events';
import { choice, flag } from '../core/input/checks';
import { instanceField } from '../fields/instance';
import { secretsInput, secretsOption, showSecrets } from '../fields/reads';

/** The routes are `/{transport}/set/{instance}` and `…/find/…`. */
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

const transportInput = choice('kafka', 'nats', 'pusher', 'rabbitmq', 'sqs', 'websocket');

const transportSince = ({ transport: name }: { transport: string }) =>
	name === 'kafka' ? '2.3.4' : undefined;

const switchedOff = (name: string) => {
	const label = transport.options.find(({ value }) => value === name)?.name ?? name;
	return `${label} is switched off in the settings of the server: ${name.toUpperCase()}_ENABLED`;
};

const TRANSPORT_SECRET_KEYS = ['key', 'secret'];

/** `GET /{transport}/find/{instance}`: the answer is null if the transport isn't set, and empty if it's off on the server. */
const get = defineOperation({
	name: 'Get',
	value: 'get',
	action: 'Get an event transport of a WhatsApp instance',
	description: 'Get which events of the instance go to a message queue or socket',
	request: {
		method: 'GET',
		path: '/{transport}/find/{instance}',
		reads: true,
		whenEmpty: { availableOnServer: false },
	},
	since: transportSince,
	fields: [instanceField, transport, secretsOption],
	input: {
		transport: transportInput,
		options: secretsInput,
	},
	example: { transport: 'websocket' },
	run: async (_input, { ask }) => await ask({ whenNull: {} }),
	output: (answer, { transport: name }) => ({
		transport: name,
		availableOnServer: true,
		enabled: false,
		events: [],
		...answer,
	}),
	secrets: { keys: TRANSPORT_SECRET_KEYS, isShown: showSecrets },
});

const ofPusher = { show: { '/transport': ['pusher'] } } as const;

const transportSettings = collectionField('Settings', 'transportSettings', {
	// Pusher's settings are shown from the start, because Pusher doesn't work without them.
	default: { appId: '', key: '', secret: '', cluster: '' },
	placeholder: 'Add setting',
	options: [
		{ ...pusherOptions.appId, displayOptions: ofPusher },
		{ ...pusherOptions.cluster, displayOptions: ofPusher },
		eventsToSend,
		{ ...pusherOptions.key, displayOptions: ofPusher },
		{ ...pusherOptions.secret, displayOptions: ofPusher },
		{ ...pusherOptions.useTLS, displayOptions: ofPusher },
	],
});

const PUSHER_DEFAULTS = { appId: '', cluster: '', key: '', secret: '', useTLS: true };

const NOT_THERE = { availableOnServer: false };

/** Refuses a transport that's switched off on the server. The server itself accepts settings for Pusher even then. */
function checkSwitchedOn(name: string, answer: IDataObject): void {
	if (answer.availableOnServer !== false) return;
	throw new RequestFailure({
		message: switchedOff(name),
		description: 'Nothing was changed. Switch it on there, and restart the server.',
		nothingDone: true,
	});
}

/** `POST /{transport}/set/{instance}`. When a transport is switched off, the server forgets which events were selected. */
const update = defineOperation({
	name: 'Update',
	value: 'update',
	action: 'Update an event transport of a WhatsApp instance',
	description: 'Send the events of the instance to a message queue or socket, or turn that off',
	request: {
		method: 'POST',
		path: '/{transport}/set/{instance}',
		idempotent: true,
		whenEmpty: NOT_THERE,
	},
	readFirst: '/{transport}/find/{instance}',
	since: transportSince,
	fields: [instanceField, transport, enabledField, setMode, transportSettings],
	input: {
		transport: transportInput,
		enabled: flag,
		mode: setModeInput,
		transportSettings: collectionInput({
			events: eventsInput,
			...pusherShape,
		}),
	},
	example: {
		transport: 'websocket',
		enabled: true,
		mode: 'update',
		transportSettings: { events: ['MESSAGES_UPSERT', 'CONNECTION_UPDATE'] },
	},
	needs: ({ transportSettings }) => neededForEvents(transportSettings?.events),
	body: (
		{ transport: name, enabled: isOn, mode, transportSettings: settings = {} },
		_item,
		current,
	) => {
		checkSwitchedOn(name, current);
		const { events, ...own } = settings;
		const isPusher = name === 'pusher';
		const defaults = { events: [], ...(isPusher ? PUSHER_DEFAULTS : {}) };
		const result = mergeSettings(mode, defaults, current, { events, ...(isPusher ? own : {}) });
		const missing = PUSHER_TEXTS.find((key) => result[key] === '');
		if (isOn && missing !== undefined) {
			throw new InputProblem(
				['transportSettings', missing],
				'is empty',
				'Fill it in: Pusher needs it.',
			);
		}
		requireEvents('transportSettings', isOn, result);
		return { [name]: { enabled: isOn, ...result } };
	},
	output: (answer, { transport: name }) => {
		checkSwitchedOn(name, answer);
		return { transport: name, ...answer };
	},
	secrets: { keys: TRANSPORT_SECRET_KEYS, isShown: () => false },
});

export const eventTransport: Resource = {
	name: 'Event Transport',
	value: 'eventTransport',
	description: 'Send the events of an instance to RabbitMQ, SQS, NATS, Kafka, Pusher or WebSocket',
	operations: [get, update],
};
