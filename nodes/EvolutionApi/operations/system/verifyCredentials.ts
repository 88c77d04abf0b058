import { defineOperation } from '../../core/table/defineOperation';
import { secretsInput, secretsOption, showSecrets } from '../../fields/secrets';

/** `POST /verify-creds`: accepts only the global key, and answers with the server's access to Facebook. */
export const verifyCredentials = defineOperation({
	name: 'Verify Credentials',
	value: 'verifyCredentials',
	action: 'Verify the global API key of the WhatsApp server',
	description: 'Check whether the global API key of the credential is valid',
	request: { method: 'POST', path: '/verify-creds', reads: true },
	fields: [secretsOption],
	input: { options: secretsInput },
	output: ({ message, facebookAppId, facebookConfigId, facebookUserToken }) => ({
		valid: true,
		message,
		facebookAppId,
		facebookConfigId,
		facebookUserToken,
	}),
	secrets: {
		keys: ['facebookAppId', 'facebookConfigId', 'facebookUserToken'],
		shown: showSecrets,
	},
});
