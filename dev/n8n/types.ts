export interface Owner {
	email: string;
	firstName: string;
	lastName: string;
	/** n8n requires at least 8 characters, with a digit and a capital letter. */
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
	/** Part of a trigger's URL. The editor generates one for each trigger. */
	webhookId?: string;
	parameters: Record<string, unknown>;
	/** With `id: null`, n8n looks the credential up by its name when it stores the workflow. */
	credentials?: Record<string, { id: string | null; name: string }>;
	onError?: string;
	retryOnFail?: boolean;
	maxTries?: number;
}

export interface NewWorkflow {
	/** n8n uses it if no other workflow has it. */
	id?: string;
	name: string;
	nodes: WorkflowNode[];
	connections?: Record<string, unknown>;
	settings?: Record<string, unknown>;
}

export interface Workflow extends NewWorkflow {
	id: string;
	versionId: string;
	activeVersionId?: string | null;
	active: boolean;
	isArchived?: boolean;
	staticData?: object | null;
}

export interface ExecutionSummary {
	id: string;
	workflowId: string;
	status: string;
}

export interface OutputItem {
	json: Record<string, unknown>;
	/** `id` is the address of the content, `<store>:<place>`. It's missing if the item itself contains the content. */
	binary?: Record<string, { id?: string; mimeType: string; fileName?: string; fileSize?: string }>;
	error?: { message: string };
	pairedItem?: unknown;
}

export interface RunData {
	resultData: {
		/** Results by the name of the node, with one entry for each time that the node ran. */
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
