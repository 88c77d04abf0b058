import { mustBe, reportProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../core/table/defineOperation';
import { recordOf } from '../../core/values/answer';
import { collectionInput, optionsField } from '../../fields/collections';
import { textField } from '../../fields/fieldKinds';
import { choice, flag, jsonList, optionalText, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { simplify } from '../../fields/simplify';
import { components, language } from '../../fields/template';
import { allowCategoryChange, CATEGORIES, category } from './shared/templateFields';

const newName = text.superRefine((value, context) => {
	if (value.trim() === '' || /^[a-z0-9_]{1,512}$/.test(value)) return;
	reportProblem(
		context,
		mustBe('the name of a template', value),
		'Use only lowercase letters, digits and underscores, e.g. order_shipped.',
	);
});

const newComponents = jsonList.superRefine((list, context) => {
	if (list.length === 0) {
		reportProblem(
			context,
			'is empty',
			'Give it at least a body, e.g. [{"type": "BODY", "text": "Hello"}].',
		);
	}
});

/** `POST /template/create/{instance}`: goes to Meta for approval. */
export const create = defineOperation({
	name: 'Create',
	value: 'create',
	action: 'Create a WhatsApp message template',
	description:
		'Send a new message template to Meta for approval. Needs a WHATSAPP-BUSINESS instance.',
	request: { method: 'POST', path: '/template/create/{instance}', retry: 'neverAfterSent' },
	fields: [
		instanceField,
		textField('Template Name', 'newTemplateName', {
			required: true,
			placeholder: 'e.g. order_shipped',
			description: 'Lowercase letters, digits and underscores',
		}),
		category,
		language,
		components,
		optionsField(
			allowCategoryChange,
			textField('Webhook URL', 'webhookUrl', {
				placeholder: 'e.g. https://example.com/hook',
				description:
					'URL to which the server also reports the status of messages with this template',
			}),
		),
		simplify,
	],
	input: {
		newTemplateName: newName,
		category: choice(...CATEGORIES),
		language: text,
		components: newComponents,
		options: collectionInput({ allowCategoryChange: flag, webhookUrl: optionalText }),
	},
	example: {
		newTemplateName: 'order_shipped',
		category: 'UTILITY',
		language: 'en_US',
		components:
			'[{"type":"BODY","text":"Hello {{1}}, your order is on its way.","example":{"body_text":[["Ana"]]}}]',
	},
	body: ({ newTemplateName: name, options, ...template }) => ({ name, ...template, ...options }),
	simplify: ({ templateId, name, template, webhookUrl, createdAt }) => {
		const { status = null, category: given = null } = recordOf(template);
		return { templateId, templateName: name, category: given, status, webhookUrl, createdAt };
	},
});
