import { httpRequest } from 'n8n-core/dist/execution-engine/node-execution-context/utils/request-helper-functions';
import type {
	IDataObject,
	IHttpRequestOptions,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { receiveReply } from '../../../../../nodes/EvolutionApi/wait/receiveAnswer';
import type { Simulator } from '../../../../../simulator/server';

/** Brings a delivery to an execution that waits. @param state what it has stored of its question, as JSON */
export async function deliverToWait(
	{ url: baseUrl, key: apiKey }: Simulator,
	resumeUrl: string,
	state: unknown,
	headers: object,
	body: IDataObject,
): Promise<IWebhookResponseData> {
	const response = { status: () => response, send: () => response };
	const withKey = async (_type: string, { headers: others, ...options }: IHttpRequestOptions) =>
		await httpRequest({ ...options, headers: { ...others, apikey: apiKey } });
	const context = Object.assign({} as IWebhookFunctions, {
		getRequestObject: () => ({ method: 'POST' }),
		getResponseObject: () => response,
		getHeaderData: () => headers,
		getBodyData: () => body,
		getNode: () => ({ name: 'Ask' }),
		evaluateExpression: () => state,
		getSignedResumeUrl: () => resumeUrl,
		getCredentials: async () => await Promise.resolve({ baseUrl, apiKey }),
		logger: { warn: () => undefined },
		helpers: { httpRequest, httpRequestWithAuthentication: withKey },
	});
	return await receiveReply(context);
}
