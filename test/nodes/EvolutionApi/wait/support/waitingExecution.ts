import { httpRequest } from 'n8n-core/dist/execution-engine/node-execution-context/utils/request-helper-functions';
import type {
	IAdditionalCredentialOptions,
	IDataObject,
	IHttpRequestOptions,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { receiveReply } from '../../../../../nodes/EvolutionApi/wait/receiveAnswer';

export type Sign = (parameters?: Record<string, string>) => string;

interface WaitingExecution {
	readonly credential: IDataObject;
	readonly sign: Sign;
	readonly instanceId?: string;
	/** The execution's stored question, as JSON. */
	readonly state: unknown;
	readonly response: { status: number };
	/** False: n8n's database is locked. */
	readonly canStore?: boolean;
}

export const INSTANCE_ID = 'n8n of the question';

export async function deliverToWait(
	{
		credential,
		sign,
		instanceId = INSTANCE_ID,
		state,
		response: answered,
		canStore = true,
	}: WaitingExecution,
	headers: object,
	body: IDataObject,
): Promise<IWebhookResponseData> {
	const response = {
		get statusCode() {
			return answered.status;
		},
		status: (status: number) => {
			answered.status = status;
			return response;
		},
		send: () => response,
	};
	const withKey = async (
		_type: string,
		{ headers: others, ...options }: IHttpRequestOptions,
		given?: IAdditionalCredentialOptions,
	) => {
		const { apiKey } = given?.credentialsDecrypted?.data ?? credential;
		return await httpRequest({ ...options, headers: { apikey: apiKey, ...others } });
	};
	const context = Object.assign({} as IWebhookFunctions, {
		getRequestObject: () => ({ method: 'POST' }),
		getQueryData: () => ({}),
		getResponseObject: () => response,
		getHeaderData: () => headers,
		getBodyData: () => body,
		getNode: () => ({ name: 'Ask' }),
		evaluateExpression: () => state,
		getSignedResumeUrl: sign,
		getInstanceId: () => instanceId,
		getCredentials: async () => await Promise.resolve(credential),
		logger: { warn: () => undefined },
		helpers: { httpRequest, httpRequestWithAuthentication: withKey },
	});
	const result = await receiveReply(context);
	// n8n answers after it has resumed the execution, or failed to.
	if (result.workflowData !== undefined && result.noWebhookResponse !== true)
		response.status(canStore ? 200 : 500).send();
	return result;
}
