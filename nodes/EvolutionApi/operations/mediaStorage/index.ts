import type { Resource } from '../../core/table/operation';
import { getMany } from './getMany';
import { getUrl } from './getUrl';

export const mediaStorage: Resource = {
	name: 'Media Storage',
	value: 'mediaStorage',
	description: 'Files of messages that the server keeps in an S3 or MinIO storage',
	operations: [getMany, getUrl],
};
