import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { schemaOf, type JsonSchema, type Spec } from './factSchema';

// What is known of the server's routes and deliveries, from `test/contract/facts/`.

const FOLDER = join(__dirname, '..', 'contract', 'facts');

const read = <Content>(name: string): Content =>
	JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Content;

/** A request, and what the server answers. */
export interface Exchange {
	/** `example` is the usual one. */
	readonly label: string;
	readonly request: {
		readonly url: string;
		readonly body?: unknown;
		/** A form; `<file a.png image/png>` stands for a file. */
		readonly multipart?: Record<string, string>;
	};
	readonly status: number;
	readonly response: unknown;
}

export interface Route {
	readonly group: string;
	/** As the server calls it. */
	readonly operation: string;
	readonly method: string;
	/** With `{instanceName}`. */
	readonly path: string;
	/** First version of the server that has it; empty for 2.2.0 and older. */
	readonly since: string;
	/** Names of the query parameters. */
	readonly query: readonly string[];
	readonly requestSchema: JsonSchema | null;
	readonly exchanges: readonly Exchange[];
}

interface WrittenRoute {
	/** `POST /message/sendText/{instanceName}` */
	readonly route: string;
	readonly name: string;
	readonly since?: string;
	readonly query?: readonly string[];
	readonly body?: Spec;
	readonly exchanges: ReadonlyArray<{
		readonly label: string;
		readonly asks: string;
		readonly body?: unknown;
		readonly form?: Record<string, string>;
		readonly status: number;
		readonly answer?: unknown;
		/** The label of an exchange of the route whose answer has the same shape. */
		readonly like?: string;
	}>;
}

/** Files that hold something else than the routes of a group. */
const OTHERS = ['deliveries', 'errors', 'events', 'numbers', 'routes', 'version24'];

/** What `events` of a webhook may be. */
export const settableEvents = read<string[]>('events');

export const routeGroups: readonly string[] = readdirSync(FOLDER)
	.filter((file) => file.endsWith('.json'))
	.map((file) => file.replace('.json', ''))
	.filter((name) => !OTHERS.includes(name));

export const knownRoutes: readonly Route[] = routeGroups.flatMap((group) =>
	read<WrittenRoute[]>(group).map((written) => routeOf(group, written)),
);

function routeOf(group: string, { route, name, query = [], ...written }: WrittenRoute): Route {
	const [method, path] = route.split(' ');
	const { since = '', body: spec } = written;
	const answers = new Map(written.exchanges.map(({ label, answer }) => [label, answer]));
	const exchanges = written.exchanges.map(({ label, asks, body, form, status, answer, like }) => ({
		label,
		status,
		request: { url: asks, body, multipart: form },
		response: like === undefined ? answer : answers.get(like),
	}));
	const requestSchema = spec === undefined ? null : schemaOf(spec, settableEvents);
	return { group, operation: name, method, path, since, query, requestSchema, exchanges };
}

/** What the server usually answers to the route. */
export const exampleOf = (route: Route | undefined): unknown =>
	route?.exchanges.find(({ label }) => label === 'example')?.response;

interface Posted {
	readonly headers: Record<string, string>;
	readonly body: Record<string, unknown>;
}

interface WrittenDelivery {
	readonly event: string;
	readonly date_time: string;
	/** Where they are not those of the others; null: it has none. */
	readonly instance?: string;
	readonly destination?: string;
	readonly sender?: string | null;
	/** Keys before all others. */
	readonly first?: Record<string, unknown>;
	/** The webhook has no headers of its own. */
	readonly unsigned?: true;
	readonly data: unknown;
}

const written = read<Record<string, WrittenDelivery>>('deliveries');

export const deliveryNames: readonly string[] = Object.keys(written);

const HEADERS = {
	accept: 'application/json, text/plain, */*',
	'content-type': 'application/json',
	'user-agent': 'axios/1.21.1',
	'content-length': '500',
	'accept-encoding': 'gzip, compress, deflate, br',
	host: '127.0.0.1:8097',
	connection: 'keep-alive',
};
/** Of a webhook with `jwt_key` and a header of its own. */
const OWN_HEADERS = { 'x-custom': 'abc', authorization: 'Bearer made.up.token' };

const OWN = '5511900098258@s.whatsapp.net';

/** What the server posts to a webhook. */
export function deliveryOf(name: string): Posted {
	const { event, data, date_time, first, unsigned, sender = OWN, ...place } = written[name];
	const { instance = 'cap', destination = 'http://127.0.0.1:8097/hook/cap' } = place;
	const around = sender === null ? {} : { sender };
	const server = { server_url: 'http://127.0.0.1:8080', apikey: null };
	return {
		headers: unsigned === true ? HEADERS : { ...HEADERS, ...OWN_HEADERS },
		body: { ...first, event, instance, data, destination, date_time, ...around, ...server },
	};
}

/** What the server makes of what is entered as a number. */
export const reachedNumbers = read<Record<string, string>>('numbers');

export interface Answered {
	readonly status: number;
	readonly answer: unknown;
}

/** Answers that are no route's own. */
export const errorAnswers = read<{
	/** Of a 2.4 that is not activated. */
	readonly gate: Answered;
	readonly odd: Record<string, Answered>;
	/** All say that the instance is not connected. */
	readonly notConnected: Record<string, Answered>;
}>('errors');

/** What 2.4 has besides; bodies as samples, in which `a|b` is a choice. */
export const version24 = read<{
	readonly routes: readonly string[];
	readonly bodies: Record<string, unknown>;
}>('version24');

/** `POST /message/sendText/{instance}`: the first version that has it. */
export const everyRoute = read<{
	/** That operations are to call. */
	readonly forUsers: Record<string, string>;
	/** Of the server itself and its neighbours. */
	readonly internal: Record<string, string>;
}>('routes');
