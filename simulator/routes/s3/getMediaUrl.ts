import type { Schema } from 'jsonschema';
import { ok } from '../../core/answers';
import { notEmpty } from '../../core/schema';
import type { InstanceRoute } from '../../core/types';
import { findMedia } from './media';

const withDigit: Schema = { type: 'string', pattern: '\\d+', minLength: 1 };

export const getMediaUrl: InstanceRoute = {
	method: 'POST',
	path: '/s3/getMediaUrl/:instanceName',
	guard: 'instance',
	schema: {
		type: 'object',
		properties: { id: withDigit, expiry: withDigit },
		...notEmpty('id'),
		required: ['id'],
	},
	handler(call) {
		const { state, instance, body } = call;
		const [{ row, message }] = findMedia(call, { id: body.id });
		const path = `/_sim/instances/${encodeURIComponent(instance.name)}/media/${encodeURIComponent(message.key.id)}`;
		return ok({ mediaUrl: `${state.serverUrl}${path}`, ...row });
	},
};
