import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { validate, type Schema } from 'jsonschema';

import { goAnswerOf } from '../../../../../../dev/conformance/go/goFacts';
import { schemaOf } from '../../../../../support/factSchema';
import { goBodySpec, goRouteFacts, type GoRouteFact } from '../../../../../support/goFacts';

// A fake Evolution Go without state. Its answers, and its checks of requests, come from facts about Evolution Go's source.

export const GLOBAL_KEY = 'global-key-of-the-server';
export const TOKEN = 'an-instance-token';

export interface GoAsked {
	readonly method: string;
	/** The path, including the query. */
	readonly path: string;
	readonly key: string | undefined;
	readonly type: string;
	/** The parsed JSON, or the text if the body isn't JSON. */
	readonly body: unknown;
}

interface Answer {
	readonly status: number;
	readonly body?: unknown;
	readonly text?: string;
	readonly breaks?: true;
}

type Given = Answer | ((asked: GoAsked) => Answer | undefined);

function bodySchema(fact: GoRouteFact): Schema | undefined {
	const spec = goBodySpec(fact);
	return spec === undefined
		? undefined
		: { ...(schemaOf(spec, []) as Schema), additionalProperties: false };
}

const ROUTES = goRouteFacts
	.filter(({ page }) => page === undefined)
	.map((fact) => {
		const { route: name, key } = fact;
		const pattern = new RegExp(`^${name.replace(/:\w+/g, '[^/]+').replace(/\*any/, '.*')}$`);
		return { name, pattern, key, schema: bodySchema(fact), answer: goAnswerOf(fact) };
	});

type Route = (typeof ROUTES)[number];

const routeOf = ({ method, path }: GoAsked) =>
	ROUTES.find(({ pattern }) => pattern.test(`${method} ${path.split('?')[0]}`));

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

/** Tells whether the node only asks for the server's version, by a request with an empty list of cards or message IDs. */
export const asksForVersion = ({ path, body }: GoAsked): boolean => {
	const { cards, id } = body as { cards?: readonly unknown[]; id?: readonly unknown[] };
	return (
		(path === '/send/carousel' && cards?.length === 0) ||
		(path === '/message/markplayed' && id?.length === 0)
	);
};

export class GoStandIn {
	readonly asked: GoAsked[] = [];

	/** Descriptions of requests that the real server would refuse. */
	readonly mistakes: string[] = [];

	/** Prepared answers by `METHOD /route`. */
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

	reset(): void {
		this.asked.length = 0;
		this.mistakes.length = 0;
		this.given.clear();
	}

	/** The last answer is used for all further requests. */
	answers(route: string, ...answers: Given[]): void {
		this.given.set(route, answers);
	}

	answersAll(answer: Answer): void {
		for (const { name, key } of ROUTES) {
			if (key === 'instance') this.given.set(name, [answer]);
		}
	}

	askedAt(path: string): GoAsked[] {
		return this.asked.filter((one) => one.path.split('?')[0] === path);
	}

	private answer(asked: GoAsked): Answer {
		const found = routeOf(asked);
		if (found === undefined) return { status: 404, text: '404 page not found' };
		const own = this.given.get(found.name);
		const next = own !== undefined && own.length > 1 ? own.shift() : own?.[0];
		const special = typeof next === 'function' ? next(asked) : next;
		if (special !== undefined) return special;
		const key = { global: GLOBAL_KEY, instance: TOKEN, none: undefined }[found.key];
		if (key !== undefined && asked.key !== key) {
			return { status: 401, body: { error: 'not authorized' } };
		}
		if (asksForVersion(asked)) return { status: 400, body: { error: 'number is required' } };
		this.check(found, asked);
		return { status: 200, body: found.answer ?? { message: 'success' } };
	}

	private check({ name, schema }: Route, { body, type }: GoAsked): void {
		if (schema === undefined || type.startsWith('multipart/')) return;
		const { errors } = validate(body, schema);
		for (const error of errors) this.mistakes.push(`${name}: ${error.stack}`);
	}
}
