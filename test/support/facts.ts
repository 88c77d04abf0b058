import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { schemaOf, type JsonSchema, type Spec } from './factSchema';

// Reads the facts about the server's routes and deliveries from `test/contract/facts/`.

const FOLDER = join(__dirname, '..', 'contract', 'facts');

const read = <Content>(name: string): Content =>
	JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Content;

export interface Exchange {
	/** `example` for an ordinary request; otherwise a description of the request, e.g. `error: empty body {}`. */
	readonly label: string;
	readonly request: {
		readonly url: string;
		readonly body?: unknown;
		/** Fields of a form. `<file a.png image/png>` stands for a file. */
		readonly multipart?: Record<string, string>;
	};
	readonly status: number;
	readonly response: unknown;
}

export interface Route {
	readonly group: string;
	readonly operation: string;
	readonly method: string;
	/** The path, with the placeholder `{instanceName}`. */
	readonly path: string;
	/** First server version that has the route; empty for 2.2.0 and older. */
	readonly since: string;
	readonly query: readonly string[];
	readonly requestSchema: JsonSchema | null;
	readonly exchanges: readonly Exchange[];
}

interface WrittenRoute {
	/** Method and path, such as `POST /message/sendText/{instanceName}`. */
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
		/** Label of another exchange, whose `answer` is also used for this one. */
		readonly like?: string;
	}>;
}

/** Each file in `test/contract/facts` describes a group of routes, except these. */
const OTHERS = ['deliveries', 'errors', 'events', 'numbers', 'routes', 'version24'];

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

export const exampleOf = (route: Route | undefined): unknown =>
	route?.exchanges.find(({ label }) => label === 'example')?.response;

interface Posted {
	readonly headers: Record<string, string>;
	readonly body: Record<string, unknown>;
}

interface WrittenDelivery {
	readonly event: string;
	readonly date_time: string;
	readonly instance?: string;
	readonly destination?: string;
	/** null: the body has no sender. */
	readonly sender?: string | null;
	/** Keys at the beginning of the delivery's body. */
	readonly first?: Record<string, unknown>;
	/** Set if the webhook has no custom headers. */
	readonly unsigned?: true;
	readonly data: unknown;
}

const deliveries = read<Record<string, WrittenDelivery>>('deliveries');

export const deliveryNames: readonly string[] = Object.keys(deliveries);

const HEADERS = {
	accept: 'application/json, text/plain, */*',
	'content-type': 'application/json',
	'user-agent': 'axios/1.21.1',
	'content-length': '500',
	'accept-encoding': 'gzip, compress, deflate, br',
	host: '127.0.0.1:8097',
	connection: 'keep-alive',
};
const OWN_HEADERS = { 'x-custom': 'abc', authorization: 'Bearer made.up.token' };

const OWN = '5511900098258@s.whatsapp.net';

export function deliveryOf(name: string): Posted {
	const { event, data, date_time, first, unsigned, sender = OWN, ...place } = deliveries[name];
	const { instance = 'cap', destination = 'http://127.0.0.1:8097/hook/cap' } = place;
	const around = sender === null ? {} : { sender };
	const server = { server_url: 'http://127.0.0.1:8080', apikey: null };
	return {
		headers: unsigned === true ? HEADERS : { ...HEADERS, ...OWN_HEADERS },
		body: { ...first, event, instance, data, destination, date_time, ...around, ...server },
	};
}

export const reachedNumbers = read<Record<string, string>>('numbers');

export interface Answered {
	readonly status: number;
	readonly answer: unknown;
}

export const errorAnswers = read<{
	/** The answer of a 2.4 server whose license hasn't been activated. */
	readonly gate: Answered;
	readonly odd: Record<string, Answered>;
	readonly notConnected: Record<string, Answered>;
}>('errors');

/** In the sample bodies, `a|b` lists the allowed values. */
export const version24 = read<{
	readonly routes: readonly string[];
	readonly bodies: Record<string, unknown>;
}>('version24');

/** First server version that has a route, by method and path (`POST /message/sendText/{instance}`). */
export const everyRoute = read<{
	readonly forUsers: Record<string, string>;
	readonly internal: Record<string, string>;
}>('routes');
