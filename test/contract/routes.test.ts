import { documentedRoutes, isOfEvolutionApi, operationRoutes } from '../../dev/operationRoutes';
import { resources } from '../../nodes/EvolutionApi/operations';
import { everyRoute } from '../support/facts';

const UNCOVERED: Readonly<Record<string, string>> = {
	'POST /call/offer/{instance}': 'the server answers as if it called, and calls nobody',
};

const routes = documentedRoutes(resources);
const called = new Set(routes.map(({ method, path }) => `${method} ${path}`));

describe('contract: the routes of the server', () => {
	const exposed = Object.keys(everyRoute.forUsers);
	const versions = { ...everyRoute.forUsers, ...everyRoute.internal };

	it('are all called by an operation, or a reason is listed why not', () => {
		expect(exposed).toHaveLength(177);
		const missing = exposed.filter((route) => !called.has(route) && !(route in UNCOVERED));
		expect(missing).toEqual([]);
	});

	it('are listed as not called only if they exist and no operation calls them', () => {
		const wanted = new Set(exposed);
		const stale = Object.keys(UNCOVERED).filter((route) => called.has(route) || !wanted.has(route));
		expect(stale).toEqual([]);
	});

	it('are the only ones that operations call', () => {
		expect([...called].filter((route) => !(route in versions))).toEqual([]);
	});

	it('exist since the server version that our operations state for them', () => {
		const plain = (version = '2.3.0') =>
			version === '2.2.0 or before' ? '2.3.0' : version.replace(/-rc\d+$/, '');
		const wrong = routes.filter(
			({ method, path, since }) => plain(versions[`${method} ${path}`]) !== plain(since),
		);
		expect(wrong).toEqual([]);
	});
});

describe('contract: the printed list of the routes that operations call', () => {
	const printed = operationRoutes(resources);

	it('has each operation of Evolution API except API Request', () => {
		const names = new Set(printed.map(({ resource, operation }) => `${resource}/${operation}`));
		const missing = resources.flatMap(({ value, operations }) =>
			operations
				.filter(isOfEvolutionApi)
				.map((operation) => `${value}/${operation.value}`)
				.filter((name) => !names.has(name)),
		);
		expect(missing).toEqual(['apiRequest/request']);
	});

	it('has a route for each chatbot platform and each event transport, named as in the server', () => {
		const of = (resource: string, operation: string) =>
			printed
				.filter((route) => route.resource === resource && route.operation === operation)
				.map(({ method, path }) => `${method} ${path}`);
		expect(of('chatbot', 'get')).toEqual([
			'GET /dify/fetch/:difyId/{instance}',
			'GET /evoai/fetch/:evoaiId/{instance}',
			'GET /evolutionBot/fetch/:evolutionBotId/{instance}',
			'GET /flowise/fetch/:flowiseId/{instance}',
			'GET /n8n/fetch/:n8nId/{instance}',
			'GET /openai/fetch/:openaiBotId/{instance}',
			'GET /typebot/fetch/:typebotId/{instance}',
		]);
		expect(of('chatbot', 'deleteCredential')).toEqual([
			'DELETE /openai/creds/:openaiCredsId/{instance}',
		]);
		expect(of('eventTransport', 'get')).toHaveLength(6);
	});

	it('is sorted, and has nothing but method, path, resource and operation', () => {
		const keys = printed.map(({ path, method }) => `${path} ${method}`);
		expect(keys).toEqual([...keys].sort());
		for (const route of printed) {
			expect(Object.keys(route)).toEqual(['method', 'path', 'resource', 'operation']);
		}
	});
});
