import type { IDataObject } from 'n8n-workflow';
import { Validator, type Schema } from 'jsonschema';

import { anonymousGoRoute } from '../../dev/goRoutesAsked';
import type { Operation } from '../../nodes/EvolutionApi/table/operation';
import { resources } from '../../nodes/EvolutionApi/operations';
import { schemaOf } from '../support/factSchema';
import { everyVariant } from '../support/fullInput';
import { goBodySpec, goRouteFacts } from '../support/goFacts';
import { runOperation } from '../support/run';
import { exampleRun } from '../support/scenarios';
import { arrived, forget, useSimulator } from '../support/simulator';

const simulator = useSimulator({ server: 'go' });

type Row = [name: string, resource: string, operation: Operation];

const table: Row[] = resources.flatMap(({ value, operations }) =>
	operations
		.filter(({ request }) => request.onlyOn === 'evolutionGo')
		.map((operation): Row => [`${value}/${operation.value}`, value, operation]),
);

const factOf = (method: string, path: string) =>
	goRouteFacts.find(({ route }) => {
		const pattern = anonymousGoRoute(route).replace('*', '[^/]+');
		return new RegExp(`^${pattern}$`).test(`${method} ${path}`);
	});

/** Route that the node calls first, to find out the instance's key. */
const INSTANCES = '/instance/all';

it('contract: these tests cover at least seven operations of the node that only Evolution Go has', () =>
	expect(table.length).toBeGreaterThanOrEqual(7));

describe.each(table)(
	'contract: the operation %s, which only Evolution Go has',
	(_name, resource, operation) => {
		const { request, value, example } = operation;

		it('calls a route that the oldest supported version of Evolution Go has, too', () => {
			const fact = factOf(request.method, request.path.replace('{instance}', 'x'));
			expect(fact).toBeDefined();
			expect([fact?.since, fact?.unreleased]).toEqual([undefined, undefined]);
		});

		it('sends requests that the server accepts, with example values and with every value of its fields', async () => {
			const run = exampleRun(simulator.current, [resource, value, example]);
			for (const values of [{ ...example }, ...everyVariant(operation)]) {
				forget(simulator.current);
				const { error } = await runOperation(simulator.current, {
					...run,
					values: { ...(values as IDataObject), instance: 'demo' },
					items: [{ json: {} }],
				});
				expect(error).toBeUndefined();
				const requests = arrived(simulator.current).filter(({ path }) => path !== INSTANCES);
				expect(requests.length).toBeGreaterThan(0);
				for (const { method, path, body, status } of requests) {
					const fact = factOf(method, path);
					const spec = fact && goBodySpec(fact);
					const schema =
						spec === undefined ? {} : { ...schemaOf(spec, []), additionalProperties: false };
					const { errors } = new Validator().validate(body ?? {}, schema as Schema);
					expect([path, errors.map(({ stack }) => stack)]).toEqual([path, []]);
					// The key was the right one: with any other key, the status would be 401.
					expect(status).toBe(200);
				}
			}
		});
	},
);
