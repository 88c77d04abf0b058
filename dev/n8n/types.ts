/** The shapes of n8n's REST routes, as far as they are used here. */

export interface Owner {
	email: string;
	firstName: string;
	lastName: string;
	/** n8n wants 8 characters or more, with a digit and a capital letter. */
	password: string;
}

export interface NodeTypeSummary {
	name: string;
	displayName: string;
	version?: number | number[];
	properties?: Array<{ name: string; type: string; default: unknown }>;
}

export interface NewCredential {
	name: string;
	/** Name of the credential type, e.g. `evolutionGlobalKeyApi`. */
	type: string;
	data: Record<string, string | boolean | number | object>;
}

export interface Credential {
	id: string;
	name: string;
	type: string;
}

export interface CredentialTest {
	status: 'OK' | 'Error';
	message: string;
}

export interface WorkflowNode {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	/** Part of a trigger's address. The editor generates one for each. */
	webhookId?: string;
	parameters: Record<string, unknown>;
	/** With `id: null` n8n looks the credential up by its name when the workflow is stored. */
	credentials?: Record<string, { id: string | null; name: string }>;
	onError?: string;
	retryOnFail?: boolean;
	maxTries?: number;
}

export interface NewWorkflow {
	/** Kept by n8n when no workflow has it yet. */
	id?: string;
	name: string;
	nodes: WorkflowNode[];
	connections?: Record<string, unknown>;
	settings?: Record<string, unknown>;
}

export interface Workflow extends NewWorkflow {
	id: string;
	versionId: string;
	/** The version that is published. */
	activeVersionId?: string | null;
	active: boolean;
	isArchived?: boolean;
	/** Data that its nodes keep. */
	staticData?: object | null;
}

export interface ExecutionSummary {
	id: string;
	workflowId: string;
	status: string;
}

export interface OutputItem {
	json: Record<string, unknown>;
	/** `id`: address of the content, as `<store>:<place>`; left out if the item contains it. */
	binary?: Record<string, { id?: string; mimeType: string; fileName?: string; fileSize?: string }>;
	error?: { message: string };
	pairedItem?: unknown;
}

export interface RunData {
	resultData: {
		/** Keyed by the name of the node; one entry for each time that it ran. */
		runData: Record<
			string,
			Array<{ data?: { main: Array<OutputItem[] | null> }; error?: { message: string } }>
		>;
		error?: { message: string; description?: string };
	};
}

export interface Execution extends ExecutionSummary {
	data: RunData;
}
