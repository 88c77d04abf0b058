import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { validate, type Schema } from 'jsonschema';

import contract from './goContract.json';

// A server that answers as Evolution Go does: one answer for each route, from what is known of its source. It checks keys and
// bodies as that says, and keeps what it was asked. The simulator is another thing: it behaves like the server.

export const GLOBAL_KEY = 'global-key-of-the-server';
export const TOKEN = 'an-instance-token';

export interface GoAsked {
	readonly method: string;
	/** With query. */
	readonly path: string;
	readonly key: string | undefined;
	readonly type: string;
	/** Parsed JSON, else the text. */
	readonly body: unknown;
}

interface Answer {
	readonly status: number;
	readonly body?: unknown;
	/** Instead of JSON. */
	readonly text?: string;
	/** The connection breaks off instead. */
	readonly breaks?: true;
}

type Given = Answer | ((asked: GoAsked) => Answer | undefined);

interface Route {
	readonly auth: string;
	readonly body?: Schema;
	readonly answer?: unknown;
}

const ROUTES = Object.entries(contract as unknown as Record<string, Route>).map(([name, route]) => {
	const pattern = name.replace(/:\w+/g, '[^/]+').replace(/\*any/, '.*');
	return { name, pattern: new RegExp(`^${pattern}$`), route };
});

const routeOf = ({ method, path }: GoAsked) =>
	ROUTES.find(({ pattern }) => pattern.test(`${method} ${path.split('?')[0]}`));

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

export class GoStandIn {
	readonly asked: GoAsked[] = [];

	/** What is wrong with what was asked. */
	readonly mistakes: string[] = [];

	/** By `METHOD /route`, before the usual answer. */
	private readonly given = new Map<string, Given[]>();
	private server: http.Server | undefined;

	get url(): string {
		return `http://127.0.0.1:${(this.server?.address() as AddressInfo).port}`;
	}

	async start(): Promise<void> {
		this.server = http.createServer((request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				const text = Buffer.concat(chunks).toString('latin1');
				const asked: GoAsked = {
					method: request.method ?? '',
					path: request.url ?? '',
					key: request.headers.apikey as string | undefined,
					type: request.headers['content-type'] ?? '',
					body: parsed(Buffer.from(text, 'latin1').toString()),
				};
				this.asked.push(asked);
				const { status, body, text: plain, breaks } = this.answer(asked);
				if (breaks) {
					request.socket.destroy();
					return;
				}
				response.statusCode = status;
				response.setHeader('content-type', plain === undefined ? 'application/json' : 'text/plain');
				response.end(plain ?? JSON.stringify(body));
			});
		});
		await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
	}

	async stop(): Promise<void> {
		await new Promise((resolve) => {
			this.server?.close(resolve);
			this.server?.closeAllConnections();
		});
	}

	/** Forgets what was asked and what was to be answered. */
	reset(): void {
		this.asked.length = 0;
		this.mistakes.length = 0;
		this.given.clear();
	}

	/** The next answers of a route; the last one stays. */
	answers(route: string, ...answers: Given[]): void {
		this.given.set(route, answers);
	}

	/** The answer of every route that the token of an instance opens. */
	answersAll(answer: Answer): void {
		for (const { name, route } of ROUTES) {
			if (route.auth === 'instance') this.given.set(name, [answer]);
		}
	}

	/** What a route was asked, in order. */
	askedAt(path: string): GoAsked[] {
		return this.asked.filter((one) => one.path.split('?')[0] === path);
	}

	private answer(asked: GoAsked): Answer {
		const found = routeOf(asked);
		if (found === undefined) return { status: 404, text: '404 page not found' };
		const { name, route } = found;
		const own = this.given.get(name);
		const next = own !== undefined && own.length > 1 ? own.shift() : own?.[0];
		const special = typeof next === 'function' ? next(asked) : next;
		if (special !== undefined) return special;
		const key = { global: GLOBAL_KEY, instance: TOKEN }[route.auth];
		if (key !== undefined && asked.key !== key) {
			return { status: 401, body: { error: 'not authorized' } };
		}
		this.check(name, route, asked);
		return { status: 200, body: route.answer ?? { message: 'success' } };
	}

	private check(name: string, { body: schema }: Route, { body, type }: GoAsked): void {
		if (schema === undefined || type.startsWith('multipart/')) return;
		const { errors } = validate(body, schema);
		for (const error of errors) this.mistakes.push(`${name}: ${error.stack}`);
	}
}
