import type * as n8n from './n8n/types';
import type { Server } from './options';
import { isOurType } from './ourPackage';

const CREDENTIAL = { name: 'Evolution Go account', type: 'evolutionGoKeyApi' };

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

/** Returns a credential with both keys: the global key lists the instances, and the token is for nodes that name no instance. */
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

/** Gives an example another ID and name: the same n8n may contain the example for Evolution API. */
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
