import type { INodeProperties } from 'n8n-workflow';

import { tableProperties } from '../table/properties';
import type { Resource } from '../table/operation';
import { authenticationField, requireWithGlobalKey } from '../fields/instance';
import { chooseForTools } from '../fields/reads';
import { resources } from './index';

/**
 * What the editor shows of the node. In the package they stand as they come out of here, because making them takes a
 * quarter of the time in which n8n loads the node (`dev/bundle.ts`).
 */
export const shownProperties = (): INodeProperties[] => [
	authenticationField,
	...tableProperties(resources.map(offerOutput), {
		resource: 'message',
		operation: 'sendText',
	}).flatMap(requireWithGlobalKey),
];

/** What sends or changes something answers with a few fields: only what reads offers a model to choose among them. */
const offerOutput = (resource: Resource): Resource => ({
	...resource,
	operations: resource.operations.map((operation) =>
		operation.request.reads
			? { ...operation, fields: operation.fields.flatMap(chooseForTools) }
			: operation,
	),
});
