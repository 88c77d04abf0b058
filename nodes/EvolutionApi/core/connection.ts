import {
	NodeOperationError,
	type ICredentialDataDecryptedObject,
	type IExecuteFunctions,
	type IHookFunctions,
	type ILoadOptionsFunctions,
	type ITriggerFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';

/** Every part of n8n from which the server is asked. */
export type Caller =
	| IExecuteFunctions
	| IHookFunctions
	| ILoadOptionsFunctions
	| ITriggerFunctions
	| IWebhookFunctions;

export const CREDENTIAL_TYPES = {
	globalKey: 'evolutionGlobalKeyApi',
	instanceKey: 'evolutionInstanceKeyApi',
} as const;

export type Authentication = keyof typeof CREDENTIAL_TYPES;

/** The server that the chosen credential points to, read once for a run. */
export interface Connection {
	readonly authentication: Authentication;
	readonly credentialType: (typeof CREDENTIAL_TYPES)[Authentication];
	/** Without a trailing slash; may have a path prefix. */
	readonly baseUrl: string;
	/** The instance of an instance's key. */
	readonly instanceName?: string;
	/** To take it out of every text that is shown. */
	readonly apiKey: string;
	readonly ignoreCertificateErrors: boolean;
}

/** `https://host/prefix/ ` → `https://host/prefix` @throws {Error} saying what is wrong with it */
export function normalizeBaseUrl(entered: unknown): string {
	const text = String(entered ?? '').trim();
	if (text === '') throw new Error('The Base URL is empty');
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (!url || !['http:', 'https:'].includes(url.protocol)) {
		throw new Error(
			'The Base URL must start with http:// or https://, e.g. https://evolution.example.com',
		);
	}
	return (url.origin + url.pathname).replace(/\/+$/, '');
}

export function connectionFrom(
	authentication: Authentication,
	credential: ICredentialDataDecryptedObject,
): Connection {
	const instanceName = String(credential.instanceName ?? '').trim();
	return {
		authentication,
		credentialType: CREDENTIAL_TYPES[authentication],
		baseUrl: normalizeBaseUrl(credential.baseUrl),
		instanceName: instanceName === '' ? undefined : instanceName,
		apiKey: String(credential.apiKey ?? '').trim(),
		ignoreCertificateErrors: credential.ignoreSslIssues === true,
	};
}

/** @throws {NodeOperationError} if the credential's address cannot be used */
export async function readConnection(
	context: Caller,
	authentication: Authentication,
): Promise<Connection> {
	const credential = await context.getCredentials(CREDENTIAL_TYPES[authentication]);
	try {
		return connectionFrom(authentication, credential);
	} catch (error) {
		const problem = error instanceof Error ? error.message : 'The credential cannot be used';
		throw new NodeOperationError(context.getNode(), problem, {
			description: 'Open the credential of this node and correct the Base URL.',
		});
	}
}
