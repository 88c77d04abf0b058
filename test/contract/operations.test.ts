import { Validator, type Schema } from 'jsonschema';

import { isOfEvolutionApi, makesRequests } from '../../dev/operationRoutes';
import { InputProblem } from '../../nodes/EvolutionApi/core/input/inputProblem';
import type { Operation } from '../../nodes/EvolutionApi/table/operation';
import { resources } from '../../nodes/EvolutionApi/operations';
import {
	enumsOf,
	KNOWN_ALTHOUGH_NOT_IN_SCHEMA,
	KNOWN_ENUM_DIFFERENCES,
	unknownKeys,
	valuesAt,
} from '../support/contractChecks';
import { currentAnswer } from '../support/currentAnswer';
import { everyRoute } from '../support/everyRoute';
import { asChecked, expectedRoute } from '../support/expectedRoute';
import { knownRoutes } from '../support/facts';
import { everyVariant, type Values } from '../support/fullInput';
import { wireOf, type Wire } from '../support/wire';

/** An event that the server accepts in a subscription, but never sends. So the node's dropdowns don't offer it. */
const NEVER_SENT = 'APPLICATION_STARTUP';

type Row = [name: string, operation: Operation];

/** Operations that make one request. If a dropdown changes the route, the operation has one row per route. */
const table: Row[] = resources.flatMap(({ value, operations }) =>
	operations
		.filter((operation) => isOfEvolutionApi(operation) && !makesRequests(operation))
		.flatMap((operation) => everyRoute(operation))
		.map(([name, operation]): Row => [`${value}/${name}`, operation]),
);

/** Returns one request for each variant of an operation's fields, except variants that the operation refuses. */
async function everyWire(operation: Operation): Promise<Wire[]> {
	const [usual, ...variants] = everyVariant(operation);
	const current = currentAnswer(operation);
	const wires = [await wireOf(operation, usual, current)];
	for (const values of variants) {
		try {
			wires.push(await wireOf(operation, values, current));
		} catch (error) {
			if (!(error instanceof InputProblem)) throw error;
		}
	}
	return wires;
}

function smallest({ fields, example }: Operation): Values {
	const values: Values = {};
	for (const { name, type, required, default: initial } of fields) {
		if (type !== 'notice') values[name] = required === true ? example[name] : initial;
	}
	return values;
}

const errorsOf = (body: unknown, schema: unknown) =>
	new Validator().validate(body, schema as Schema).errors.map(({ stack }) => stack);

describe("contract: operations against the server's routes", () => {
	const seenKeys = new Set<string>();

	describe.each(table)('%s', (name, operation) => {
		const route = expectedRoute(operation);

		it('sends what the server accepts, whatever its fields are set to', async () => {
			expect(route).toBeDefined();
			const problemsWith = (wire: Wire) => errorsOf(asChecked(route, wire), route?.schema ?? {});
			const unknownIn = ({ query }: Wire) =>
				Object.keys(query).filter((key) => !route?.query.includes(key));

			const example = await wireOf(operation, { ...operation.example }, currentAnswer(operation));
			expect({ problems: problemsWith(example), unknown: unknownIn(example) }).toEqual({
				problems: [],
				unknown: [],
			});

			const wires = await everyWire(operation);
			for (const wire of wires) {
				if (!wire.isForm) expect(problemsWith(wire)).toEqual([]);
				const unknown = unknownKeys(route?.schema, wire.body);
				unknown.forEach((key) => seenKeys.add(`${operation.request.path} ${key}`));
				const excused = KNOWN_ALTHOUGH_NOT_IN_SCHEMA.filter(({ routes }) =>
					routes.test(operation.request.path),
				).flatMap(({ keys }) => keys);
				expect(unknown.filter((key) => !excused.includes(key))).toEqual([]);
				expect(unknownIn(wire)).toEqual([]);
			}

			for (const [path, expected] of enumsOf(route?.schema)) {
				if (`${name} ${path}` in KNOWN_ENUM_DIFFERENCES) continue;
				const sent = new Set(wires.flatMap((wire) => valuesAt(asChecked(route, wire), path)));
				const offered = expected.filter((value) => value !== NEVER_SENT);
				expect([path, [...sent].sort()]).toEqual([path, offered.sort()]);
			}
		});

		it('sends a valid request with only the required fields, or says which one is missing', async () => {
			const sending = wireOf(operation, smallest(operation), currentAnswer(operation));
			const sent = await sending.catch((error: unknown) => {
				expect(error).toBeInstanceOf(InputProblem);
				return undefined;
			});
			if (sent) expect(errorsOf(asChecked(route, sent), route?.schema ?? {})).toEqual([]);
		});
	});

	it('Create Instance sends webhook and event settings with the keys of the routes that change them later', async () => {
		const create = table.find(([name]) => name === 'instance/create')?.[1];
		const blocks = create ? (await everyWire(create)).map(({ body }) => Object(body)) : [];
		for (const block of ['webhook', 'kafka', 'nats', 'pusher', 'rabbitmq', 'sqs', 'websocket']) {
			const schema = knownRoutes.find(({ path }) => path.startsWith(`/${block}/set/`));
			const given = blocks.filter((body) => block in body);
			expect([block, given.length > 0]).toEqual([block, true]);
			for (const body of given) {
				expect(unknownKeys(schema?.requestSchema, { [block]: body[block] })).toEqual([]);
				const whole = { enabled: true, ...body[block] };
				expect(errorsOf({ [block]: whole }, schema?.requestSchema)).toEqual([]);
			}
		}
	});

	it('every exception for a key that is missing in the schema of a route is still used by an operation', () => {
		const stale = KNOWN_ALTHOUGH_NOT_IN_SCHEMA.flatMap(({ keys, routes }) =>
			keys.filter((key) => ![...seenKeys].some((seen) => isUse(seen, routes, key))),
		);
		expect(stale).toEqual([]);
	});

	const isUse = (seen: string, routes: RegExp, key: string) => {
		const [path, ...rest] = seen.split(' ');
		return routes.test(path) && rest.join(' ') === key;
	};
});
