import type { Resource } from '../../core/table/operation';
import { getMany } from './getMany';
import { getUrl } from './getUrl';

export const mediaStorage: Resource = {
	name: 'Media Storage',
	value: 'mediaStorage',
	description: 'Get files of messages from the S3 or MinIO storage of the server',
	operations: [getMany, getUrl],
};
