/** The examples for Evolution Go: with its credential, and only those that it supports. */
import type * as n8n from './n8n/types';
import type { Server } from './options';
import { isOurType } from './ourPackage';

const CREDENTIAL = { name: 'Evolution Go account', type: 'evolutionGoKeyApi' };

/** test/dev/goExamples.test.ts lists them. */
const RUN_THERE = [
	'evolutionAiAgent',
	'evolutionAiAgentHistory',
	'evolutionAskSeveral',
	'evolutionAutoReply',
	'evolutionBroadcastAnySize',
	'evolutionBroadcastSheet',
	'evolutionBroadcastTable',
	'evolutionCheckNumbers',
	'evolutionConnectPhone',
	'evolutionEscalate',
	'evolutionGroupOnboarding',
	'evolutionHealthCheck',
	'evolutionMenuTable',
	'evolutionOrderApproval',
	'evolutionSendText',
	'evolutionSupportBot',
	'evolutionThreeQuestions',
	'evolutionTwoArchive',
	'evolutionTwoOrders',
];

/** With both keys: the global one for the list of instances, the token for a node that names none. */
export const goCredential = ({ url, key, instance }: Server): n8n.NewCredential => ({
	...CREDENTIAL,
	data: { baseUrl: url, globalApiKey: key, ...(instance && { instanceToken: instance.key }) },
});

function onGo(node: n8n.WorkflowNode): n8n.WorkflowNode {
	if (!isOurType(node.type)) return node;
	return {
		...node,
		parameters: { ...node.parameters, authentication: 'evolutionGo' },
		credentials: { [CREDENTIAL.type]: { id: null, name: CREDENTIAL.name } },
	};
}

/** The names differ from those of Evolution API, which may be in the same n8n. */
export const goNamed = ({ id, name }: { id: string; name: string }) => ({
	id: `${id}Go`,
	name: `${name} (Evolution Go)`,
});

export const forEvolutionGo = (workflows: n8n.NewWorkflow[]): n8n.NewWorkflow[] =>
	workflows
		.filter(({ id = '' }) => RUN_THERE.includes(id))
		.map(({ id = '', name, nodes, ...workflow }) => ({
			...workflow,
			...goNamed({ id, name }),
			nodes: nodes.map(onGo),
		}));
