import type { Schema } from 'jsonschema';
import { crashed, created, empty, ok } from '../../core/answers';
import { notEmpty, textSchema, truthSchema } from '../../core/schema';
import type { InstanceRoute, Route } from '../../core/types';
import { asList, asObject, isObject } from '../../core/values';
import { EVENTS, eventsOf } from '../../events/names';
import { isDisabled } from '../../state/config';
import { saveExtra } from '../../state/rows';

interface Transport {
	name: string;
	since?: string;
	schema: Schema;
	/** database columns in addition to `enabled` and `events` */
	columns: string[];
}

const events: Schema = { type: 'array', minItems: 0, items: { type: 'string', enum: EVENTS } };
const block: Schema = {
	type: 'object',
	properties: { enabled: truthSchema, events },
	required: ['enabled'],
};
/** The server uses this schema for each of the five transports, so a body without the route's own transport passes, too. */
const shared: Schema = {
	type: 'object',
	properties: { websocket: block, rabbitmq: block, nats: block, sqs: block, kafka: block },
};

const PUSHER = ['appId', 'key', 'secret', 'cluster', 'useTLS'];
const pusher: Schema = {
	type: 'object',
	properties: {
		pusher: {
			type: 'object',
			properties: {
				enabled: { type: 'boolean' },
				...Object.fromEntries(PUSHER.map((name) => [name, textSchema])),
				useTLS: { type: 'boolean' },
				events,
			},
			required: ['enabled', ...PUSHER],
			...notEmpty('enabled', ...PUSHER),
		},
	},
	required: ['pusher'],
};

const TRANSPORTS: Transport[] = [
	{ name: 'kafka', since: '2.3.4', schema: shared, columns: [] },
	{ name: 'nats', schema: shared, columns: [] },
	{ name: 'pusher', schema: pusher, columns: PUSHER },
	{ name: 'rabbitmq', schema: shared, columns: [] },
	{ name: 'sqs', schema: shared, columns: [] },
	{ name: 'websocket', schema: shared, columns: [] },
];

/** An empty list of events means all events. */
const setRoute = ({ name, since, schema, columns }: Transport): InstanceRoute => ({
	method: 'POST',
	path: `/${name}/set/:instanceName`,
	guard: 'instance',
	since,
	schema,
	handler({ state, instance, body }) {
		// If the server has switched a transport off, the answer is empty. Only Pusher's settings are stored even then.
		if (isDisabled(state.config, name) && name !== 'pusher') return empty(201);
		if (!isObject(body[name])) {
			throw crashed("Cannot set properties of undefined (setting 'events')");
		}
		const part = asObject(body[name]);
		const enabled = part.enabled === true;
		if (enabled && part.events === undefined) {
			throw crashed("Cannot read properties of undefined (reading 'length')");
		}
		const named = asList(part.events).map(String);
		const all = named.length > 0 ? named : [...eventsOf(state.config)];
		const own = Object.fromEntries(columns.map((column) => [column, part[column]]));
		const row = saveExtra(instance, name, { enabled, ...own, events: enabled ? all : [] });
		state.changed({ type: 'instance', instance: instance.name });
		return created(row);
	},
});

/** Returns the route that reads the settings: `null` if they were never set, and an empty answer if the transport is switched off. */
const findRoute = ({ name, since }: Transport): InstanceRoute => ({
	method: 'GET',
	path: `/${name}/find/:instanceName`,
	guard: 'instance',
	since,
	handler: ({ state, instance }) =>
		isDisabled(state.config, name) ? empty(200) : ok(instance.extras[name] ?? null),
});

export const eventTransportRoutes: Route[] = TRANSPORTS.flatMap((transport) => [
	setRoute(transport),
	findRoute(transport),
]);
