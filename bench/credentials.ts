import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IDataObject,
	IHttpRequestOptions,
	Workflow,
} from 'n8n-workflow';

/**
 * Returns credentials without encryption, and authenticates requests as n8n does: with the function of the credential type, or by
 * evaluating its expressions for each request.
 */
export function credentialsHelper(
	{ ICredentialsHelper }: Pick<typeof import('n8n-workflow'), 'ICredentialsHelper'>,
	workflow: Workflow,
	types: readonly ICredentialType[],
	data: Record<string, IDataObject>,
) {
	const node = workflow.getNode('Node');
	const evaluate = (text: string, credentials: ICredentialDataDecryptedObject): string => {
		if (!text.startsWith('=') || node === null) return text;
		const keys = { $credentials: credentials };
		const { expression } = workflow;
		return String(expression.getSimpleParameterValue(node, text, 'internal', keys, undefined, ''));
	};
	return new (class extends ICredentialsHelper {
		getParentTypes() {
			return [];
		}

		isCredentialUsableByNode() {
			return true;
		}

		async authenticate(
			credentials: ICredentialDataDecryptedObject,
			typeName: string,
			options: IHttpRequestOptions,
		): Promise<IHttpRequestOptions> {
			const { authenticate } = types.find(({ name }) => name === typeName) ?? {};
			if (authenticate === undefined) return options;
			if (typeof authenticate === 'function') return await authenticate(credentials, options);
			const headers: IDataObject = { ...options.headers };
			for (const [name, value] of Object.entries(authenticate.properties.headers ?? {})) {
				headers[evaluate(name, credentials)] = evaluate(String(value), credentials);
			}
			return { ...options, headers };
		}

		async preAuthentication() {
			return undefined;
		}

		async runPreAuthentication() {
			return undefined;
		}

		async getCredentials(details: { id: string | null; name: string }, type: string) {
			return { ...details, type } as never;
		}

		async getDecrypted(_additionalData: unknown, _details: unknown, type: string) {
			return { ...data[type] } as ICredentialDataDecryptedObject;
		}

		async updateCredentials() {}

		async updateCredentialsOauthTokenData() {}

		getCredentialsProperties() {
			return [];
		}

		async validateCredentialAccess() {}
	})();
}
