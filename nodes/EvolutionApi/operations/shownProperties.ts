import type { INodeProperties } from 'n8n-workflow';

import { tableProperties } from '../table/properties';
import type { Resource } from '../table/operation';
import { authenticationField, requireWithGlobalKey } from '../fields/instance';
import { chooseForTools } from '../fields/reads';
import { resources } from './index';

/**
 * Properties of the node in the editor. The package contains this result, because computing it takes a quarter of the
 * time in which n8n loads the node (`dev/bundle.ts`).
 */
export const shownProperties = (): INodeProperties[] => [
	authenticationField,
	...tableProperties(resources.map(offerOutput), {
		resource: 'message',
		operation: 'sendText',
	}).flatMap(requireWithGlobalKey),
];

/** Adds the choice of output to reads. Writes answer with a few fields anyway. */
const offerOutput = (resource: Resource): Resource => ({
	...resource,
	operations: resource.operations.map((operation) =>
		operation.request.reads
			? { ...operation, fields: operation.fields.flatMap(chooseForTools) }
			: operation,
	),
});
