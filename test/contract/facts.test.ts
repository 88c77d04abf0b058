import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { differences } from '../../dev/conformance/shape';
import { describeCaptured, readShared, SHARED } from '../support/contract';
import { schemaOf } from '../support/factSchema';
import {
	deliveryNames,
	deliveryOf,
	errorAnswers,
	everyRoute,
	knownRoutes,
	reachedNumbers,
	version24,
	type Exchange,
} from '../support/facts';

const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

describe('contract: the shorthand of our test data for request bodies', () => {
	it.each<[notation: Parameters<typeof schemaOf>[0], schema: object]>([
		['string', { type: 'string' }],
		['string|null', { type: ['string', 'null'] }],
		['string 1+ /^\\d+$/', { type: 'string', minLength: 1, pattern: '^\\d+$' }],
		['integer 0 to 9', { type: 'integer', minimum: 0, maximum: 9 }],
		['string: a, b, ""', { type: 'string', enum: ['a', 'b', ''] }],
		['boolean: true, false = No', { type: 'boolean', enum: [true, false], description: 'No' }],
		['event', { type: 'string', enum: ['CALL'] }],
		[
			{ '[]': 'string', least: 1, most: 2, unique: true },
			{ type: 'array', minItems: 1, maxItems: 2, uniqueItems: true, items: { type: 'string' } },
		],
		[
			{ 'a!': 'string', b: { '*': 'anything', c: 'number' } },
			{
				type: 'object',
				properties: { a: { type: 'string' }, b: { properties: { c: { type: 'number' } } } },
				required: ['a'],
			},
		],
		[
			{ 'a!+': 'string' },
			{
				type: 'object',
				properties: { a: { type: 'string' } },
				required: ['a'],
				if: { propertyNames: { enum: ['a'] } },
				then: { properties: { a: { minLength: 1, description: 'The "a" cannot be empty' } } },
			},
		],
		[{ schema: { type: 'object' } }, { type: 'object' }],
	])('%j is converted to a JSON schema', (notation, schema) =>
		expect(schemaOf(notation, ['CALL'])).toEqual(schema),
	);

	it('an unknown type is refused with an error that quotes it', () => {
		expect(() => schemaOf('strng', [])).toThrow('"strng" begins with no type of JSON');
	});
});

describe('contract: the notes about the routes of the server', () => {
	it('name each route once, and each example of it once', () => {
		const names = knownRoutes.map(nameOf);
		expect(names.length).toBeGreaterThan(150);
		expect(new Set(names).size).toBe(names.length);
		for (const route of knownRoutes) {
			const labels = route.exchanges.map(({ label }) => label);
			expect([nameOf(route), new Set(labels).size]).toEqual([nameOf(route), labels.length]);
		}
	});

	it('have an answer for each example request', () => {
		const without = knownRoutes.flatMap((route) =>
			route.exchanges.filter(({ response }) => response === undefined).map(() => nameOf(route)),
		);
		expect(without).toEqual([]);
	});
});

interface Captured {
	readonly method: string;
	readonly path: string;
	readonly query: readonly string[];
	readonly requestSchema: Record<string, unknown> | null;
	readonly firstSeenInCheckedTags: string;
	readonly successStatus: number;
	readonly exampleRequest: Exchange['request'] | null;
	readonly exampleResponse: unknown;
	readonly moreExamples: readonly Exchange[];
	readonly errorExamples: readonly Exchange[];
}

/** Recorded routes that no operation uses: the server's internal routes, and those that Meta calls. */
const LEFT_OUT = ['baileys.json', 'metaChannel.json'];

/** Routes that are recorded with a wrong first server version, each with the source of the right version. */
const CORRECTED: Readonly<Record<string, string>> = {
	'GET /metrics': 'they came with 2.3.3, says the changelog of the server',
};

/** Labels of exchanges that were seen on a running server, but aren't in the captured files. */
const SEEN_LATER = ['audio in Base64 with neither name nor type'];

function plain(schema: Record<string, unknown> | null): unknown {
	if (schema === null) return null;
	const { $defs, ...rest } = schema as { $defs?: { event: unknown } };
	const text = JSON.stringify(rest, (_key, value: unknown) =>
		JSON.stringify(value) === '{"$ref":"#/$defs/event"}' ? $defs?.event : value,
	);
	return JSON.parse(text);
}

const exchangesOf = (route: Captured): Exchange[] => {
	const { exampleRequest: request, exampleResponse: response, successStatus: status } = route;
	const usual = request === null ? [] : [{ label: 'example', request, status, response }];
	return [...usual, ...route.moreExamples, ...route.errorExamples];
};

describeCaptured('the facts against what was captured', () => {
	const captured = (folder: string) =>
		readdirSync(join(SHARED, folder)).filter((file) => !file.startsWith('_'));
	const routes = (): Captured[] =>
		captured('contract')
			.filter((file) => !LEFT_OUT.includes(file))
			.flatMap((file) => readShared<Captured[]>('contract', file));
	const known = new Map(knownRoutes.map((route) => [nameOf(route), route]));
	const capturedOf = (route: Captured) =>
		(known.get(nameOf(route))?.exchanges ?? []).filter(({ label }) => !SEEN_LATER.includes(label));

	it('contract: our notes list the routes recorded from the real server, with the same schemas, parameters and versions', () => {
		expect([...known.keys()].sort()).toEqual(routes().map(nameOf).sort());
		for (const route of routes()) {
			const { requestSchema, query, since } = known.get(nameOf(route)) ?? {};
			const first = route.firstSeenInCheckedTags.replace(/^(pre-)?2\.2\.0$/, '');
			const found = { name: nameOf(route), requestSchema, query, since };
			const { query: names } = route;
			const expected = { requestSchema: plain(route.requestSchema), query: names, since: first };
			expect(found).toEqual({ name: nameOf(route), ...expected });
		}
	});

	it('contract: our notes have the requests recorded from the real server, and answers of the same status and shape', () => {
		for (const route of routes()) {
			const exchanges = capturedOf(route);
			const asked = ({ label, status, request: { url, body, multipart } }: Exchange) => ({
				name: nameOf(route),
				label,
				status,
				url,
				body,
				multipart,
			});
			expect(exchanges.map(asked)).toEqual(exchangesOf(route).map(asked));
			for (const [index, { label, response }] of exchangesOf(route).entries()) {
				const found = differences(response, exchanges[index].response);
				expect([nameOf(route), label, found]).toEqual([nameOf(route), label, []]);
			}
		}
	});

	it('contract: our notes have the error texts recorded from the real server, except those of its database library', () => {
		for (const route of routes()) {
			const exchanges = capturedOf(route);
			for (const [index, { label, status, response }] of exchangesOf(route).entries()) {
				if (status < 400 || JSON.stringify(response).includes('prisma')) continue;
				expect([label, exchanges[index].response]).toEqual([label, response]);
			}
		}
	});

	it('contract: our notes have the webhook deliveries recorded from the real server: names, headers, keys and types', () => {
		const names = captured('webhooks').map((file) => file.replace('.json', ''));
		expect([...deliveryNames].sort()).toEqual(names.sort());
		for (const name of names) {
			const { body, headers } = readShared<ReturnType<typeof deliveryOf>>(
				'webhooks',
				`${name}.json`,
			);
			const found = deliveryOf(name);
			expect([name, differences(body, found.body)]).toEqual([name, []]);
			expect([name, Object.keys(found.headers).sort()]).toEqual([
				name,
				Object.keys(headers).sort(),
			]);
		}
	});

	it('contract: our notes have the JID that the real server made of each recorded number, and its errors of unusual form', () => {
		type Odd = { s: number; b: unknown };
		const quirks = readShared<Record<string, Odd>>('quirks.json');
		const reached = quirks.c_number_normalisation as unknown as Record<
			string,
			{ remoteJid: string }
		>;
		const jids = Object.entries(reached).map(([number, { remoteJid }]) => [number, remoteJid]);
		expect(Object.entries(reachedNumbers)).toEqual(jids);
		const odd = { ...(quirks.e_errors as unknown as Record<string, Odd>), ...quirks };
		const { odd: oddFacts, notConnected } = errorAnswers;
		for (const [name, { status, answer }] of Object.entries({ ...oddFacts, ...notConnected })) {
			expect([name, status, answer]).toEqual([name, odd[name].s, odd[name].b]);
		}
	});

	it('contract: our notes say since which server version each route exists, as recorded, also for 2.4', () => {
		const [, ...lines] = readFileSync(join(SHARED, 'coverage.csv'), 'utf8').trim().split('\n');
		const rows = lines.map((line) => line.split(','));
		const of = (isForUsers: boolean) =>
			Object.fromEntries(
				rows
					.filter(([, , , , expose]) => (expose === 'yes') === isForUsers)
					.map(([method, path, first]) => [`${method} ${path}`, first])
					.filter(([name]) => !(name in CORRECTED)),
			);
		const without = (given: Record<string, string>) =>
			Object.fromEntries(Object.entries(given).filter(([name]) => !(name in CORRECTED)));
		expect(without(everyRoute.forUsers)).toEqual(of(true));
		expect(everyRoute.internal).toEqual(of(false));
		interface Versions {
			readonly v240rc2: {
				readonly newRoutes: ReadonlyArray<{ readonly route: string }>;
				readonly newBodies: Record<string, unknown>;
			};
		}
		const { newRoutes, newBodies } = readShared<Versions>('versions-and-errors.json').v240rc2;
		expect(version24).toEqual({ routes: newRoutes.map(({ route }) => route), bodies: newBodies });
	});
});
