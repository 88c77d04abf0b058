import type { ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';

import { listTemplateValues, wantsComponents } from '../fields/template';
import { readNodeValue, fromInstance } from './picker';
import { fetchTemplates } from '../server/ask/lists';

export async function mapTemplateValues(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	const name = readNodeValue(this, 'templateName').trim();
	if (name === '') return none('Choose a template first.');
	const ofName = (await fromInstance(this, fetchTemplates)).filter(
		(template) => template.name === name,
	);
	const language = readNodeValue(this, 'language').trim();
	const template = ofName.find((candidate) => candidate.language === language);
	if (ofName.length === 0) {
		const instead = 'If the account has it, enter its values in Components.';
		return none(`The server lists no template "${name}". ${instead}`);
	}
	if (template === undefined) {
		const others = ofName.map((candidate) => candidate.language).join(', ');
		return none(`The template does not exist in the language "${language}", but in ${others}.`);
	}
	const { components } = template;
	if (wantsComponents(components)) {
		const instead = 'Enter all its values in Components.';
		return none(`This template needs more than texts, files and links. ${instead}`);
	}
	const values = listTemplateValues(components);
	if (values.length === 0) return none('The template needs no values.');
	// No value is required here, since all stay empty if Components is used instead. The values are checked before the send.
	const fields = values.map(({ id, label }) => ({
		id,
		displayName: label,
		required: false,
		defaultMatch: false,
		display: true,
		canBeUsedToMatch: false,
		type: 'string' as const,
	}));
	return { fields };
}

const none = (emptyFieldsNotice: string): ResourceMapperFields => ({
	fields: [],
	emptyFieldsNotice,
});
