import type { Schema } from 'jsonschema';
import { ok } from '../../core/answers';
import { notEmpty, textSchema } from '../../core/schema';
import type { InstanceRoute } from '../../core/types';
import { compact } from '../../core/values';
import { categorySchema } from './create';
import { checkTemplate, graphRefusal, templatesOf } from './graph';

const schema: Schema = {
	type: 'object',
	properties: {
		templateId: textSchema,
		category: categorySchema,
		allowCategoryChange: { type: 'boolean' },
		ttl: { type: 'number' },
		components: { type: 'array' },
	},
	required: ['templateId'],
	...notEmpty('templateId'),
};

export const edit: InstanceRoute = {
	method: 'POST',
	path: '/template/edit/:instanceName',
	guard: 'instance',
	since: '2.3.7',
	handler({ state, instance, body }) {
		const refused = { context: 'template_edit', state } as const;
		checkTemplate(refused, body, schema);
		const { templateId, category, components } = body;
		const template = templatesOf(instance).find(({ id }) => id === templateId);
		if (!template) {
			throw graphRefusal(refused, {
				code: 100,
				subcode: 33,
				title: 'Unsupported post request',
				message: `Object with ID '${String(templateId)}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.`,
			});
		}
		Object.assign(template, compact({ category, components, status: 'PENDING' }));
		return ok({ id: template.id, success: true });
	},
};
