import { defineOperation } from '../../core/table/defineOperation';
import { collectionInput, optionsField } from '../../fields/collections';
import { textField } from '../../fields/fieldKinds';
import { optionalText, text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { templateName } from '../../fields/template';

/** `DELETE /template/delete/{instance}`: all languages of a template, or only one with `hsmId`. */
export const deleteTemplate = defineOperation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete a WhatsApp message template',
	description: 'Delete a message template in all its languages or in one of them',
	since: '2.3.7',
	request: { method: 'DELETE', path: '/template/delete/{instance}', retry: 'neverAfterSent' },
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
