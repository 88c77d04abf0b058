import { forEvolutionGo } from './goExamples';
import type * as n8n from './n8n/types';
import type { Server, StartOptions } from './options';
import * as workspace from './workspace';

type Kind = Pick<StartOptions, 'server' | 'simulated'>;

export function workflowsFor(server: Server, { server: real, simulated }: Kind): n8n.NewWorkflow[] {
	const examples = workspace.exampleWorkflows();
	if (real) return workspace.forRealServer(examples, server.instance?.name);
	const played = simulated.server === 'go' ? forEvolutionGo(examples) : examples;
	return workspace.withPhonePage(played, server.url);
}

/** The editor puts the newest credential into new nodes, so the most useful one is created last. */
export function credentialsFor(server: Server, { simulated }: Kind): n8n.NewCredential[] {
	const own = workspace.credentialsFor(server, simulated.server).reverse();
	return simulated.server === 'go' ? own : [workspace.CUSTOMER_CREDENTIAL, ...own];
}

export function folderFor({ server, simulated }: Kind): string {
	if (server) return 'server';
	return simulated.server === 'go' ? 'simulator-go' : 'simulator';
}
