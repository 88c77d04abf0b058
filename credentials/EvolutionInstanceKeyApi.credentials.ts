import type { IAuthenticate, ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

/** The key of one instance (its token), which gives access to that instance only. The node tests this credential. */
export class EvolutionInstanceKeyApi implements ICredentialType {
	name = 'evolutionInstanceKeyApi';

	displayName = 'Evolution (Instance Key) API';

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
			displayName: 'Instance Name',
			name: 'instanceName',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. support',
			description: 'Name of the instance that the key belongs to',
		},
		{
			displayName: 'Instance API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Token of the instance, shown in the manager next to its name',
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
