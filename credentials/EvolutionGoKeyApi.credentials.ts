import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

/** Token of an instance on Evolution Go, or the server's own key, which can list the tokens. The node tests this credential. */
export class EvolutionGoKeyApi implements ICredentialType {
	name = 'evolutionGoKeyApi';

	displayName = 'Evolution Go API';

	icon: Icon = { light: 'file:../icons/evolution.svg', dark: 'file:../icons/evolution.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-evolution-hub/n8n-nodes-evolution-hub/blob/main/docs/evolution-go.md#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://evolution.example.com',
			description: 'Address of the Evolution Go server, without "/manager"',
		},
		{
			displayName: 'Instance Token',
			name: 'instanceToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Token that was chosen when the instance was created. May stay empty with the global key: then the field Instance of the node selects the instance.',
		},
		{
			displayName: 'Global API Key',
			name: 'globalApiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'GLOBAL_API_KEY in the settings of the server. Needed to choose instances from a list, to create or delete them, and for triggers that share the webhook with another application or n8n.',
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

	/** A function, because n8n evaluates expressions in declarative headers for each request. A request's own `apikey` wins. */
	authenticate: IAuthenticate = async (credentials, requestOptions) => ({
		...requestOptions,
		headers: { apikey: keyIn(credentials), ...requestOptions.headers },
	});
}

const keyIn = ({ instanceToken, globalApiKey }: ICredentialDataDecryptedObject) =>
	String(instanceToken ?? '').trim() || String(globalApiKey ?? '').trim();
