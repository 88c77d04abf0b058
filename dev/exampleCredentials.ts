import type { WorkflowNode } from './n8n/types';
import { isOurType } from './ourPackage';

// The nodes of the examples have no `credentials`. If an imported node has `credentials` without an ID, n8n doesn't store
// the credential that a user chooses (seen in 2.41.1).

interface Choice {
	readonly type: string;
	readonly name: string;
}

const GLOBAL_KEY: Choice = {
	type: 'evolutionGlobalKeyApi',
	name: 'Evolution (Global Key) account',
};

/** Credential whose values come from the item (docs/many-customers.md). */
export const CUSTOMER_KEY: Choice = {
	type: 'evolutionInstanceKeyApi',
	name: 'Evolution (Instance Key) per customer',
};

const OPEN_AI: Choice = { type: 'openAiApi', name: 'OpenAI' };

const OF_OTHERS: Readonly<Record<string, Choice>> = {
	'@n8n/n8n-nodes-langchain.lmChatOpenAi': OPEN_AI,
	'@n8n/n8n-nodes-langchain.mcpTrigger': { type: 'httpBearerAuth', name: 'Token for MCP clients' },
	'@n8n/n8n-nodes-langchain.openAi': OPEN_AI,
	'n8n-nodes-base.emailSend': { type: 'smtp', name: 'SMTP account' },
	'n8n-nodes-base.googleSheets': { type: 'googleSheetsOAuth2Api', name: 'Google Sheets account' },
};

const CHATWOOT: Choice = { type: 'httpHeaderAuth', name: 'Chatwoot' };

function choiceFor({ type, parameters }: WorkflowNode): Choice | undefined {
	if (isOurType(type))
		return parameters.authentication === 'instanceKey' ? CUSTOMER_KEY : GLOBAL_KEY;
	return parameters.genericAuthType === CHATWOOT.type ? CHATWOOT : OF_OTHERS[type];
}

/** The credential has a name, but no ID. */
export function withChosenCredential(node: WorkflowNode): WorkflowNode {
	const choice = choiceFor(node);
	if (choice === undefined) return node;
	return { ...node, credentials: { [choice.type]: { id: null, name: choice.name } } };
}
