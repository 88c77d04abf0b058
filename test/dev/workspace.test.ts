import { isOurType } from '../../dev/ourPackage';
import {
	CUSTOMER_CREDENTIAL,
	credentialsFor,
	exampleWorkflows,
	forRealServer,
	marked,
	withMarked,
} from '../../dev/workspace';

const evolutionNodes = (workflows = exampleWorkflows()) =>
	workflows.flatMap(({ nodes }) => nodes).filter(({ type }) => isOurType(type));

describe('npm start: credentials and example workflows', () => {
	it('of a real server contain no phone number, so that no stranger gets a message', () => {
		const workflows = forRealServer(exampleWorkflows());
		const nodes = workflows.flatMap((workflow) => workflow.nodes);
		const silent = nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
		expect(JSON.stringify(silent.map(({ parameters }) => parameters))).not.toMatch(/\d{10,}/);
		expect(JSON.stringify(evolutionNodes(workflows))).not.toContain('"demo"');
		expect(workflows.map(({ id }) => id)).toContain('evolutionSendText');
		expect(workflows.map(({ id }) => id)).not.toContain('evolutionCheckNumbers');
	});

	it('of a real server use the instance that was named', () => {
		const send = exampleWorkflows().filter(({ id }) => id === 'evolutionSendText');
		const [node] = evolutionNodes(forRealServer(send, 'shop'));
		expect(node.parameters.instance).toMatchObject({ value: 'shop' });
	});

	it('of a real server without a named instance include only the credential with the global key', () => {
		const credentials = credentialsFor({ url: 'https://evolution.example.com', key: 'k' });
		expect(credentials.map(({ type }) => type)).toEqual(['evolutionGlobalKeyApi']);
	});

	it('with a named instance there are two credentials, each with its own key', () => {
		const instance = { name: 'demo', key: 'demo-token' };
		const url = 'http://127.0.0.1:8080';
		expect(credentialsFor({ url, key: 'simulator-key', instance })).toEqual([
			{
				name: 'Evolution (Global Key) account',
				type: 'evolutionGlobalKeyApi',
				data: { baseUrl: url, apiKey: 'simulator-key' },
			},
			{
				name: 'Evolution (Instance Key) account',
				type: 'evolutionInstanceKeyApi',
				data: { baseUrl: url, instanceName: 'demo', apiKey: 'demo-token' },
			},
		]);
	});

	it('in an existing n8n our credentials have names of their own, and the examples use them', () => {
		const server = { url: 'http://x', key: 'k', instance: { name: 'demo', key: 'd' } };
		const made = marked([...credentialsFor(server), CUSTOMER_CREDENTIAL]);
		const names = made.map(({ name }) => name);
		expect(names[0]).toBe('Evolution (Global Key) account (npm start)');
		const used = evolutionNodes(withMarked(exampleWorkflows())).flatMap(({ credentials = {} }) =>
			Object.values(credentials),
		);
		expect(used.length).toBeGreaterThan(20);
		for (const { name } of used) expect(names).toContain(name);
	});

	it('have fixed, unique workflow IDs, so that a second start finds the workflows again', () => {
		const ids = exampleWorkflows().map(({ id }) => id);
		expect(ids.every((id) => id && /^[A-Za-z0-9]{8,36}$/.test(id))).toBe(true);
		expect(new Set(ids).size).toBe(ids.length);
	});

	it('every example names a credential that npm start creates, never an id of one machine', () => {
		const created = [...credentialsFor({ url: 'http://x', key: 'k' }), CUSTOMER_CREDENTIAL];
		const known = created.map(({ type, name }) => ({ [type]: { id: null, name } }));
		for (const { credentials } of evolutionNodes()) expect(known).toContainEqual(credentials);
	});

	it('every connection of the examples leads from one existing node to another', () => {
		for (const { nodes, connections = {} } of exampleWorkflows()) {
			const names = nodes.map(({ name }) => name);
			const targets = [...JSON.stringify(connections).matchAll(/"node":"([^"]+)"/g)];
			for (const name of [...Object.keys(connections), ...targets.map(([, to]) => to)]) {
				expect(names).toContain(name);
			}
			expect(targets.length).toBeGreaterThan(0);
		}
	});
});
