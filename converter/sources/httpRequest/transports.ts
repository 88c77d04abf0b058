import { asJson, type Value } from '../../expressions/value';
import type { Parameters } from '../../workflow';

// Event transports of a new instance, such as WebSocket. The server has an object for each, our node has a list.

const TRANSPORTS = ['kafka', 'nats', 'rabbitmq', 'sqs', 'websocket'];

const PUSHER = ['appId', 'key', 'secret', 'cluster', 'useTLS'];

export interface WithoutTransports {
	readonly body: Value;
	readonly fields: Parameters;
}

export function withoutTransports(
	path: string,
	body: Value | undefined,
): WithoutTransports | undefined {
	if (path !== '/instance/create' || body?.kind !== 'object') return undefined;
	const names = [...TRANSPORTS, 'pusher'].filter((name) => body.entries.has(name));
	const rows = names.map((name) => rowOf(name, body.entries.get(name)));
	if (names.length === 0 || rows.includes(undefined)) return undefined;
	const isPusher = (name: string) => name === 'pusher';
	const of = (belongs: (name: string) => boolean) =>
		rows.filter((_row, index) => belongs(names[index]));
	const lists = {
		'transports.transport': of((name) => !isPusher(name)),
		'transports.pusher': of(isPusher),
	};
	return {
		body: {
			kind: 'object',
			entries: new Map([...body.entries].filter(([key]) => !names.includes(key))),
		},
		fields: Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)),
	};
}

const isOn = (value: Value | undefined) => value?.kind === 'literal' && value.value === true;

function rowOf(name: string, given: Value | undefined): Parameters | undefined {
	if (given?.kind !== 'object' || !isOn(given.entries.get('enabled'))) return undefined;
	const known = ['events', ...(name === 'pusher' ? PUSHER : [])];
	const row: Parameters = name === 'pusher' ? {} : { type: name };
	for (const [key, value] of given.entries) {
		if (key === 'enabled') continue;
		const said = known.includes(key) ? asJson(value) : undefined;
		if (said === undefined) return undefined;
		row[key] = said;
	}
	return row;
}
