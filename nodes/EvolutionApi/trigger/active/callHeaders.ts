import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { deliveriesOf } from '../../core/server/deliveriesOf';
import { serverKindOf, type WithCredential } from '../../core/server/serverKind';
import type { Headers } from '../../hub';
import { activeTriggerOf } from './activeTriggers';
import { nodeIdOf } from './ids';
import { authenticationOf } from '../settings/triggerSettings';

/** The server that calls. A node that is active here knows it: for most events no parameter is read. */
export const senderOf = (context: IWebhookFunctions): WithCredential =>
	(context.getMode() === 'manual' ? undefined : activeTriggerOf(nodeIdOf(context))?.connection) ?? {
		authentication: authenticationOf(context),
	};

/** The headers of a call, wherever the server has put them. */
export const headersOfCall = (context: IWebhookFunctions): Headers =>
	deliveriesOf(serverKindOf(senderOf(context))).headersIn(
		context.getHeaderData(),
		context.getQueryData() as IDataObject,
	);
