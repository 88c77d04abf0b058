import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { mustBe, reportProblem } from '../core/input/inputProblem';
import { defineOperation, type Resource } from '../table/operation';
import { asRecord, asRecords } from '../core/values/answer';
import {
	collection,
	collectionInput,
	optionsField,
	choiceField,
	locatorField,
	numberField,
	textField,
	byHand,
	fromList,
	toggle,
} from '../fields/fieldKinds';
import { choice, flag, integer } from '../core/input/checks';
import { jsonList, optionalAddress, optionalText, text } from '../fields/inputs';
import { instanceField } from '../fields/instance';
import { listFields, simplify } from '../fields/reads';
import { components, language, templateName } from '../fields/template';

const category = choiceField('Category', 'category', {
	options: [
		{ name: 'Authentication', value: 'AUTHENTICATION', description: 'One-time passwords' },
		{ name: 'Marketing', value: 'MARKETING', description: 'Offers, news, invitations' },
		{
			name: 'Utility',
			value: 'UTILITY',
			description: 'About an order or the account of the recipient',
		},
	],
	default: 'UTILITY',
});

const CATEGORIES = ['AUTHENTICATION', 'MARKETING', 'UTILITY'] as const;

const allowCategoryChange = toggle(
	'Allow Category Change',
	'allowCategoryChange',
	'Whether Meta may assign another category',
);

function simplifyTemplate(item: IDataObject): IDataObject {
	const components = asRecords(item.components);
	const body = components.find(({ type }) => String(type).toUpperCase() === 'BODY');
	return {
		templateId: item.id ?? null,
		templateName: item.name ?? null,
		language: item.language ?? null,
		category: item.category ?? null,
		status: item.status ?? null,
		text: body?.text ?? null,
		components,
	};
}

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
			'Enter at least a body, e.g. [{"type": "BODY", "text": "Hello"}].',
		);
	}
});

const create = defineOperation({
	name: 'Create',
	value: 'create',
	action: 'Create a WhatsApp message template',
	description:
		'Send a new message template to Meta for approval. Needs a WHATSAPP-BUSINESS instance.',
	request: { method: 'POST', path: '/template/create/{instance}', idempotent: false },
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
		options: collectionInput({ allowCategoryChange: flag, webhookUrl: optionalAddress }),
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
		const { status = null, category: kind = null } = asRecord(template);
		return { templateId, templateName: name, category: kind, status, webhookUrl, createdAt };
	},
});

const changes = z
	.object({
		allowCategoryChange: flag.optional(),
		category: choice(...CATEGORIES).optional(),
		components: jsonList.optional(),
		ttl: integer(-1, 2_592_000).optional(),
	})
	.optional()
	.superRefine((values, context) => {
		if (values !== undefined && Object.values(values).some((value) => value !== undefined)) return;
		reportProblem(context, 'is empty', 'Add at least one field.');
	});

const update = defineOperation({
	name: 'Update',
	value: 'update',
	action: 'Update a WhatsApp message template',
	description: 'Change a message template, which Meta has to approve again',
	since: '2.3.7',
	request: { method: 'POST', path: '/template/edit/{instance}', idempotent: false },
	fields: [
		instanceField,
		locatorField('Template', 'template', {
			required: true,
			description: 'Template in one language. Each language has its own ID.',
			modes: [
				fromList('searchTemplateIds', 'Select a template…'),
				byHand('By ID', 'id', 'e.g. 1192339204654487'),
			],
		}),
		collection('Changes', 'changes', 'Add change')(
			allowCategoryChange,
			category,
			components,
			numberField('Time to Live (Seconds)', 'ttl', {
				typeOptions: { minValue: -1, maxValue: 2592000 },
				default: 600,
				description:
					'Seconds for which WhatsApp tries to deliver a message with this template. Use -1 for 30 days.',
			}),
		),
	],
	input: { template: text, changes },
	example: {
		template: '1192339204654487',
		changes: { components: '[{"type":"BODY","text":"Hello, world"}]' },
	},
	body: ({ template: templateId, changes: values }) => ({ templateId, ...values }),
	output: ({ success }, { template: templateId }) => ({ updated: success !== false, templateId }),
});

/** `DELETE /template/delete/{instance}`: deletes a template in all languages, or with `hsmId` in only one. */
const deleteTemplate = defineOperation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete a WhatsApp message template',
	description: 'Delete a message template in all its languages or in one of them',
	since: '2.3.7',
	request: { method: 'DELETE', path: '/template/delete/{instance}', idempotent: false },
	fields: [
		instanceField,
		templateName,
		optionsField(
			textField('Template ID', 'templateId', {
				placeholder: 'e.g. 1192339204654487',
				description: 'Delete only the language with this ID',
			}),
		),
	],
	input: {
		templateName: text,
		options: collectionInput({ templateId: optionalText }),
	},
	example: { templateName: 'hello_world' },
	body: ({ templateName: name, options }) => ({ name, hsmId: options?.templateId }),
	output: (_answer, { templateName: name, options }) => ({
		deleted: true,
		templateName: name,
		templateId: options?.templateId ?? null,
	}),
});

const getMany = defineOperation({
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many WhatsApp message templates',
	description: 'Get the message templates of the business account with their approval status',
	request: { method: 'GET', path: '/template/find/{instance}', reads: true },
	fields: [instanceField, ...listFields, simplify],
	simplify: simplifyTemplate,
});

export const template: Resource = {
	name: 'Template',
	value: 'template',
	description: 'Manage the message templates of a WHATSAPP-BUSINESS instance',
	operations: [create, deleteTemplate, getMany, update],
};
