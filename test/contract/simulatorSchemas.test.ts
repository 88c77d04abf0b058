import { type Client, startClient } from '../simulator/support/client';
import { findRoute } from '../simulator/support/findRoute';
import { knownRoutes, settableEvents, type Route } from '../support/facts';

/** They are held together by what they answer: see simulatorChatAndGroupSchemas. */
const CHECKED_OTHERWISE = ['root', 'instance', 'message', 'chat', 'group', 'label'];

const EVENTS = JSON.stringify(settableEvents);

describe('the simulator checks requests with the schemas of the server', () => {
	const cases = knownRoutes
		.filter(({ group }) => !CHECKED_OTHERWISE.includes(group) && group !== 'evolutionChannel')
		.map((route): [string, Route] => [`${route.method} ${route.path}`, route]);

	it.each(cases)('%s', (_title, { method, path, requestSchema, since }) => {
		const route = findRoute(method, path);
		expect({ path: route && path, since: route?.since ?? '' }).toEqual({ path, since });
		// These check inside, because their errors have a shape of their own.
		if (path.startsWith('/template/')) expect(route?.schema).toBeUndefined();
		else expect(route?.schema).toEqual(requestSchema ?? undefined);
	});
});

describe('the events of the server', () => {
	let client: Client;

	beforeAll(async () => {
		client = await startClient({ seed: true });
	});
	afterAll(() => client.simulator.close());

	const routes = knownRoutes.filter(({ requestSchema }) =>
		JSON.stringify(requestSchema).includes(EVENTS),
	);
	const setting = routes.filter(({ path }) => path.includes('/set/'));

	it('can be chosen at seven routes', () => {
		expect(setting).toHaveLength(7);
	});

	it.each(setting.map(({ path }): [string, string] => [path, path.split('/')[1]]))(
		'%s takes each of them, and no other',
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
