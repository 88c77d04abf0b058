import { httpRequest } from 'n8n-core/dist/execution-engine/node-execution-context/utils/request-helper-functions';
import type {
	IAdditionalCredentialOptions,
	IDataObject,
	IHttpRequestOptions,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { receiveReply } from '../../../../../nodes/EvolutionApi/wait/receiveAnswer';

/** The URL of the execution, as n8n signs it. */
export type Sign = (parameters?: Record<string, string>) => string;

/**
 * Brings a delivery to an execution that waits.
 * @param credential as n8n gives it where there is no item
 * @param state what it has stored of its question, as JSON
 */
export async function deliverToWait(
	credential: IDataObject,
	sign: Sign,
	state: unknown,
	headers: object,
	body: IDataObject,
): Promise<IWebhookResponseData> {
	const response = { status: () => response, send: () => response };
	const withKey = async (
		_type: string,
		{ headers: others, ...options }: IHttpRequestOptions,
		given?: IAdditionalCredentialOptions,
	) => {
		const { apiKey } = given?.credentialsDecrypted?.data ?? credential;
		return await httpRequest({ ...options, headers: { ...others, apikey: apiKey } });
	};
	const context = Object.assign({} as IWebhookFunctions, {
		getRequestObject: () => ({ method: 'POST' }),
		getResponseObject: () => response,
		getHeaderData: () => headers,
		getBodyData: () => body,
		getNode: () => ({ name: 'Ask' }),
		evaluateExpression: () => state,
		getSignedResumeUrl: sign,
		getCredentials: async () => await Promise.resolve(credential),
		logger: { warn: () => undefined },
		helpers: { httpRequest, httpRequestWithAuthentication: withKey },
	});
	return await receiveReply(context);
}
