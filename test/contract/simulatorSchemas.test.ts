import { type Client, startClient } from '../simulator/support/client';
import { findRoute } from '../simulator/support/findRoute';
import { knownRoutes, settableEvents } from '../support/facts';

/** Groups of routes that simulatorChatAndGroupSchemas.test.ts checks by their answers instead of by comparing schemas. */
const CHECKED_OTHERWISE = ['root', 'instance', 'message', 'chat', 'group', 'label'];

const EVENTS = JSON.stringify(settableEvents);

describe('contract: the simulator checks requests with the schemas of the server', () => {
	const groups = [...new Set(knownRoutes.map(({ group }) => group))].filter(
		(group) => !CHECKED_OTHERWISE.includes(group) && group !== 'evolutionChannel',
	);

	it.each(groups)('for each of the routes of %s', (name) => {
		for (const known of knownRoutes.filter(({ group }) => group === name)) {
			const { method, path, since } = known;
			// The template routes check their bodies in their handlers, because their errors have another shape.
			const schema = path.startsWith('/template/') ? undefined : (known.requestSchema ?? undefined);
			const route = findRoute(method, path);
			expect({
				method,
				path: route && path,
				since: route?.since ?? '',
				schema: route?.schema,
			}).toEqual({ method, path, since: since === '2.3.0' ? '' : since, schema });
		}
	});
});

describe('contract: the events of the server', () => {
	let client: Client;

	beforeAll(async () => {
		client = await startClient({ seed: true });
	});
	afterAll(() => client.simulator.close());

	const routes = knownRoutes.filter(({ requestSchema }) =>
		JSON.stringify(requestSchema).includes(EVENTS),
	);
	const setting = routes.filter(({ path }) => path.includes('/set/'));

	it('can be set by seven routes', () => {
		expect(setting).toHaveLength(7);
	});

	it.each(setting.map(({ path }): [string, string] => [path, path.split('/')[1]]))(
		'%s accepts each event of the server, and no other',
		async (path, name) => {
			const url = path.replace('{instanceName}', 'demo');
			const set = async (events: readonly string[]) => {
				const ofPusher = { appId: '1', key: 'k', secret: 's', cluster: 'c', useTLS: true };
				const block = { enabled: true, url: 'https://example.com', ...ofPusher, events };
				return await client.post(url, { [name]: block });
			};
			const wrong = await set(['NO_EVENT']);
			expect(wrong.status).toBe(400);
			expect(JSON.stringify(wrong.body)).toContain('is not one of enum values');
			expect((await set(settableEvents)).status).not.toBe(400);
		},
	);
});
