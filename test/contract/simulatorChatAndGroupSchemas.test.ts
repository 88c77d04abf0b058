import { type Schema, validate } from 'jsonschema';
import { type Client, startClient } from '../simulator/support/client';
import { buildWorld } from '../simulator/support/world';
import { knownRoutes, type Route } from '../support/facts';
import { partOf } from '../support/properties';

type Json = Record<string, unknown>;

type Operation = Route & { readonly asked: { readonly url: string; readonly body?: Json } };

const WRONG: unknown[] = ['', 'nonsense', 1.5, true, null, {}, [], [1], ['1'], ['a', 'a'], [{}]];

function mutants({ asked, requestSchema }: Operation): Json[] {
	const { body = {} } = asked;
	const names = Object.keys(requestSchema?.properties ?? {});
	const without = names.map((name) => ({ ...body, [name]: undefined }));
	const wrong = names.flatMap((name) => WRONG.map((value) => ({ ...body, [name]: value })));
	const alone = names.flatMap((name) => ['', {}, [{}]].map((value) => ({ [name]: value })));
	const deep = names.flatMap((name) =>
		['', 1, null].map((value) => ({ ...body, [name]: { id: value, key: { id: value } } })),
	);
	return partOf([body, {}, ...without, ...wrong, ...alone, ...deep]).map((mutant) =>
		JSON.parse(JSON.stringify(mutant)),
	);
}

/** Returns the real server's error, according to its own schema; undefined if the schema accepts the body. */
function complaint({ path, requestSchema }: Operation, body: Json): unknown {
	const errors = validate(body, (requestSchema ?? {}) as Schema).errors;
	if (errors.length === 0) return undefined;
	const texts = errors.map(({ schema, stack }) => {
		const own = typeof schema === 'object' ? schema.description : undefined;
		return own ?? stack.replace('instance.', '');
	});
	if (path.includes('/whatsappNumbers/')) return { message: [texts] };
	if (!path.startsWith('/group/') || path.startsWith('/group/create/')) {
		return { response: { message: [texts] } };
	}
	const message = errors.map(({ property }, index) => ({
		property: property.replace('instance.', ''),
		message: texts[index],
	}));
	return { response: { message } };
}

/** Tells whether the body has a group's ID although the route expects the ID in the query. */
const isAboutTheId = ({ path }: Operation, body: Json) =>
	path.startsWith('/group/') && 'groupJid' in body && !path.includes('/sendInvite/');

describe('contract: the simulator refuses invalid bodies as the schemas of the real server do', () => {
	let client: Client;

	beforeAll(async () => {
		client = await startClient();
	});
	afterAll(() => client.simulator.close());

	const cases = knownRoutes
		.filter(({ group }) => ['chat', 'group', 'label'].includes(group))
		.filter(({ method, requestSchema }) => method !== 'GET' && requestSchema !== null)
		.map((route): [string, Operation] => {
			const asked = route.exchanges[0].request as Operation['asked'];
			return [`${route.method} ${route.path}`, { ...route, asked }];
		});

	it.each(cases)('%s', async (_title, operation) => {
		buildWorld(client.simulator.state);
		const { method, asked, path } = operation;
		const isByQuery = asked.url.includes('groupJid=');
		for (const body of mutants(operation).filter((one) => !isAboutTheId(operation, one))) {
			const groupJid = '120363017951582341@g.us';
			const seen = isByQuery ? { ...body, groupJid } : body;
			const expected = complaint(operation, seen);
			const answer = await client.call(method, asked.url, body);
			if (expected) {
				expect({ path, body, answer }).toMatchObject({ answer: { status: 400, body: expected } });
			} else {
				const nested = answer.body?.response?.message?.[0];
				const isSchemaError = Array.isArray(nested) || nested?.property !== undefined;
				expect({ path, body, isSchemaError }).toEqual({ path, body, isSchemaError: false });
			}
		}
	});

	it('invalid bodies are sent to all 30 chat, group and label routes that take a body', () => {
		expect(cases.length).toBe(30);
	});
});
