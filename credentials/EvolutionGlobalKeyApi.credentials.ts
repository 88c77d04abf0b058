import type { IAuthenticate, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

/** The server's own key, `AUTHENTICATION_API_KEY`, which gives access to every instance. The node tests this credential. */
export class EvolutionGlobalKeyApi implements ICredentialType {
	name = 'evolutionGlobalKeyApi';

	displayName = 'Evolution (Global Key) API';

	icon: Icon = { light: 'file:../icons/evolution.svg', dark: 'file:../icons/evolution.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-evolution-hub/n8n-nodes-evolution-hub/blob/main/docs/install.md#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://evolution.example.com',
			description: 'Address of the Evolution API server, without "/manager"',
		},
		{
			displayName: 'Global API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'AUTHENTICATION_API_KEY in the settings of the server',
		},
		{
			displayName: 'Ignore Certificate Errors',
			name: 'ignoreSslIssues',
			type: 'boolean',
			default: false,
			description:
				'Whether to connect even if the TLS certificate of the server is not valid. Only for a server of your own in a private network.',
		},
	];

	/** A function, because n8n would evaluate the expressions in declarative headers again for every request. */
	authenticate: IAuthenticate = async (credentials, requestOptions) => ({
		...requestOptions,
		headers: { ...requestOptions.headers, apikey: String(credentials.apiKey).trim() },
	});
}
