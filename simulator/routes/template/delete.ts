import type { Schema } from 'jsonschema';
import { ok } from '../../core/answers';
import { notEmpty, textSchema } from '../../core/schema';
import type { InstanceRoute } from '../../core/types';
import { checkTemplate, graphRefusal, templatesOf } from './graph';

const schema: Schema = {
	type: 'object',
	properties: { name: textSchema, hsmId: textSchema },
	required: ['name'],
	...notEmpty('name'),
};

export const deleteTemplate: InstanceRoute = {
	method: 'DELETE',
	path: '/template/delete/:instanceName',
	guard: 'instance',
	since: '2.3.7',
	handler({ state, instance, body }) {
		const refused = { context: 'template_delete', state } as const;
		checkTemplate(refused, body, schema);
		const { name, hsmId } = body;
		const templates = templatesOf(instance);
		const left = templates.filter(
			(template) => template.name !== name || (hsmId !== undefined && template.id !== hsmId),
		);
		if (left.length === templates.length) {
			throw graphRefusal(refused, {
				code: 100,
				subcode: 2_593_002,
				title: 'Message Template Not Found',
				message: `There is no message template "${String(name)}" to delete.`,
			});
		}
		instance.templates = left;
		state.templateNames.delete(String(name));
		return ok({ success: true });
	},
};
