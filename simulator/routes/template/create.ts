import { randomInt } from 'node:crypto';
import type { Schema } from 'jsonschema';
import { created } from '../../core/answers';
import { notEmpty, textSchema } from '../../core/schema';
import type { InstanceRoute } from '../../core/types';
import { newRow } from '../../state/rows';
import { checkTemplate, graphRefusal, notWritten, templatesOf } from './graph';

const REQUIRED = ['name', 'category', 'language', 'components'];
const MAX_TEMPLATES = 1000;

export const categorySchema: Schema = {
	...textSchema,
	enum: ['AUTHENTICATION', 'MARKETING', 'UTILITY'],
};

const schema: Schema = {
	type: 'object',
	properties: {
		name: textSchema,
		category: categorySchema,
		allowCategoryChange: { type: 'boolean' },
		language: textSchema,
		components: { type: 'array' },
		webhookUrl: textSchema,
	},
	required: REQUIRED,
	...notEmpty(...REQUIRED),
};

/** Creates a template, which then waits for Meta's approval. The simulator never approves it. */
export const createTemplate: InstanceRoute = {
	method: 'POST',
	path: '/template/create/:instanceName',
	guard: 'instance',
	handler({ state, instance, body }) {
		const refused = { context: 'template_creation', state } as const;
		checkTemplate(refused, body, schema);
		const templates = templatesOf(instance);
		const { name, category, language, components } = body;
		const isTaken = templates.some((other) => other.name === name && other.language === language);
		if (isTaken || templates.length >= MAX_TEMPLATES) {
			throw graphRefusal(refused, {
				code: 100,
				subcode: 2_388_024,
				title: 'Content in This Language Already Exists',
				message: `There is already ${String(language)} content for this template. You can create a new template and try again.`,
			});
		}
		const isWritten = state.templateNames.has(String(name));
		const id = String(randomInt(100_000_000, 1_000_000_000));
		templates.push({ name, components, language, status: 'PENDING', category, id });
		if (isWritten) throw notWritten(refused);
		state.templateNames.add(String(name));
		return created(
			newRow(instance, {
				templateId: id,
				name,
				template: { id, status: 'PENDING', category },
				webhookUrl: body.webhookUrl ?? null,
			}),
		);
	},
};
