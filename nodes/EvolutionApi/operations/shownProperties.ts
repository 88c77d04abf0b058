import type { INodeProperties } from 'n8n-workflow';

import { tableProperties } from '../table/properties';
import type { Resource } from '../table/operation';
import { authenticationField, requireWithGlobalKey } from '../fields/instance';
import { chooseForTools } from '../fields/reads';
import { resources } from './index';

/** The package contains the result (`dev/bundle.ts`), because computing it takes a quarter of the node's load time in n8n. */
export const shownProperties = (): INodeProperties[] => [
	authenticationField,
	...tableProperties(resources.map(offerOutput), {
		resource: 'message',
		operation: 'sendText',
	}).flatMap(requireWithGlobalKey),
];

/** Lets a tool choose its output fields in operations that read. Other operations only return a few fields anyway. */
const offerOutput = (resource: Resource): Resource => ({
	...resource,
	operations: resource.operations.map((operation) =>
		operation.request.reads
			? { ...operation, fields: operation.fields.flatMap(chooseForTools) }
			: operation,
	),
});
