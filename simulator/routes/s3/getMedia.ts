import { created } from '../../core/answers';
import { notEmpty, textSchema } from '../../core/schema';
import type { InstanceRoute } from '../../core/types';
import { findMedia } from './media';

/** The schema requires an integer as `messageId`, but stored IDs are texts, so that filter never finds anything. */
export const getMedia: InstanceRoute = {
	method: 'POST',
	path: '/s3/getMedia/:instanceName',
	guard: 'instance',
	schema: {
		type: 'object',
		properties: { id: textSchema, type: textSchema, messageId: { type: 'integer' } },
		...notEmpty('id', 'type', 'messageId'),
	},
	handler: (call) => created(findMedia(call, call.body).map(({ row }) => row)),
};
