import { forEvolutionGo, goCredential, goNamed } from '../../dev/goExamples';
import type * as n8n from '../../dev/n8n/types';
import { isOurType } from '../../dev/ourPackage';
import { credentialsFor, exampleWorkflows } from '../../dev/workspace';
import { evolutionGo } from '../../nodes/EvolutionApi/server/evolutionGo';
import { findOperation } from '../support/run';

/** Options of *Bulk Sending* that look up sent messages. Evolution Go stores none. */
const NEED_A_STORE = ['optOut', 'dailyLimits'];

const ownNodes = ({ nodes }: n8n.NewWorkflow) => nodes.filter(({ type }) => isOurType(type));

/** Examples about refused messages, or conversations in Chatwoot, about which Evolution Go sends no events. */
const ABOUT_NOTHING = [
	'evolutionNotDelivered',
	'evolutionChatwootAgents',
	'evolutionChatwootHandOver',
];

function runsThere({ type, parameters }: n8n.WorkflowNode): boolean {
	const { authentication, resource, operation, bulkSending = {} } = parameters;
	// Only the example for three customers uses another authentication. Each of its items has its own server and key.
	if (authentication !== 'globalKey') return false;
	if (type.endsWith('Trigger'))
		return evolutionGo.deliveries.neverSent(parameters.events as string[]).length === 0;
	const { request } = findOperation(String(resource), String(operation));
	const entry = { resource: String(resource), operation: String(operation), request };
	return evolutionGo.can(entry) && !NEED_A_STORE.some((name) => name in (bulkSending as object));
}

describe('npm start with Evolution Go: the example workflows', () => {
	it('are all examples that can run on Evolution Go, and no others', () => {
		const expected = exampleWorkflows()
			.filter(({ id = '' }) => !ABOUT_NOTHING.includes(id))
			.filter((workflow) => ownNodes(workflow).every(runsThere));
		expect(expected.length).toBeGreaterThan(3);
		expect(forEvolutionGo(exampleWorkflows()).map(({ name }) => name)).toEqual(
			expected.map(({ id = '', name }) => goNamed({ id, name }).name),
		);
	});

	it('use the credential of Evolution Go', () => {
		const instance = { name: 'demo', key: 'demo-token' };
		const [credential, ...others] = credentialsFor({ url: 'http://x', key: 'k', instance }, 'go');
		expect(others).toEqual([]);
		expect(credential).toEqual(goCredential({ url: 'http://x', key: 'k', instance }));
		expect(credential.data).toEqual({
			baseUrl: 'http://x',
			globalApiKey: 'k',
			instanceToken: 'demo-token',
		});
		for (const node of forEvolutionGo(exampleWorkflows()).flatMap(ownNodes)) {
			expect(node.parameters.authentication).toBe('evolutionGo');
			expect(node.credentials).toEqual({ [credential.type]: { id: null, name: credential.name } });
		}
	});
});
