import { z } from 'zod';

import { reportProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../core/table/defineOperation';
import { collection } from '../../fields/collections';
import { locatorField, numberField } from '../../fields/fieldKinds';
import { choice, flag, integer, jsonList, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { byHand, fromList } from '../../fields/locatorModes';
import { components } from '../../fields/template';
import { allowCategoryChange, CATEGORIES, category } from './shared/templateFields';

const changes = z
	.object({
		allowCategoryChange: flag.optional(),
		category: choice(...CATEGORIES).optional(),
		components: jsonList.optional(),
		ttl: integer(-1, 2_592_000).optional(),
	})
	.optional()
	.superRefine((given, context) => {
		if (given !== undefined && Object.values(given).some((value) => value !== undefined)) return;
		reportProblem(context, 'is empty', 'Add at least one field.');
	});

/** `POST /template/edit/{instance}`: the changes go to Meta for approval again. */
export const update = defineOperation({
	name: 'Update',
	value: 'update',
	action: 'Update a WhatsApp message template',
	description: 'Change a message template, which Meta has to approve again',
	since: '2.3.7',
	request: { method: 'POST', path: '/template/edit/{instance}', retry: 'neverAfterSent' },
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
	body: ({ template: templateId, changes: given }) => ({ templateId, ...given }),
	output: ({ success }, { template: templateId }) => ({ updated: success !== false, templateId }),
});
