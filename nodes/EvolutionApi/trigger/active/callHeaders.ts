import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import type { Headers } from '../../hub/token';
import { activeTriggerOf } from './activeTriggers';
import { nodeIdOf } from './ids';
import { authenticationOf } from '../settings/triggerSettings';
import type { ServerAdapter } from '../../core/server/adapter';
import { serverFor } from '../../core/server/connection';

/** The server that calls. A node that is active here knows it: for most events no parameter is read. */
export const senderOf = (context: IWebhookFunctions): ServerAdapter =>
	(context.getMode() === 'manual'
		? undefined
		: activeTriggerOf(nodeIdOf(context))?.connection.server) ??
	serverFor(authenticationOf(context));

/** The headers of a call, wherever the server has put them. */
export const headersOfCall = (context: IWebhookFunctions): Headers =>
	senderOf(context).deliveries.headersIn(
		context.getHeaderData(),
		context.getQueryData() as IDataObject,
	);
